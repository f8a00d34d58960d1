#include "petseg/tracking/open_store.h"

#include <filesystem>

#include "petseg/core/error.h"

#include "support/environment.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

std::string opened(const std::string& uri) {
  const EnvironmentVariable variable("MLFLOW_TRACKING_URI", uri);
  return open_tracking_store(tracking_settings())->name();
}

TEST(OpenTrackingStore, OpensTheFolderThatTheEnvironmentNames) {
  EXPECT_EQ(opened(""), (std::filesystem::current_path() / "mlruns").string());
  EXPECT_EQ(opened("a/b"), (std::filesystem::current_path() / "a/b").string());
  EXPECT_EQ(opened("file:///a%20b/mlruns"), "/a b/mlruns");
}

TEST(OpenTrackingStore, KeepsAPasswordToItself) {
  EXPECT_EQ(opened("https://me:secret@example.org/x/"), "https://example.org/x");
}

}  // namespace
}  // namespace petseg
