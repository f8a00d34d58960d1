#include "petseg/nn/pth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/cache_folder.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"

#include "core/json.h"
#include "nn/damage.h"
#include "nn/golden_file.h"
#include "nn/pth_builder.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

void parse(const std::string& bytes) { parse_pth(bytes, "w.pth"); }

/// The state_dict of scripts/make_golden_weights.py, in both containers.
class GoldenPth : public testing::TestWithParam<const char*> {
 protected:
  StateDict state_ = read_pth(golden_file(GetParam()));
};

TEST_P(GoldenPth, HasEveryEntry) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state_) names.push_back(name);

  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean",
                         "1.running_var", "1.num_batches_tracked", "transposed", "tied", "half",
                         "bfloat16", "double", "bytes", "flags", "empty"));
}

TEST_P(GoldenPth, ReadsParametersAndCounters) {
  EXPECT_TRUE(state_["0.weight"].equal(torch::tensor({{0.F, 1.F, 2.F}, {3.F, 4.F, 5.F}})));
  EXPECT_TRUE(state_["0.bias"].equal(torch::tensor({-1.F, 0.5F})));
  EXPECT_TRUE(state_["1.num_batches_tracked"].equal(torch::tensor(7, torch::kInt64)));
}

TEST_P(GoldenPth, ReadsViewsOfASharedStorage) {
  EXPECT_TRUE(state_["tied"].equal(torch::arange(12, torch::kFloat32).reshape({3, 4})));
  EXPECT_TRUE(state_["transposed"].equal(torch::tensor({{1.F, 5.F, 9.F}, {2.F, 6.F, 10.F}})));
  EXPECT_TRUE(state_["transposed"].is_contiguous());
}

TEST_P(GoldenPth, ReadsEveryType) {
  EXPECT_TRUE(state_["half"].equal(torch::tensor({1.5, -2.0}, torch::kFloat16)));
  EXPECT_TRUE(state_["bfloat16"].equal(torch::tensor({3.0, 0.25}, torch::kBFloat16)));
  EXPECT_TRUE(state_["double"].equal(torch::tensor({0.1}, torch::kFloat64)));
  EXPECT_TRUE(state_["bytes"].equal(torch::tensor({{0, 255}}, torch::kUInt8)));
  EXPECT_TRUE(state_["flags"].equal(torch::tensor({1, 0, 1}, torch::kBool)));
  EXPECT_EQ(state_["empty"].sizes(), (std::vector<std::int64_t>{0, 4}));
}

TEST_P(GoldenPth, IsRefusedWhenCutShortAnywhere) {
  expect_every_truncation_refused(read_file(golden_file(GetParam())), parse);
}

TEST_P(GoldenPth, IsRefusedOrReadWhenAByteIsDamaged) {
  expect_every_damage_refused_or_read(read_file(golden_file(GetParam())), parse);
}

INSTANTIATE_TEST_SUITE_P(Containers, GoldenPth, testing::Values("legacy.pth", "zip.pth"));

TEST(Pth, ReadsTheStateDictOfACheckpoint) {
  const StateDict state = read_pth(golden_file("checkpoint.pth"));

  ASSERT_EQ(state.size(), 1U);
  EXPECT_TRUE(state.at("weight").equal(torch::tensor({2.F, 4.F})));
}

TEST(Pth, ReadsTheDictionariesOfPython2) {
  const std::string pair = "](U\1w" + pth::tensor({2, 0, {2}, {1}}) + "e";  // ["w", tensor]
  const std::string value = pth::call("collections OrderedDict", {"](" + pair + "e"});

  const StateDict state = parse_pth(pth::legacy_file(value, std::string(8, '\0')), "w.pth");

  EXPECT_TRUE(state.at("w").equal(torch::zeros({2})));
}

TEST(Pth, TakesOnlyZeroAsFalse) {
  std::string bytes = read_file(golden_file("legacy.pth"));
  const auto flags = bytes.rfind(std::string("\3\0\0\0\0\0\0\0\1\0\1", 11));
  ASSERT_NE(flags, std::string::npos);
  bytes[flags + 8] = '\x7F';

  const StateDict state = parse_pth(bytes, "w.pth");

  EXPECT_TRUE(state.at("flags").equal(torch::tensor({1, 0, 1}, torch::kBool)));
}

TEST(Pth, ReadsThePublishedEncoderAsPythonDoes) {
  const Json golden = read_json(golden_file("efficientnet-lite0.json"));
  const auto path = cache_folder() / "weights" / golden.at("file").get<std::string>();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "NOT TESTED: " << path << " is missing; scripts/setup.sh puts it there";
  }

  const StateDict state = read_pth(path);

  EXPECT_EQ(state.size(), 296U);
  ASSERT_EQ(state.size(), golden.at("tensors").size());
  for (const auto& [name, row] : golden.at("tensors").items()) {
    ASSERT_TRUE(state.contains(name)) << name;
    const torch::Tensor& tensor = state.at(name);
    const std::string_view bytes(static_cast<const char*>(tensor.const_data_ptr()),
                                 tensor.nbytes());
    EXPECT_EQ(tensor.sizes(), row[0].get<std::vector<std::int64_t>>()) << name;
    EXPECT_EQ(sha256(bytes).substr(0, 16), row[1].get<std::string>()) << name;
  }
}

TEST(Pth, RefusesOtherFilesWithAdvice) {
  std::string tar(512, '\0');
  tar.replace(257, 5, "ustar");

  EXPECT_THAT([&] { parse(tar); }, ThrowsMessage<DataError>(HasSubstr("a tar archive")));
  EXPECT_THAT([] { parse("<html>"); }, ThrowsMessage<DataError>(HasSubstr("no PyTorch weights")));
  EXPECT_THAT([] { parse(""); }, ThrowsMessage<DataError>(HasSubstr("w.pth: ")));
  EXPECT_THAT([] { read_pth("/nowhere/w.pth"); }, testing::Throws<IoError>());
}

TEST(Pth, RefusesWhatIsNoDictionaryOfTensors) {
  const auto file = [](const std::string& value) { return pth::zip_file(value, ""); };

  EXPECT_THAT([&] { parse(file("K\1")); }, ThrowsMessage<DataError>(HasSubstr("no dictionary")));
  EXPECT_THAT(
      [&] {
        parse(file(pth::dictionary({{"epoch", "K\1"}})));
      },
      ThrowsMessage<DataError>(HasSubstr("\"epoch\" is no tensor")));
  EXPECT_THAT(
      [&] {
        parse(file(pth::dictionary({{"state_dict", "K\1"}})));
      },
      ThrowsMessage<DataError>(HasSubstr("\"state_dict\" is no dictionary")));
}

}  // namespace
}  // namespace petseg
