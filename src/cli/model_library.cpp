#include "cli/model_library.h"

#include <filesystem>

#include <dlfcn.h>
#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kLibrary = "libpetseg_model.so";

/// By the executable's real path: neither the working directory nor a link to it says where.
fs::path library_path() {
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path installed = folder.parent_path() / "lib" / kLibrary;
  return fs::exists(folder / kLibrary) || !fs::exists(installed) ? folder / kLibrary : installed;
}

}  // namespace

void load_model_commands(CLI::App& app) {
  const fs::path path = library_path();
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const set_up =
      library == nullptr ? nullptr : ::dlsym(library, "petseg_set_up_model_commands");
  if (set_up == nullptr) {
    throw IoError(
        fmt::format("{}: the commands train, lr-find, evaluate and predict cannot be loaded: {}; "
                    "build petseg again, or "
                    "keep this file beside it, and LibTorch where it was when petseg was built",
                    path.string(), ::dlerror()));
  }
  // It is never unloaded: the commands live as long as the process.
  reinterpret_cast<decltype(&petseg_set_up_model_commands)>(set_up)(app);
}

}  // namespace petseg
