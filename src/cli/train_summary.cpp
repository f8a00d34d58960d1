#include "cli/train_summary.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/commands/compare.h"
#include "petseg/core/progress.h"

namespace petseg {
namespace {

std::string trained_text(const FitResult& fit, double peak_memory) {
  return fmt::format("{} epochs, {} steps in {}, {:.1f} img/s, peak memory {:.2f} GB", fit.epochs,
                     fit.steps, clock_text(fit.seconds), fit.images_per_second, peak_memory);
}

std::string kept_text(const FitResult& fit) {
  std::string text = fmt::format("epoch {}", fit.best_epoch);
  if (fit.best_miou > 0) text += fmt::format(", validation mIoU {:.3f}", fit.best_miou);
  if (fit.stopped_early) {
    text += fmt::format("; stopped early, none better for {} epochs", fit.epochs - fit.best_epoch);
  }
  return text;
}

/// The category with the lowest mIoU, and where its photos stand; empty where none has one.
std::string worst_text(const TrainResult& result) {
  const auto& categories = result.report.categories;
  const auto worst = std::ranges::min_element(categories, {}, [](const Slice& category) {
    return category.metrics.miou.value_or(2);  // above all that have one
  });
  if (worst == categories.end() || !worst->metrics.miou) return {};
  const auto figures = result.run_folder / "report" / "figures" / worst->name;
  return fmt::format("{}, mIoU {:.3f}: see {}", worst->name, *worst->metrics.miou,
                     figures.string());
}

std::string line(std::string_view name, const std::string& text) {
  return text.empty() ? "" : fmt::format("{:<9}{}\n", name, text);
}

}  // namespace

std::string train_summary(const TrainResult& result, double peak_memory) {
  const std::string run = result.run_folder.string();
  const auto report = result.run_folder / "report";
  const std::string differences =
      result.comparison ? "\n" + comparison_table(*result.comparison) : "";
  return report_table(result.report) + differences + "\n" + line("worst", worst_text(result)) +
         line("kept", kept_text(result.fit)) +
         line("trained", trained_text(result.fit, peak_memory)) +
         line("run", run + "  (curves: training.png)") +
         line("report", (report / "report.html").string()) +
         line("compared", result.comparison ? (report / kComparisonPage).string() : "") + "\n" +
         line("predict", fmt::format("petseg predict --model_uri {} --img_url PHOTO", run)) +
         line("score", fmt::format("petseg evaluate --model_uri {} --data {}", run,
                                   result.data_folder.string())) +
         line("again", fmt::format("petseg train --train_args {}/setup.json --data {}", run,
                                   result.data_folder.string()));
}

}  // namespace petseg
