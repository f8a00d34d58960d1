#include "petseg/report/report.h"

#include <numeric>

#include "petseg/report/label_suspects.h"

namespace petseg {

Report make_report(ReportSubject subject, std::vector<ScoredPhoto> photos) {
  Report report{.subject = std::move(subject), .photos = std::move(photos)};
  std::vector<std::size_t> all(report.photos.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<std::size_t> test;
  std::map<std::string, std::vector<std::size_t>> categories;
  for (const std::size_t i : all) {
    const PhotoRecord& record = report.photos[i].record;
    if (record.split == Split::kTest) test.push_back(i);
    for (const std::string& category : record.categories) categories[category].push_back(i);
  }
  report.all = make_slice("all", std::move(all), report.photos);
  report.test = make_slice("test", std::move(test), report.photos);
  for (auto& [name, members] : categories) {
    report.categories.push_back(make_slice(name, std::move(members), report.photos));
  }
  report.label_suspects = label_suspects(report.photos);
  return report;
}

std::vector<Metric> report_metrics(const Report& report) {
  std::vector<Metric> values;
  const auto add = [&](const std::string& prefix, const Slice& slice) {
    for (const auto& [name, value] : named_values(slice.metrics)) {
      if (value) values.push_back({prefix + name, *value});
    }
  };
  if (!report.test.photos.empty()) add("test/", report.test);
  for (const Slice& category : report.categories) add("debug/" + category.name + "/", category);
  return values;
}

}  // namespace petseg
