#include "petseg/core/version.h"

#include "git_revision.h"  // made by cmake/GitRevision.cmake

namespace petseg {

std::string_view version() { return PETSEG_VERSION; }

std::string_view git_revision() { return PETSEG_GIT_REVISION; }

}  // namespace petseg
