#include "petseg/commands/predict.h"

#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/model_work.h"
#include "cli/validators.h"

namespace petseg {

void set_up_predict(CLI::App& command) {
  const auto options = std::make_shared<PredictOptions>();
  command
      .add_option("--model_uri,--model-uri", options->model_uri,
                  "run folder, its model/, or an address: runs:/ID/model, models:/NAME@ALIAS, …")
      ->required();
  command
      .add_option("--img_url,--img-url", options->img_urls,
                  "photo: a file or an http(s) address; may be given several times")
      ->required();
  command.add_option("--save_path,--save-path", options->save_path,
                     "figure to write, .png or .jpg [prediction_<photo>.png]");
  command.add_option("--mask_dir,--mask-dir", options->mask_dir,
                     "folder that gets <photo>.png, class ids 0 background, 1 cat, 2 dog");
  command.add_option("--device", options->device, "where the network computes")
      ->check(device_name())
      ->capture_default_str();
  command.footer(
      "Example: petseg predict --model_uri runs/run_1 --img_url cat.jpg --save_path out.png");
  command.callback(model_work([options] {
    const PredictResult result = predict(*options);
    fmt::print("{}\n", result.figure.string());
    for (const auto& mask : result.masks) fmt::print("{}\n", mask.string());
  }));
}

}  // namespace petseg
