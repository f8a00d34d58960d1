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

}  // namespace

std::string_view digest_name(DigestKind kind) {
  return kind == DigestKind::kMd5 ? "MD5" : "SHA-256";
}

Digester::Digester(DigestKind kind) : context_(new Context{kind}) {
  const EVP_MD* algorithm = kind == DigestKind::kMd5 ? EVP_md5() : EVP_sha256();
  require(EVP_DigestInit_ex(context_->evp.get(), algorithm, nullptr), kind);
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
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return {context_->kind, hex};
}

Digest file_digest(const std::filesystem::path& path, DigestKind kind) {
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  Digester digester(kind);
  file.read_all([&](std::string_view bytes) { digester.add(bytes); });
  return digester.finish();
}

}  // namespace petseg
