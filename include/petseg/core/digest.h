#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace petseg {

enum class DigestKind { kMd5, kSha256 };

/// "MD5" or "SHA-256", for messages.
std::string_view digest_name(DigestKind kind);

/// The digest of some bytes (RFC 1321, FIPS 180-4) as lower-case hexadecimal digits.
struct Digest {
  DigestKind kind = DigestKind::kSha256;
  std::string hex;

  bool operator==(const Digest&) const = default;
};

/// Computes a digest of bytes as they come.
class Digester {
 public:
  explicit Digester(DigestKind kind);
  ~Digester();
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) noexcept;

  void add(std::string_view bytes);
  /// Of all that was added. Nothing can be added afterwards.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Reads the file once, in small pieces. Throws IoError when it cannot be read.
Digest file_digest(const std::filesystem::path& path, DigestKind kind);

}  // namespace petseg
