#include "data/data_set_lists.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/parallel.h"

#include "data/dataset_page_content.h"
#include "data/manifest_json.h"
#include "data/summary.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string manifest_lines(const std::vector<PreparedPhoto>& photos) {
  std::vector<std::string> lines(photos.size());
  parallel_for(lines.size(), [&](std::size_t i) { lines[i] = line(to_json(photos[i].record)); });
  return fmt::format("{}", fmt::join(lines, ""));
}

std::string duplicate_lines(const std::vector<DuplicatePair>& pairs) {
  std::string lines;
  for (const DuplicatePair& pair : pairs) {
    lines += line({{"first", pair.first},
                   {"second", pair.second},
                   {"distance", pair.distance},
                   {"leak", pair.leaks()}});
  }
  return lines;
}

bool holds(const fs::path& file, const std::string& bytes) {
  std::error_code unknown;
  if (fs::file_size(file, unknown) != bytes.size() || unknown) return false;
  return read_file(file) == bytes;
}

}  // namespace

fs::path rejected_path(const fs::path& out) {
  const fs::path folder = out.has_filename() ? out : out.parent_path();
  return folder.string() + "-rejected.jsonl";
}

std::string rejected_lines(const std::vector<Rejection>& rejected) {
  std::string lines;
  for (const Rejection& rejection : rejected) {
    lines += line({{"source", rejection.source},
                   {"file", rejection.file.file},
                   {"reason", rejection.file.reason}});
  }
  return lines;
}

bool write_lists(const DataSetContent& content, const AtomicFolder& folder) {
  const std::string manifest = manifest_lines(content.photos);
  const std::vector<std::pair<std::string, std::string>> lists{
      {kManifestFile, manifest},
      {kRejectedFile, rejected_lines(content.built.rejected)},
      {kDuplicatesFile, duplicate_lines(content.built.duplicates)},
      {kSummaryFile, summarize(content, manifest).dump(2) + "\n"}};
  const fs::path& earlier = content.options.out;
  // Lists that say the same are not enough: a photo that was made anew had been damaged.
  bool same = fs::exists(earlier / kPageFile) &&
              std::ranges::all_of(content.photos, &PreparedPhoto::taken_over);
  for (const auto& [name, bytes] : lists) same = same && holds(earlier / name, bytes);
  if (same) return false;
  for (const auto& [name, bytes] : lists) folder.write(name, bytes);
  folder.write(kPageFile, dataset_page(page_content(content, folder)));
  return true;
}

}  // namespace petseg
