#include "core/file_body.h"

#include <algorithm>

#include <fcntl.h>

#include "core/descriptor.h"

namespace petseg {

FileBody::FileBody(const std::filesystem::path& path, std::uint64_t offset,
                   std::optional<std::uint64_t> bytes)
    : file_(std::fopen(path.c_str(), "rb"), std::fclose), offset_(offset) {
  if (!file_ || ::fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) {
    fail_with_errno(path, "read");
  }
  bytes_ = bytes.value_or(Descriptor(path, O_RDONLY | O_CLOEXEC).size() - offset);
  left_ = bytes_;
}

void FileBody::send_with(CurlHandle& curl) {
  curl.set(CURLOPT_UPLOAD, 1L);
  curl.set(CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
  curl.set(CURLOPT_READFUNCTION, &FileBody::read);
  curl.set(CURLOPT_READDATA, this);
  curl.set(CURLOPT_SEEKFUNCTION, &FileBody::seek);  // to send it again after a redirect
  curl.set(CURLOPT_SEEKDATA, this);
  curl.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes_));
}

/// libcurl would send all that it can read, whatever the length that it announced.
std::size_t FileBody::read(char* target, std::size_t, std::size_t count, void* self) {
  auto& body = *static_cast<FileBody*>(self);
  const std::size_t wanted = std::min<std::uint64_t>(count, body.left_);
  const std::size_t got = std::fread(target, 1, wanted, body.file_.get());
  if (got == 0 && std::ferror(body.file_.get()) != 0) return CURL_READFUNC_ABORT;
  body.left_ -= got;
  return got;
}

int FileBody::seek(void* self, curl_off_t offset, int origin) {
  auto& body = *static_cast<FileBody*>(self);
  const auto place = static_cast<off_t>(body.offset_) + offset;
  if (origin != SEEK_SET || ::fseeko(body.file_.get(), place, SEEK_SET) != 0) {
    return CURL_SEEKFUNC_FAIL;
  }
  body.left_ = body.bytes_ - static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

}  // namespace petseg
