#include <cstdio>
#include <string>

#include "petseg/core/version.h"

int main() {
  std::printf("petseg %s (%s)\n", std::string(petseg::version()).c_str(),
              std::string(petseg::git_revision()).c_str());
}
