#include "petseg/tracking/model_uri.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ModelUri, ResolvesARunFolderItsModelFolderAndFileUris) {
  const TempDir temp;
  const auto run = temp.path() / "run_1";
  write_file(run / "model" / "model.json", "{}");

  EXPECT_EQ(resolve_model_uri(run.string()), run / "model");
  EXPECT_EQ(resolve_model_uri((run / "model").string()), run / "model");
  EXPECT_EQ(resolve_model_uri((run / "model/").string()), run / "model");
  EXPECT_EQ(resolve_model_uri("file:" + run.string()), run / "model");
  EXPECT_EQ(resolve_model_uri("file://" + run.string()), run / "model");
}

TEST(ModelUri, FindsAFileOfWeights) {
  const TempDir temp;
  const auto file = temp.path() / "best.safetensors";
  write_file(file, "");

  EXPECT_EQ(find_weights_file(file.string()), file);
  EXPECT_EQ(find_weights_file("file://" + file.string()), file);
  EXPECT_EQ(find_weights_file(temp.path().string()), std::nullopt);
  EXPECT_EQ(find_weights_file("runs:/abc/model"), std::nullopt);
}

TEST(ModelUri, SaysWhatItLookedFor) {
  const TempDir temp;

  EXPECT_ERROR(resolve_model_uri(temp.path().string()), IoError,
               AllOf(HasSubstr("holds no saved model"), HasSubstr("model/model.json")));
  EXPECT_ERROR(resolve_model_uri("no/such/run"), IoError, HasSubstr("does not exist"));
}

TEST(ModelUri, RefusesAddressesThatNeedATrackingClient) {
  EXPECT_ERROR(resolve_model_uri("runs:/abc/model"), ConfigError, HasSubstr("\"runs:\""));
}

}  // namespace
}  // namespace petseg
