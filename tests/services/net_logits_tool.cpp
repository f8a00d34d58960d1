// A saved model's own float32 logits.
//
//   net_logits_tool <model folder> <photos> <height> <width> <logits>
//
// <photos>: float32 RGB of 0 to 255 [N, 3, height, width]; <logits>: float32 [N, 3, height, width].

#include <exception>
#include <iostream>
#include <string>

#include <torch/torch.h>

#include "petseg/bundle/bundle.h"
#include "petseg/core/files.h"

namespace petseg {
namespace {

torch::Tensor per_channel(const std::array<double, 3>& values) {
  return torch::tensor(std::vector<double>(values.begin(), values.end()), torch::kFloat32)
      .view({1, 3, 1, 1});
}

void run(const std::string& model, const std::string& photos, std::int64_t height,
         std::int64_t width, const std::string& logits) {
  const torch::NoGradGuard no_grad;
  Bundle bundle = load_bundle(model);
  std::string bytes = read_file(photos);
  const auto count = static_cast<std::int64_t>(bytes.size() / sizeof(float)) / (3 * height * width);
  const auto x = torch::from_blob(bytes.data(), {count, 3, height, width});
  const auto y = bundle.net
                     ->forward((x - per_channel(bundle.preprocessing.mean)) /
                               per_channel(bundle.preprocessing.std))
                     .contiguous();
  write_file(logits, {reinterpret_cast<const char*>(y.const_data_ptr<float>()), y.nbytes()});
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  try {
    if (argc != 6) throw std::invalid_argument("five arguments are needed");
    petseg::run(argv[1], argv[2], std::stol(argv[3]), std::stol(argv[4]), argv[5]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
