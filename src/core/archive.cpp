#include "petseg/core/archive.h"

#include <memory>
#include <optional>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/stop_signal.h"

#include "core/archive_path.h"
#include "core/descriptor.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

class Unpacking {
 public:
  Unpacking(const fs::path& path, const fs::path& folder, const UnpackOptions& options)
      : path_(path),
        folder_(folder),
        options_(options),
        reader_(archive_read_new(), archive_read_free),
        progress_("unpacking " + path.filename().string(), Descriptor(path, O_RDONLY).size()) {
    archive_read_support_filter_gzip(reader_.get());
    archive_read_support_format_tar(reader_.get());
    archive_read_support_format_zip(reader_.get());
    constexpr std::size_t kBlock = std::size_t{1} << 18;
    check(archive_read_open_filename(reader_.get(), path.c_str(), kBlock) == ARCHIVE_OK);
  }

  std::size_t run() {
    while (next_entry()) unpack_entry();
    sync();
    return files_;
  }

 private:
  [[noreturn]] void fail(const std::string& fault) const {
    throw DataError(fmt::format("{}: {}", path_.string(), fault));
  }

  [[noreturn]] void fail_entry(const std::string& name, std::string_view fault) const {
    fail(fmt::format("its entry {} {}; such an archive is not unpacked", shown_name(name), fault));
  }

  void check(bool is_good) const {
    if (is_good) return;
    const char* reason = archive_error_string(reader_.get());
    fail(fmt::format("damaged, truncated or no .tar.gz or .zip: {}",
                     reason == nullptr ? "cannot be read" : reason));
  }

  bool next_entry() {
    throw_if_stopped();
    const int result = archive_read_next_header(reader_.get(), &entry_);
    if (result == ARCHIVE_EOF) return false;
    // Warnings are of names and times that cannot be represented here.
    check(result == ARCHIVE_OK || result == ARCHIVE_WARN);
    if (++entries_ > options_.max_entries) {
      fail(fmt::format("more than the {} entries that are accepted", options_.max_entries));
    }
    return true;
  }

  void unpack_entry() {
    const char* stored = archive_entry_pathname(entry_);
    if (stored == nullptr) stored = archive_entry_pathname_utf8(entry_);
    const std::string name = stored == nullptr ? "" : stored;
    const std::optional<fs::path> path = safe_archive_path(name);
    if (!path) fail_entry(name, "leads out of the folder or is too long");
    if (archive_entry_hardlink(entry_) != nullptr || archive_entry_symlink(entry_) != nullptr) {
      fail_entry(name, "is a link");
    }
    const auto type = archive_entry_filetype(entry_);
    if (type != AE_IFREG && type != AE_IFDIR) fail_entry(name, "is no file");
    const std::optional<fs::path> below = path_below(*path, options_.root);
    if (type == AE_IFDIR || !below) return;
    if (below->empty()) fail_entry(name, "is a file in the place of a folder");
    if (options_.wanted && !options_.wanted(below->string())) return;
    write(folder_ / *below, name);
  }

  void write(const fs::path& target, const std::string& name) {
    // Before anything is written: a terabyte of zeros takes no space in an archive.
    if (archive_entry_size_is_set(entry_) != 0) {
      check_room(static_cast<std::uint64_t>(archive_entry_size(entry_)), name);
    }
    make_folder(target.parent_path());
    if (std::error_code unknown; fs::exists(fs::symlink_status(target, unknown))) {
      fail_entry(name, "stands twice");
    }
    Descriptor file(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
    while (true) {
      throw_if_stopped();
      const la_ssize_t got = archive_read_data(reader_.get(), buffer_.data(), buffer_.size());
      check(got >= 0);
      if (got == 0) break;
      const auto size = static_cast<std::size_t>(got);
      check_room(size, name);
      bytes_ += size;
      file.write_all({buffer_.data(), size});
      progress_.show(static_cast<std::uint64_t>(archive_filter_bytes(reader_.get(), -1)));
    }
    ++files_;
  }

  void check_room(std::uint64_t bytes, const std::string& name) const {
    if (bytes <= options_.max_bytes - bytes_) return;
    fail(fmt::format("unpacks to more than the {} that are accepted, at its entry {}",
                     bytes_text(options_.max_bytes), shown_name(name)));
  }

  /// One call for thousands of files: a folder that is complete must be so after a power cut, too.
  void sync() const {
    const Descriptor folder(folder_, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (::syncfs(folder.get()) != 0) fail_with_errno(folder_, "write to disk");
  }

  fs::path path_;
  fs::path folder_;
  const UnpackOptions& options_;
  std::unique_ptr<archive, decltype(&archive_read_free)> reader_;
  archive_entry* entry_ = nullptr;
  std::size_t entries_ = 0;
  std::size_t files_ = 0;
  std::uint64_t bytes_ = 0;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 18);
  ByteProgress progress_;
};

}  // namespace

std::size_t unpack_archive(const fs::path& archive, const AtomicFolder& folder,
                           const UnpackOptions& options) {
  return Unpacking(archive, folder.path(), options).run();
}

}  // namespace petseg
