#include "sources/label_studio/image_reference.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kLocalFiles = "/data/local-files";
constexpr std::string_view kUpload = "/data/upload/";
constexpr std::size_t kMaxLength = 4096;  // of a path, on Linux
constexpr std::array<std::string_view, 8> kEndings{".jpg", ".jpeg", ".png", ".gif",
                                                   ".bmp", ".webp", ".tif", ".tiff"};

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// "my%20cat.jpg" → "my cat.jpg"; a % without two digits behind it stays.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) i += 2;
    decoded += low >= 0 ? static_cast<char>(high << 4 | low) : text[i];
  }
  return decoded;
}

/// The value of a key in `a=1&b=2`, not decoded.
std::string_view query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == key) return pair.substr(equals + 1);
  }
  return {};
}

/// The parts between slashes, those of Windows too, behind the last ".."; none of a path with
/// control characters.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  if (std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < ' '; })) return parts;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find_first_of("/\\"));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part == "..") {
      parts.clear();
    } else if (!part.empty() && part != ".") {
      parts.emplace_back(part);
    }
  }
  return parts;
}

/// `scheme://host/path` → the path; other texts stay as they are.
std::string_view without_host(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos) return text;
  const auto path = text.find('/', scheme + 3);
  return path == text.npos ? std::string_view() : text.substr(path);
}

/// "1a2b3c4d-cat.jpg" → "cat.jpg"; empty where the name does not begin so.
std::string_view without_upload_digits(std::string_view name) {
  constexpr std::size_t kDigits = 8;
  if (name.size() <= kDigits + 1 || name[kDigits] != '-') return {};
  const auto digits = name.substr(0, kDigits);
  const bool is_hex =
      std::all_of(digits.begin(), digits.end(), [](char c) { return hex_value(c) >= 0; });
  return is_hex ? name.substr(kDigits + 1) : std::string_view();
}

bool is_file(const fs::path& path) {
  std::error_code ignored;  // a name too long, a folder that may not be read: not there
  return fs::is_regular_file(path, ignored);
}

/// The name that Label Studio gives an uploaded file (Django's get_valid_name): "my cat (1).jpg" →
/// "my_cat_1.jpg".
std::string upload_name(std::string_view name) {
  std::string valid;
  for (const char c : name) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    const bool is_kept = !is_ascii || std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                         c == '_' || c == '-' || c == '.';
    if (is_kept || c == ' ') valid += c == ' ' ? '_' : c;
  }
  return valid;
}

std::map<std::string, std::set<fs::path>> list_by_upload_name(const fs::path& folder) {
  std::map<std::string, std::set<fs::path>> files;
  std::error_code error;  // what may not be read holds no photo
  const auto skip = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(folder, skip, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!is_file(entry->path())) continue;
    files[upload_name(entry->path().filename().string())].insert(
        entry->path().lexically_relative(folder));
  }
  return files;
}

}  // namespace

bool looks_like_image(std::string_view text) {
  if (text.find(kLocalFiles) != text.npos || text.find(kUpload) != text.npos) return true;
  const std::string_view path = is_http_url(text) ? text.substr(0, text.find_first_of("?#")) : text;
  const auto dot = path.rfind('.');
  if (dot == path.npos) return false;
  std::string ending(path.substr(dot));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

ImageReference ImageReference::parse(std::string_view text) {
  ImageReference reference{.parts = {}, .is_url = is_http_url(text), .is_upload = false};
  const std::string_view path = without_host(text);
  const auto local = path.find(kLocalFiles);
  const auto upload = path.find(kUpload);
  reference.is_upload = upload != path.npos;
  if (text.size() > kMaxLength) return reference;
  if (local != path.npos) {
    const auto query = path.find('?', local);
    const auto value = query == path.npos ? "" : query_value(path.substr(query + 1), "d");
    reference.parts = split_path(percent_decoded(value));
  } else if (reference.is_url || reference.is_upload) {
    reference.parts = split_path(percent_decoded(path.substr(0, path.find_first_of("?#"))));
  } else {
    reference.parts = split_path(path);
  }
  return reference;
}

std::string ImageReference::stem() const {
  return parts.empty() ? std::string() : fs::path(parts.back()).stem().string();
}

std::string ImageReference::condition(const std::string& top) const {
  if (is_upload || parts.size() < 2) return {};
  const std::string& parent = parts[parts.size() - 2];
  return parent == top ? std::string() : parent;
}

FoundImage ImageFinder::find(const ImageReference& reference) {
  FoundImage found;
  const auto is_there = [&](const fs::path& path) {
    found.looked_for += (found.looked_for.empty() ? "" : ", ") + path.string();
    if (!is_file(folder_ / path)) return false;
    found.file = path;
    return true;
  };
  const auto& parts = reference.parts;
  for (std::size_t first = 0; first < parts.size(); ++first) {
    fs::path path;
    for (std::size_t i = first; i < parts.size(); ++i) path /= parts[i];
    if (is_there(path)) return found;
  }
  const auto name = parts.empty() ? std::string_view() : without_upload_digits(parts.back());
  if (name.empty() || name == ".." || is_there(name)) return found;
  if (reference.is_upload) found.file = find_upload(std::string(name));
  return found;
}

std::optional<fs::path> ImageFinder::find_upload(const std::string& name) {
  if (!by_upload_name_) by_upload_name_ = list_by_upload_name(folder_);
  const auto files = by_upload_name_->find(name);
  if (files == by_upload_name_->end()) return std::nullopt;
  const std::set<fs::path>& found = files->second;
  if (found.size() == 1) return *found.begin();
  throw DataError(fmt::format("could be {} or {}; give them names of their own",
                              found.begin()->string(), std::next(found.begin())->string()));
}

}  // namespace petseg
