#include "petseg/nn/safetensors.h"

#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "nn/damage.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* kEntry = R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})";

StateDict some_tensors() {
  return {
      {"conv.weight", torch::arange(24, torch::kFloat32).reshape({2, 3, 2, 2})},
      {"count", torch::tensor(7, torch::kInt64)},
      {"flags", torch::tensor({1, 0, 1}, torch::kBool)},
      {"half", torch::tensor({1.5, -2.0}, torch::kFloat16)},
      {"nothing", torch::empty({0, 4})},
  };
}

std::string file_of(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + header +
         std::string(data_bytes, '\0');
}

auto reading(const std::string& header, std::size_t data_bytes) {
  return [=] { parse_safetensors(file_of(header, data_bytes), "w.safetensors"); };
}

auto refuses_with(const std::string& words) {
  return ThrowsMessage<DataError>(
      testing::AllOf(testing::StartsWith("w.safetensors: "), HasSubstr(words)));
}

void expect_equal(const StateDict& found, const StateDict& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(found.at(name).equal(tensor)) << name;
  }
}

TEST(Safetensors, ComesBackFromAFile) {
  const TempDir folder;
  const auto path = folder.path() / "model" / "w.safetensors";

  save_safetensors(path, some_tensors(), {{"format", "pt"}});

  expect_equal(read_safetensors(path), some_tensors());
}

TEST(Safetensors, KeepsEveryTypeOfItsTable) {
  for (const torch::Dtype dtype :
       {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64,
        torch::kInt32, torch::kInt16, torch::kInt8, torch::kUInt8, torch::kBool}) {
    const StateDict state{{"w", torch::tensor({1, 0, 1}).to(dtype)}};
    expect_equal(parse_safetensors(write_safetensors(state), "w.safetensors"), state);
  }
}

TEST(Safetensors, WritesWhatTheFormatSays) {
  const StateDict state{{"b", torch::tensor({1, 2}, torch::kUInt8)},
                        {"w", torch::tensor({{0.5F}})}};

  const std::string bytes = write_safetensors(state, {{"format", "pt"}});

  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"data_offsets":[4,6],"dtype":"U8","shape":[2]},)"
      R"("w":{"data_offsets":[0,4],"dtype":"F32","shape":[1,1]}})";
  EXPECT_EQ(bytes.substr(8, header.size()), header);
  EXPECT_EQ(bytes.size() % 8, (4 + 2) % 8U);  // the data begin at a multiple of 8
  EXPECT_EQ(bytes.substr(bytes.size() - 6), std::string("\0\0\0\x3f\1\2", 6));
}

TEST(Safetensors, WritesAnyLayoutRowByRow) {
  const torch::Tensor image = torch::rand({1, 3, 4, 5});
  const StateDict state{{"nhwc", image.contiguous(torch::MemoryFormat::ChannelsLast)}};

  expect_equal(parse_safetensors(write_safetensors(state), "w.safetensors"), {{"nhwc", image}});
}

TEST(Safetensors, RefusesToWriteATypeThatTheFormatLacks) {
  EXPECT_THAT(
      [] {
        write_safetensors({{"z", torch::zeros({1}, torch::kComplexFloat)}});
      },
      ThrowsMessage<DataError>(HasSubstr("tensor z")));
}

TEST(Safetensors, LeavesTheEarlierFileWhenWritingFails) {
  const TempDir folder;
  const auto path = folder.path() / "w.safetensors";
  save_safetensors(path, some_tensors());

  EXPECT_THROW(save_safetensors(path, {{"z", torch::zeros({1}, torch::kComplexFloat)}}), DataError);

  expect_equal(read_safetensors(path), some_tensors());
}

TEST(Safetensors, IsRefusedWhenCutShortAnywhere) {
  expect_every_truncation_refused(write_safetensors(some_tensors()), [](const std::string& bytes) {
    parse_safetensors(bytes, "w.safetensors");
  });
}

TEST(Safetensors, IsRefusedOrReadWhenAByteIsDamaged) {
  expect_every_damage_refused_or_read(
      write_safetensors(some_tensors()),
      [](const std::string& bytes) { parse_safetensors(bytes, "w.safetensors"); });
}

TEST(HostileSafetensors, CannotLieAboutTheHeadersLength) {
  const auto reading_length = [](std::uint64_t length) {
    return [=] { parse_safetensors({reinterpret_cast<const char*>(&length), 8}, "w.safetensors"); };
  };

  EXPECT_THAT(reading_length(100), refuses_with("ends early"));
  EXPECT_THAT(reading_length(100'000'001), refuses_with("expected at most 100000000"));
  EXPECT_THAT(reading_length(~std::uint64_t{0}), refuses_with("expected at most 100000000"));
}

TEST(HostileSafetensors, MustHaveAHeaderOfSoundJson) {
  EXPECT_THAT(reading("NaN", 0), refuses_with("no JSON object"));
  EXPECT_THAT(reading("[]", 0), refuses_with("no JSON object"));
  EXPECT_THAT(reading(R"({"w":NaN})", 0), refuses_with("no sound JSON"));
  EXPECT_THAT(reading(R"({"w":1e999})", 0), refuses_with("no sound JSON"));
  EXPECT_THAT(reading("{\"\xff\":1}", 0), refuses_with("no sound JSON"));
  EXPECT_THAT(reading("{} {}", 0), refuses_with("no sound JSON"));
  EXPECT_THAT(reading(R"({"__metadata__":{"epoch":3}})", 0), refuses_with("object of strings"));
}

TEST(HostileSafetensors, CannotNestDeeply) {
  const std::string deep(1'000'000, '[');

  EXPECT_THAT(reading(R"({"w":)" + deep, 0), refuses_with("nested too deep"));
}

TEST(HostileSafetensors, CannotSayThingsTwice) {
  const std::string entry = kEntry;

  EXPECT_THAT(reading(R"({"w":)" + entry + R"(,"w":)" + entry + "}", 8),
              refuses_with("the key \"w\" stands twice"));
  EXPECT_THAT(reading(R"({"w":{"dtype":"F32","dtype":"U8","shape":[2],"data_offsets":[0,8]}})", 8),
              refuses_with("the key \"dtype\" stands twice"));
}

TEST(HostileSafetensors, MustFillTheFileWithoutGapAndOverlap) {
  const auto two = [](const char* second) {
    return R"({"a":)" + std::string(kEntry) + R"(,"b":{"dtype":"U8","shape":[4],"data_offsets":)" +
           second + "}}";
  };

  EXPECT_NO_THROW(reading(two("[8,12]"), 12)());
  EXPECT_THAT(reading(two("[4,8]"), 8), refuses_with("tensor \"b\": data_offsets [4, 8]"));
  EXPECT_THAT(reading(two("[9,13]"), 13), refuses_with("expected to begin at 8"));
  EXPECT_THAT(reading(two("[8,12]"), 11), refuses_with("within the 11 bytes"));
  EXPECT_THAT(reading(two("[8,12]"), 13), refuses_with("13 bytes of data, expected the 12"));
}

struct BadEntry {
  const char* entry;
  const char* message;

  friend void PrintTo(const BadEntry& bad, std::ostream* out) { *out << bad.entry; }
};

class HostileSafetensorsEntry : public testing::TestWithParam<BadEntry> {};

TEST_P(HostileSafetensorsEntry, IsRefusedByName) {
  EXPECT_THAT(reading(std::string(R"({"w":)") + GetParam().entry + "}", 8),
              refuses_with(std::string("tensor \"w\": ") + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Entries, HostileSafetensorsEntry,
    testing::Values(
        BadEntry{"3", "no object"}, BadEntry{"{}", "has no dtype"},
        BadEntry{R"({"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]})", "dtype \"F8_E4M3\""},
        BadEntry{R"({"dtype":"F32","data_offsets":[0,8]})", "its shape"},
        BadEntry{R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})", "its shape"},
        BadEntry{R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})", "its shape"},
        BadEntry{R"({"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]})",
                 "its shape"},
        BadEntry{R"({"dtype":"U8","shape":[0,18446744073709551615],"data_offsets":[0,0]})",
                 "its shape"},
        BadEntry{R"({"dtype":"F32","shape":[2],"data_offsets":[0]})", "its data_offsets"},
        BadEntry{R"({"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]})",
                 "its data_offsets"},
        BadEntry{R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})", "data_offsets [8, 0]"},
        BadEntry{R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})",
                 "data_offsets [0, 8], expected 12 bytes"}));

}  // namespace
}  // namespace petseg
