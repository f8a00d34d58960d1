#include "petseg/core/sha256.h"

#include "petseg/core/digest.h"

namespace petseg {

std::string sha256(std::string_view bytes) {
  Digester digester(DigestKind::kSha256);
  digester.add(bytes);
  return digester.finish().hex;
}

}  // namespace petseg
