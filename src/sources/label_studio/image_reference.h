#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

/// Whether a text ends as the name of an image does, or is one of Label Studio's own references.
bool looks_like_image(std::string_view text);

/// How a task of Label Studio refers to its photo, taken apart: an http(s) URL,
/// `/data/upload/<project>/<8 hexadecimal digits>-<name>`, `/data/local-files/?d=<path>`, the
/// address of an object in a bucket (s3://, gs://, azure-blob://), or a path.
struct ImageReference {
  std::vector<std::string> parts;  ///< of its path, decoded, behind the last `..`
  bool is_url = false;             ///< http or https
  bool is_upload = false;          ///< its folders are Label Studio's own

  static ImageReference parse(std::string_view text);

  /// The photo's file name without ending; empty where there is none.
  std::string stem() const;
  /// The folder that the photo lies in; empty for uploads, and for `top`, the source's own.
  std::string condition(const std::string& top) const;
};

/// A photo below the source's folder, or what was looked for in vain.
struct FoundImage {
  std::optional<std::filesystem::path> file;
  std::string looked_for;
};

/// Finds the files that references mean, in a folder and below. Nothing outside of it is found, but
/// links within are followed.
class ImageFinder {
 public:
  explicit ImageFinder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The longest end of the reference's path that is a file below the folder. For what is none, the
  /// file name without the digits that Label Studio puts before those of uploads; and for uploads
  /// the only file anywhere below of which Label Studio would have made that name. Throws DataError
  /// where there are several.
  FoundImage find(const ImageReference& reference);

 private:
  std::optional<std::filesystem::path> find_upload(const std::string& name);

  std::filesystem::path folder_;
  /// All files below the folder by the names that they would be given; read when it is needed.
  std::optional<std::map<std::string, std::set<std::filesystem::path>>> by_upload_name_;
};

}  // namespace petseg
