#include "petseg/core/digest.h"

#include <array>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/descriptor.h"

namespace petseg {

struct Digester::Context {
  DigestKind kind;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

namespace {

void require(int done, DigestKind kind) {
  if (done == 1) return;
  throw std::logic_error(fmt::format("{} is missing from the OpenSSL library", digest_name(kind)));
}

/// EVP_sha256() would be looked up again at each use.
const EVP_MD* algorithm(DigestKind kind) {
  static const EVP_MD* const kMd5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kind == DigestKind::kMd5 ? kMd5 : kSha256;
}

}  // namespace

std::string_view digest_name(DigestKind kind) {
  return kind == DigestKind::kMd5 ? "MD5" : "SHA-256";
}

Digester::Digester(DigestKind kind) : context_(new Context{kind}) {
  require(EVP_DigestInit_ex(context_->evp.get(), algorithm(kind), nullptr), kind);
}

Digester::~Digester() = default;
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;

void Digester::add(std::string_view bytes) {
  require(EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()), context_->kind);
}

Digest Digester::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(context_->evp.get(), digest.data(), &size), context_->kind);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return {context_->kind, hex};
}

Digest file_digest(const std::filesystem::path& path, DigestKind kind) {
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  Digester digester(kind);
  file.read_all([&](std::string_view bytes) { digester.add(bytes); });
  return digester.finish();
}

}  // namespace petseg
