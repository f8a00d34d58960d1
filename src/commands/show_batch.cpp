#include "petseg/commands/show_batch.h"

#include <algorithm>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/files.h"
#include "petseg/core/parallel.h"
#include "petseg/image/decode.h"
#include "petseg/image/sample_sheet.h"
#include "petseg/loader/batch_loader.h"

namespace petseg {
namespace {

constexpr int kShown = 16;

/// The samples of a batch, back as pictures.
std::vector<SampleSheet::Sample> samples_of(const Batch& batch, const Preprocessing& preprocessing,
                                            int count) {
  const auto channels = [](const std::array<double, 3>& values) {
    return torch::tensor(at::ArrayRef<double>(values), torch::kFloat).view({1, 1, 1, 3});
  };
  const auto levels = batch.images.permute({0, 2, 3, 1}) * channels(preprocessing.std) +
                      channels(preprocessing.mean);
  const auto images = levels.round().clamp(0, 255).to(torch::kUInt8).contiguous();
  const auto masks = batch.targets.to(torch::kUInt8).contiguous();
  const int height = static_cast<int>(images.size(1));
  const int width = static_cast<int>(images.size(2));
  std::vector<SampleSheet::Sample> samples;
  for (int i = 0; i < count; ++i) {
    samples.push_back({cv::Mat(height, width, CV_8UC3, images[i].data_ptr()).clone(),
                       cv::Mat(height, width, CV_8UC1, masks[i].data_ptr()).clone()});
  }
  return samples;
}

}  // namespace

void show_batch(const TrainOptions& options, const std::filesystem::path& png) {
  const Setup setup = resolve_setup(options, earlier_model(options));
  const DataSet data = training_data(options.data.value_or(kDefaultDataSet));
  const Preprocessing preprocessing = preprocessing_of(setup);
  const TrainingSet photos(data.folder, data.of(Split::kTrain), preprocessing, setup.augment);
  // Samples are numbered through the run: batches of any size begin with the same.
  BatchLoader loader(photos, preprocessing, kShown, static_cast<std::uint64_t>(setup.seed),
                     available_cpus());
  SampleSheet sheet{
      .title = fmt::format("{}, {} x {} pixels", setup.file, preprocessing.image_size,
                           preprocessing.image_size),
      .subtitle = fmt::format(
          "{}, the first {} of its training samples with seed {}{}: as the network sees them, and "
          "beside that their truth with the share of each class",
          setup.model, kShown, setup.seed, setup.augment.enabled ? "" : ", not augmented"),
      .samples = samples_of(loader.next(), preprocessing, kShown)};
  write_file(png, encode_png(draw_sample_sheet(sheet)));
}

}  // namespace petseg
