#include "petseg/metrics/segmentation_metrics.h"

#include <cmath>
#include <limits>

#include "metrics/metric_sums.h"

namespace petseg {
namespace {

/// Where each measure lies: the one list of names and values.
struct Field {
  std::string name;
  Measure& (*in)(SegmentationMetrics&, int c);
  int c = 0;  // of a measure of classes
};

template <Measure SegmentationMetrics::*member>
Measure& single(SegmentationMetrics& metrics, int) {
  return metrics.*member;
}

template <ClassMeasures SegmentationMetrics::*member>
Measure& of_class(SegmentationMetrics& metrics, int c) {
  return (metrics.*member)[static_cast<std::size_t>(c)];
}

template <ClassMeasures SegmentationMetrics::*member>
void add_classes(std::vector<Field>& fields, const std::string& name) {
  for (int c = 0; c < kNumClasses; ++c) {
    fields.push_back({name + "_" + std::string(kClassNames[c]), of_class<member>, c});
  }
}

std::vector<Field> make_fields() {
  using M = SegmentationMetrics;
  std::vector<Field> fields{{"miou", single<&M::miou>}};
  add_classes<&M::iou>(fields, "iou");
  fields.push_back({"pet_iou", single<&M::pet_iou>});
  fields.push_back({"species_swap", single<&M::species_swap>});
  fields.push_back({"image_miou", single<&M::image_miou>});
  fields.push_back({"pixel_accuracy", single<&M::pixel_accuracy>});
  fields.push_back({"dice", single<&M::mean_dice>});
  add_classes<&M::dice>(fields, "dice");
  add_classes<&M::precision>(fields, "precision");
  add_classes<&M::recall>(fields, "recall");
  add_classes<&M::specificity>(fields, "specificity");
  fields.push_back({"boundary_iou", single<&M::mean_boundary_iou>});
  add_classes<&M::boundary_iou>(fields, "boundary_iou");
  fields.push_back({"soft_iou", single<&M::soft_iou>});
  fields.push_back({"ece", single<&M::ece>});
  return fields;
}

const std::vector<Field>& fields() {
  static const std::vector<Field> kFields = make_fields();
  return kFields;
}

}  // namespace

std::vector<double> measure_values(const MetricSums& sums) {
  SegmentationMetrics metrics = metrics_of(sums);
  std::vector<double> values;
  values.reserve(fields().size());
  for (const Field& field : fields()) {
    const Measure& measure = field.in(metrics, field.c);
    values.push_back(measure.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return values;
}

SegmentationMetrics segmentation_metrics(std::span<const PhotoScore> photos) {
  MetricSums sums;
  std::vector<int> photos_with_value(fields().size());
  for (const PhotoScore& photo : photos) {
    const MetricSums own = metric_sums(photo);
    sums.add(own);
    const std::vector<double> values = measure_values(own);
    for (std::size_t i = 0; i < values.size(); ++i) {
      photos_with_value[i] += std::isnan(values[i]) ? 0 : 1;
    }
  }
  SegmentationMetrics metrics = metrics_of(sums);
  metrics.n = static_cast<int>(photos.size());
  for (std::size_t i = 0; i < fields().size(); ++i) {
    fields()[i].in(metrics, fields()[i].c).photos = photos_with_value[i];
  }
  return metrics;
}

SegmentationMetrics segmentation_metrics(const PhotoScore& photo) {
  return segmentation_metrics({&photo, 1});
}

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Field& field : fields()) names.push_back(field.name);
    return names;
  }();
  return kNames;
}

std::vector<std::pair<std::string, Measure>> named_measures(const SegmentationMetrics& metrics) {
  SegmentationMetrics copy = metrics;
  std::vector<std::pair<std::string, Measure>> list;
  for (const Field& field : fields()) list.emplace_back(field.name, field.in(copy, field.c));
  return list;
}

std::vector<std::pair<std::string, std::optional<double>>> named_values(
    const SegmentationMetrics& metrics) {
  std::vector<std::pair<std::string, std::optional<double>>> values;
  for (const auto& [name, measure] : named_measures(metrics)) values.emplace_back(name, measure);
  return values;
}

}  // namespace petseg
