#include "petseg/report/report.h"

#include <numeric>

#include "petseg/report/label_suspects.h"

namespace petseg {

std::filesystem::path prediction_file(const std::filesystem::path& report,
                                      const std::string& image) {
  return report / "predictions" / std::filesystem::path(image).replace_extension(".png");
}

Report make_report(ReportSubject subject, std::vector<ScoredPhoto> photos) {
  Report report{.subject = std::move(subject), .photos = std::move(photos)};
  std::vector<std::size_t> all(report.photos.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<const ScoredPhoto*> places;
  for (const ScoredPhoto& photo : report.photos) places.push_back(&photo);
  SlicedPhotos slices = slice_photos(places);
  report.all = make_slice("all", std::move(all), report.photos);
  report.test = make_slice("test", std::move(slices.test), report.photos);
  for (auto& [name, members] : slices.categories) {
    report.categories.push_back(make_slice(name, std::move(members), report.photos));
  }
  report.weak_spots = find_weak_spots(report.photos);
  report.label_suspects = label_suspects(report.photos);
  return report;
}

std::vector<const Slice*> slices_of(const Report& report) {
  std::vector<const Slice*> slices;
  if (!report.test.photos.empty()) slices.push_back(&report.test);
  for (const Slice& category : report.categories) slices.push_back(&category);
  return slices;
}

std::vector<Metric> report_metrics(const Report& report) {
  std::vector<Metric> values;
  for (const Slice* slice : slices_of(report)) {
    const std::string prefix = slice == &report.test ? "test/" : "debug/" + slice->name + "/";
    for (const auto& [name, value] : named_values(slice->metrics)) {
      if (value) values.push_back({prefix + name, *value});
    }
  }
  return values;
}

}  // namespace petseg
