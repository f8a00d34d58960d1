#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <archive.h>
#include <archive_entry.h>

namespace petseg {

/// Writes archives entry by entry, also such as no honest program writes.
class ArchiveWriter {
 public:
  /// "tar", "tar.gz" or "zip"
  explicit ArchiveWriter(const std::string& format = "tar.gz") : archive_(archive_write_new()) {
    if (format == "zip") {
      archive_write_set_format_zip(archive_);
    } else {
      archive_write_set_format_pax_restricted(archive_);
    }
    if (format == "tar.gz") archive_write_add_filter_gzip(archive_);
    archive_write_set_bytes_in_last_block(archive_, 1);
    archive_write_open(archive_, this, nullptr, append, nullptr);
  }
  ~ArchiveWriter() { archive_write_free(archive_); }
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  void add(const std::string& name, const std::string& bytes, unsigned rights = 0644) {
    Entry entry(name, AE_IFREG, rights);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    write_header(entry);
    if (archive_write_data(archive_, bytes.data(), bytes.size()) < 0) fail();
  }
  void add_folder(const std::string& name) { write_header(Entry(name, AE_IFDIR, 0755)); }
  void add_special(const std::string& name, unsigned type) {
    write_header(Entry(name, type, 0644));
  }
  void add_symlink(const std::string& name, const std::string& to) {
    const Entry entry(name, AE_IFLNK, 0777);
    archive_entry_set_symlink(entry.get(), to.c_str());
    write_header(entry);
  }
  void add_hardlink(const std::string& name, const std::string& to) {
    const Entry entry(name, AE_IFREG, 0644);
    archive_entry_set_hardlink(entry.get(), to.c_str());
    write_header(entry);
  }
  /// A file of nothing but a hole and one byte.
  void add_sparse(const std::string& name, std::int64_t size) {
    const Entry entry(name, AE_IFREG, 0644);
    archive_entry_set_size(entry.get(), size);
    archive_entry_sparse_add_entry(entry.get(), size - 1, 1);
    write_header(entry);
    if (archive_write_data(archive_, "x", 1) < 0) fail();
    archive_write_fail(archive_);  // else the hole is filled with zeros
  }

  /// Ends the archive.
  std::string bytes() const {
    archive_write_close(archive_);
    return bytes_;
  }

 private:
  class Entry {
   public:
    Entry(const std::string& name, unsigned type, unsigned rights) : entry_(archive_entry_new()) {
      archive_entry_set_pathname(entry_, name.c_str());
      archive_entry_set_filetype(entry_, type);
      archive_entry_set_perm(entry_, rights);
      archive_entry_set_mtime(entry_, 1'300'000'000, 0);
    }
    ~Entry() { archive_entry_free(entry_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    archive_entry* get() const { return entry_; }

   private:
    archive_entry* entry_;
  };

  void write_header(const Entry& entry) {
    if (archive_write_header(archive_, entry.get()) < ARCHIVE_WARN) fail();
  }

  [[noreturn]] void fail() const { throw std::runtime_error(archive_error_string(archive_)); }

  static la_ssize_t append(archive*, void* self, const void* bytes, std::size_t size) {
    static_cast<ArchiveWriter*>(self)->bytes_.append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }

  archive* archive_;
  std::string bytes_;
};

}  // namespace petseg
