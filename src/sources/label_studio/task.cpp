#include "sources/label_studio/task.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "sources/json_place.h"
#include "sources/label_studio/annotation.h"
#include "sources/label_studio/image_reference.h"
#include "sources/label_studio/region.h"

namespace petseg {
namespace {

/// The keys of JSON-MIN that hold neither the task's data nor results.
constexpr std::array<std::string_view, 7> kMinKeys{
    "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"};

/// A number, an object with an id, or an address.
std::string annotator_of(const JsonPlace& annotation, const char* key) {
  const auto place = annotation.find(key);
  if (!place) return {};
  const Json& value = place->value();
  if (!value.is_object()) return value.dump();
  return value.contains("id") ? value.at("id").dump() : std::string();
}

std::int64_t time_of(const JsonPlace& annotation) {
  for (const char* key : {"updated_at", "created_at"}) {
    const auto place = annotation.find(key);
    if (place && place->value().is_string()) return parse_time(place->text());
  }
  return 0;
}

bool flag_of(const JsonPlace& place, const char* key) {
  const auto flag = place.find(key);
  return flag && flag->flag();
}

std::string text_of(const JsonPlace& place, const char* key) {
  const auto text = place.find(key);
  return text ? text->text() : std::string();
}

void take_regions(TaskAnnotation& annotation, const std::vector<ResultPlace>& results,
                  const LabelMap& labels) {
  const ReadRegions read = read_regions(results, labels);
  annotation.size = read.size;
  annotation.regions = pack_regions(read.regions);
}

/// The entry of a task's data that refers to its photo: "image", or the only one that looks so.
std::string find_image(const JsonPlace& data) {
  if (const auto image = data.find("image")) return image->text();
  std::vector<std::string> found;
  for (const auto& [key, value] : data.value().items()) {
    if (value.is_string() && looks_like_image(value.get_ref<const std::string&>())) {
      found.push_back(value.get<std::string>());
    }
  }
  if (found.size() == 1) return found.front();
  throw DataError(fmt::format("{}: {} values refer to images, expected one, or one named \"image\"",
                              data.pointer().empty() ? "/" : data.pointer(), found.size()));
}

TaskAnnotation read_annotation(const JsonPlace& place, const LabelMap& labels) {
  TaskAnnotation annotation{
      .annotator = annotator_of(place, "completed_by"),
      .time = time_of(place),
      .is_ground_truth = flag_of(place, "ground_truth"),
      .is_cancelled = flag_of(place, "was_cancelled") || flag_of(place, "skipped")};
  const auto list = place.find("result");
  if (annotation.is_cancelled || !list) return annotation;
  std::vector<ResultPlace> results;
  for (const JsonPlace& result : list->items()) {
    const auto value = result.find("value");  // relations have none
    if (value) results.push_back({*value, result, text_of(result, "type"), text_of(result, "id")});
  }
  take_regions(annotation, results, labels);
  return annotation;
}

void read_whole(const JsonPlace& item, const LabelMap& labels, LabelledTask& task) {
  task.image = find_image(item.at("data"));
  if (const auto count = item.find("predictions")) {
    if (count->value().is_number_unsigned()) task.predictions = count->value().get<std::size_t>();
  }
  auto annotations = item.find("annotations");
  if (!annotations) annotations = item.find("completions");
  if (!annotations) return;
  for (const JsonPlace& annotation : annotations->items()) {
    task.annotations.push_back(read_annotation(annotation, labels));
  }
}

/// The results of a tag: a list of them, or a single one.
void collect_results(const JsonPlace& tag, std::vector<ResultPlace>& results) {
  if (tag.value().is_object()) results.push_back({tag, tag, "", ""});
  if (!tag.value().is_array()) return;
  for (const JsonPlace& value : tag.items()) {
    if (value.value().is_object()) results.push_back({value, value, "", ""});
  }
}

void read_min(const JsonPlace& item, const LabelMap& labels, LabelledTask& task) {
  task.is_whole = false;
  task.image = find_image(item);
  std::vector<ResultPlace> results;
  for (const auto& [key, value] : item.value().items()) {
    if (std::find(kMinKeys.begin(), kMinKeys.end(), key) != kMinKeys.end()) continue;
    collect_results(JsonPlace(value, "/" + key), results);
  }
  const bool is_annotated = item.find("annotation_id").has_value();
  if (!is_annotated && results.empty()) return;  // a task that nobody has annotated
  TaskAnnotation annotation{.annotator = annotator_of(item, "annotator"), .time = time_of(item)};
  take_regions(annotation, results, labels);
  task.annotations.push_back(std::move(annotation));
}

std::string keys_of(const Json& item) {
  std::string keys;
  for (const auto& [key, value] : item.items()) {
    if (keys.size() > 60) return keys + ", …";
    keys += fmt::format("{}\"{:.30}\"", keys.empty() ? "" : ", ", key);
  }
  return keys.empty() ? "no key" : "the keys " + keys;
}

}  // namespace

std::string task_name(const LabelledTask& task) {
  return task.id ? fmt::format("task {}", *task.id) : fmt::format("item /{}", task.index);
}

LabelledTask read_task(const Json& item, std::size_t index, const LabelMap& labels) {
  const bool is_whole = item.contains("data") && item.at("data").is_object();
  if (!is_whole && !item.contains("annotation_id") && !item.contains("annotator")) {
    throw DataError(fmt::format(
        "/{}: holds {}, expected a task in JSON (\"data\", \"annotations\") or JSON-MIN "
        "(\"annotation_id\"): export the project from Label Studio in one of them",
        index, keys_of(item)));
  }
  LabelledTask task{.index = index};
  try {
    const JsonPlace place(item, "");
    if (const auto id = place.find("id")) task.id = id->integer();
    if (is_whole) {
      read_whole(place, labels, task);
    } else {
      read_min(place, labels, task);
    }
  } catch (const DataError& error) {
    task.problem = error.what();
  }
  return task;
}

std::int64_t parse_time(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;
  const std::string digits(text.substr(0, 64));
  if (std::sscanf(digits.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
                  &second, &used) != 6) {
    return 0;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return 0;
  std::string_view rest = std::string_view(digits).substr(static_cast<std::size_t>(used));
  std::int64_t microseconds = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    for (std::int64_t unit = 100'000; !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
         unit /= 10, rest.remove_prefix(1)) {
      microseconds += unit * (rest.front() - '0');
    }
  }
  int offset_hours = 0;
  int offset_minutes = 0;
  if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
    const int sign = rest.front() == '-' ? -1 : 1;
    std::sscanf(rest.data() + 1, "%2d:%2d", &offset_hours, &offset_minutes);
    offset_hours *= sign;
    offset_minutes *= sign;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + hour - offset_hours) * 60 + minute - offset_minutes;
  return (minutes * 60 + second) * 1'000'000 + microseconds;
}

}  // namespace petseg
