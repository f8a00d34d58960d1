#include "petseg/core/python_packages.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "petseg/core/files.h"

#include "support/environment.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

TEST(PythonPackages, FindsAFileOfTheActiveEnvironment) {
  const TempDir environment;
  const EnvironmentVariable active("VIRTUAL_ENV", environment.path());
  const auto file = environment.path() / "lib/python3.9/site-packages/pets/weights.pth";
  write_file(file, "weights");

  EXPECT_EQ(find_in_python_packages("pets/weights.pth"), file);
  EXPECT_EQ(find_in_python_packages("pets/other.pth"), std::nullopt);
}

TEST(PythonPackages, FindsAFileOfTheUser) {
  const TempDir home;
  const EnvironmentVariable variable("HOME", home.path());
  const auto file = home.path() / ".local/lib/python3.12/site-packages/pets/weights.pth";
  write_file(file, "weights");

  EXPECT_EQ(find_in_python_packages("pets/weights.pth"), file);
}

}  // namespace
}  // namespace petseg
