#include "petseg/sources/label_studio.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/http.h"

#include "sources/label_studio/annotation.h"
#include "sources/label_studio/image_reference.h"
#include "sources/label_studio/json.h"
#include "sources/label_studio/task.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kMajority = "majority";
constexpr std::string_view kLatest = "latest";

void check_annotators(const std::string& word) {
  constexpr std::array kWords{kMajority, kLatest};
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return;
  throw ConfigError(fmt::format("annotators: \"{}\"{}; expected one of {}", word,
                                did_you_mean(word, kWords), quoted_list(kWords)));
}

fs::path export_file(const LabelStudioOptions& options) {
  return options.annotations.empty() ? options.folder / "annotations.json" : options.annotations;
}

/// The tasks of an export, in its order.
class TaskList {
 public:
  explicit TaskList(const std::map<std::string, std::string>& labels) : labels_(labels) {}

  void add(const Json& item, std::size_t index) {
    LabelledTask task = read_task(item, index, labels_);
    const auto known = task.id ? by_id_.find(*task.id) : by_id_.end();
    if (known == by_id_.end()) {
      if (task.id) by_id_.emplace(*task.id, tasks_.size());
    } else if (!task.is_whole) {
      join(tasks_[known->second], std::move(task));
      return;
    } else {
      task.problem = fmt::format("its id is that of item /{}", tasks_[known->second].index);
    }
    tasks_.push_back(std::move(task));
  }

  std::vector<LabelledTask>& tasks() { return tasks_; }

 private:
  static void join(LabelledTask& task, LabelledTask more) {
    if (task.problem.empty()) task.problem = std::move(more.problem);
    for (auto& annotation : more.annotations) task.annotations.push_back(std::move(annotation));
  }

  LabelMap labels_;
  std::vector<LabelledTask> tasks_;
  std::unordered_map<std::int64_t, std::size_t> by_id_;
};

/// One annotation for each annotator: the one that was changed last, the later of two at a time.
std::vector<const TaskAnnotation*> latest_of_each(const std::vector<const TaskAnnotation*>& all) {
  std::vector<const TaskAnnotation*> latest;
  for (const TaskAnnotation* annotation : all) {
    const auto earlier =
        std::find_if(latest.begin(), latest.end(), [&](const TaskAnnotation* other) {
          return !annotation->annotator.empty() && other->annotator == annotation->annotator;
        });
    if (earlier == latest.end()) {
      latest.push_back(annotation);
    } else if (annotation->time >= (*earlier)->time) {
      *earlier = annotation;
    }
  }
  return latest;
}

/// The annotations that make up the mask; empty where there is none.
std::vector<const TaskAnnotation*> choose_annotations(const LabelledTask& task,
                                                      std::string_view annotators) {
  std::vector<const TaskAnnotation*> chosen;
  for (const TaskAnnotation& annotation : task.annotations) {
    if (!annotation.regions.empty()) chosen.push_back(&annotation);
  }
  const auto is_ground_truth = [](const TaskAnnotation* a) { return a->is_ground_truth; };
  if (std::any_of(chosen.begin(), chosen.end(), is_ground_truth)) {
    std::erase_if(chosen, [&](const TaskAnnotation* a) { return !is_ground_truth(a); });
  }
  chosen = latest_of_each(chosen);
  if (annotators == kLatest && chosen.size() > 1) {
    const auto latest = std::max_element(
        chosen.rbegin(), chosen.rend(),  // backwards: of two at a time the later one
        [](const TaskAnnotation* a, const TaskAnnotation* b) { return a->time < b->time; });
    chosen = {*latest};
  }
  return chosen;
}

std::string why_not_annotated(const LabelledTask& task) {
  const std::size_t cancelled = static_cast<std::size_t>(
      std::count_if(task.annotations.begin(), task.annotations.end(),
                    [](const TaskAnnotation& a) { return a.is_cancelled; }));
  if (task.annotations.size() > cancelled) return "no region in its annotation";
  if (cancelled > 0) return fmt::format("no annotation but {} cancelled", cancelled);
  if (task.predictions > 0) {
    return "no annotation but predictions; submit them as annotations in Label Studio";
  }
  return "no annotation";
}

/// RawPhoto::annotation. Throws DataError where there is nothing to draw.
std::string join_annotations(const LabelledTask& task, std::string_view annotators) {
  const auto chosen = choose_annotations(task, annotators);
  if (chosen.empty()) throw DataError(why_not_annotated(task));
  if (chosen.size() > kMaxAnnotators) {
    throw DataError(
        fmt::format("{} annotators, expected at most {}", chosen.size(), kMaxAnnotators));
  }
  cv::Size size;
  std::vector<std::string> regions;
  for (const TaskAnnotation* annotation : chosen) {
    if (size.empty()) size = annotation->size;
    if (!annotation->size.empty() && annotation->size != size) {
      throw DataError(fmt::format("annotated at {}x{} pixels and at {}x{}", size.width, size.height,
                                  annotation->size.width, annotation->size.height));
    }
    regions.push_back(annotation->regions);
  }
  return pack_annotation(size, regions);
}

/// The last part of a folder's path, of "new_data/" too.
std::string folder_name(const fs::path& folder) {
  return (fs::absolute(folder) / "").parent_path().filename().string();
}

/// The folder that an upload was found in, unless it is that of Label Studio's project.
std::string condition_of_upload(const ImageReference& reference, const fs::path& file) {
  const std::string parent = file.parent_path().filename().string();
  const auto& parts = reference.parts;
  return parent == parts[parts.size() - 2] ? std::string() : parent;
}

/// Finds the photo of a task. Throws DataError where it is missing.
RawPhoto find_photo(const LabelledTask& task, ImageFinder& finder, const fs::path& folder) {
  const ImageReference reference = ImageReference::parse(task.image);
  const FoundImage found = finder.find(reference);
  RawPhoto photo{.condition = reference.condition(folder_name(folder))};
  if (found.file) {
    photo.name = found.file->stem().string();
    photo.image = found.file->string();
    if (reference.is_upload) photo.condition = condition_of_upload(reference, *found.file);
  } else if (reference.is_url && !reference.stem().empty()) {
    photo.name = reference.stem();
    photo.image = task.image;
  } else if (found.looked_for.empty()) {
    throw DataError("its reference names no file");
  } else {
    throw DataError(fmt::format("no such photo; looked for {:.300} below {}", found.looked_for,
                                folder.string()));
  }
  if (!is_utf8(photo.name + photo.condition)) throw DataError("its name is not UTF-8; rename it");
  return photo;
}

/// What to call a task in rejected.jsonl.
std::string rejected_name(const LabelledTask& task, const RawPhoto& photo) {
  if (!photo.image.empty()) return without_credentials(photo.image);
  if (!task.image.empty()) return without_credentials(task.image.substr(0, 200));
  return task_name(task);
}

/// A photo, and what tells it from others of its name.
struct ListedPhoto {
  RawPhoto photo;
  std::string stem;
  std::string task;
  int rank = 0;  // of its name: the stem, with its condition, with its task

  void next_name() {
    if (++rank == 1 && !photo.condition.empty()) {
      photo.name = photo.condition + "_" + stem;
    } else if (rank <= 2) {
      rank = 2;
      photo.name = stem + "_" + task;
    } else {
      photo.name += "_" + task;
    }
  }
};

/// Photos that share a name get others, all of them, so that the order of tasks changes nothing.
void make_names_unique(std::vector<ListedPhoto>& photos) {
  constexpr int kRanks = 4;
  for (int rank = 1; rank < kRanks; ++rank) {
    std::map<std::string, int> counts;
    for (const ListedPhoto& listed : photos) ++counts[listed.photo.name];
    for (ListedPhoto& listed : photos) {
      if (counts.at(listed.photo.name) > 1) listed.next_name();
    }
  }
}

/// The photos of tasks that can be used, and why others cannot.
RawSource list_photos(TaskList& list, const LabelStudioOptions& options) {
  RawSource source{"label_studio", options.folder, {}, {}, std::make_shared<LabelStudioTruth>()};
  ImageFinder finder(options.folder);
  std::vector<ListedPhoto> photos;
  std::unordered_map<std::string, std::string> task_of_image;
  for (LabelledTask& task : list.tasks()) {
    RawPhoto photo;
    try {
      if (!task.image.empty()) photo = find_photo(task, finder, options.folder);
      if (!task.problem.empty()) throw DataError(task.problem);
      if (task.image.empty()) throw DataError("its reference to a photo is empty");
      photo.annotation = join_annotations(task, options.annotators);
      task.annotations = {};  // brushes are large
      const auto [earlier, is_new] = task_of_image.emplace(photo.image, task_name(task));
      if (!is_new) throw DataError(fmt::format("shows the same photo as {}", earlier->second));
    } catch (const DataError& error) {
      source.rejected.push_back(
          {rejected_name(task, photo), fmt::format("{}: {}", task_name(task), error.what())});
      continue;
    }
    const std::string stem = photo.name;
    const auto number = task.id.value_or(static_cast<std::int64_t>(task.index));
    photos.push_back({std::move(photo), stem, std::to_string(number)});
  }
  make_names_unique(photos);
  std::sort(photos.begin(), photos.end(), [](const ListedPhoto& a, const ListedPhoto& b) {
    return std::tie(a.photo.name, a.photo.image) < std::tie(b.photo.name, b.photo.image);
  });
  for (ListedPhoto& listed : photos) {
    if (!source.photos.empty() && source.photos.back().name == listed.photo.name) {
      source.rejected.push_back({without_credentials(listed.photo.image),
                                 fmt::format("task {}: a second photo of this name", listed.task)});
    } else {
      source.photos.push_back(std::move(listed.photo));
    }
  }
  return source;
}

void require_photos(const RawSource& source, const std::string& file) {
  if (!source.photos.empty()) return;
  if (source.rejected.empty()) throw DataError(fmt::format("{}: holds no task", file));
  throw DataError(fmt::format("{}: none of its {} tasks can be used; the first, {}: {}", file,
                              source.rejected.size(), source.rejected.front().file,
                              source.rejected.front().reason));
}

/// `input` is a stream or a text.
template <class Input>
RawSource list_export(Input& input, const LabelStudioOptions& options) {
  check_annotators(options.annotators);
  const std::string file = export_file(options).string();
  TaskList tasks(options.labels);
  read_items(input, file, [&](const Json& item, std::size_t index) {
    try {
      tasks.add(item, index);
    } catch (const DataError& error) {
      throw DataError(fmt::format("{}: {}", file, error.what()));
    }
  });
  RawSource source = list_photos(tasks, options);
  require_photos(source, file);
  return source;
}

}  // namespace

RawSource read_label_studio(const LabelStudioOptions& options) {
  const fs::path file = export_file(options);
  if (!fs::is_regular_file(file)) {
    throw DataError(fmt::format(
        "{}: no such file; export the project from Label Studio as JSON and put it there",
        file.string()));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw IoError(fmt::format("{}: cannot read", file.string()));
  return list_export(stream, options);
}

RawSource parse_label_studio(std::string_view json, const LabelStudioOptions& options) {
  return list_export(json, options);
}

}  // namespace petseg
