#include "petseg/sources/label_studio_rle.h"

#include <cstdlib>
#include <filesystem>
#include <numeric>

#include <opencv2/core.hpp>

#include "petseg/core/error.h"

#include "core/json.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

/// Made by scripts/make_label_studio_golden.py.
Json golden(const char* key) {
  const fs::path here = fs::path(__FILE__).parent_path();
  return read_json(here / "golden" / "label_studio_rle.json").at(key);
}

std::string from_hex(const Json& digits) {
  const auto text = digits.get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::vector<std::uint8_t> values_from_runs(const Json& runs) {
  std::vector<std::uint8_t> values;
  for (const Json& run : runs) {
    values.insert(values.end(), run.at(0).get<std::size_t>(), run.at(1).get<std::uint8_t>());
  }
  return values;
}

std::vector<std::uint8_t> as_values(const std::string& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// The mask that the runs describe, of 0 and 255.
std::vector<std::uint8_t> mask_from_runs(const std::vector<std::uint32_t>& runs) {
  std::vector<std::uint8_t> mask;
  for (std::size_t i = 0; i < runs.size(); ++i) mask.insert(mask.end(), runs[i], i % 2 ? 255 : 0);
  return mask;
}

/// What the masks' alpha would be, for codes that decode_label_studio_rle() reads right.
std::vector<std::uint8_t> mask_from_rgba(const std::vector<std::uint8_t>& rgba) {
  std::vector<std::uint8_t> mask;
  for (std::size_t i = 3; i < rgba.size(); i += 4) mask.push_back(rgba[i] > 0 ? 255 : 0);
  return mask;
}

TEST(LabelStudioRle, EncodesToTheBytesOfTheSdk) {
  for (const Json& item : golden("encoded")) {
    const auto values = values_from_runs(item.at("runs"));
    EXPECT_EQ(encode_label_studio_rle(values), from_hex(item.at("rle"))) << item.at("name");
  }
}

TEST(LabelStudioRle, DecodesWhatTheSdkEncodes) {
  for (const Json& item : golden("encoded")) {
    const auto values = values_from_runs(item.at("runs"));
    EXPECT_EQ(decode_label_studio_rle(from_hex(item.at("rle")), values.size()), values)
        << item.at("name");
  }
}

TEST(LabelStudioRle, DecodesCodesOfOtherWritersAsTheSdkDoes) {
  for (const Json& item : golden("decoded")) {
    EXPECT_EQ(decode_label_studio_rle(from_hex(item.at("rle")), 1000),
              as_values(from_hex(item.at("values"))))
        << item.at("name");
  }
}

TEST(LabelStudioRle, EncodesAndReadsMasksAsTheSdkDoes) {
  for (const Json& item : golden("masks")) {
    const cv::Size size(item.at("width").get<int>(), item.at("height").get<int>());
    std::vector<std::uint8_t> pixels = values_from_runs(item.at("runs"));

    EXPECT_EQ(encode_brush(cv::Mat(size, CV_8U, pixels.data())), from_hex(item.at("rle")));
    EXPECT_EQ(mask_from_runs(brush_runs(from_hex(item.at("rle")), size)), pixels);
  }
}

TEST(LabelStudioRle, EncodesNoValueToAHeader) {
  EXPECT_EQ(encode_label_studio_rle({}).size(), 7U);
  EXPECT_TRUE(decode_label_studio_rle(encode_label_studio_rle({}), 0).empty());
}

TEST(BrushRuns, TakesTheAlphaOfFourChannels) {
  for (const Json& item : golden("decoded")) {
    if (item.at("name") != "white with an alpha") continue;
    EXPECT_EQ(brush_runs(from_hex(item.at("rle")), {3, 2}),
              (std::vector<std::uint32_t>{1, 2, 2, 1}));
  }
}

TEST(BrushRuns, CountRunsThatBeginWithinAPixel) {
  cv::RNG rng(5);
  std::vector<std::uint8_t> values(4 * 7 * 9);
  for (std::size_t i = 0; i < values.size();) {
    const auto end = std::min(values.size(), i + static_cast<std::size_t>(rng.uniform(1, 13)));
    const auto value = static_cast<std::uint8_t>(rng.uniform(0, 3));
    for (; i < end; ++i) values[i] = value;
  }

  EXPECT_EQ(mask_from_runs(brush_runs(encode_label_studio_rle(values), {7, 9})),
            mask_from_rgba(values));
}

TEST(BrushRuns, TakeOneChannelAsTheMask) {
  const std::vector<std::uint8_t> values{7, 0, 0, 1, 255, 0};

  EXPECT_EQ(brush_runs(encode_label_studio_rle(values), {3, 2}),
            (std::vector<std::uint32_t>{0, 1, 2, 2, 1}));
}

TEST(BrushRuns, RefuseAnotherNumberOfPixels) {
  const std::string rle = encode_label_studio_rle(std::vector<std::uint8_t>(100, 255));

  EXPECT_EQ(brush_runs(rle, {5, 5}), (std::vector<std::uint32_t>{0, 25}));
  EXPECT_ERROR(brush_runs(rle, {5, 6}), DataError,
               HasSubstr("announces 100 values; expected 30 or 120 for 5x6 pixels"));
}

TEST(LabelStudioRle, RefusesMoreValuesThanExpectedBeforeItAllocates) {
  std::string rle = encode_label_studio_rle(std::vector<std::uint8_t>(100, 1));
  rle.replace(0, 4, "\xff\xff\xff\xff");

  EXPECT_ERROR(decode_label_studio_rle(rle, 400), DataError,
               HasSubstr("announces 4294967295 values, expected at most 400"));
}

TEST(LabelStudioRle, RefusesACodeThatEndsEarlyWhereverItEnds) {
  std::vector<std::uint8_t> values(40);
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  const std::string rle = encode_label_studio_rle(values);

  for (std::size_t length = 0; length + 1 < rle.size(); ++length) {
    EXPECT_ERROR(decode_label_studio_rle(rle.substr(0, length), 40), DataError,
                 length < 7 ? HasSubstr("not even a whole header")
                            : HasSubstr("of the 40 values announced"));
  }
}

TEST(LabelStudioRle, RefusesARunThatLeadsBeyondTheEnd) {
  std::string rle = encode_label_studio_rle(std::vector<std::uint8_t>(100, 1));
  rle[3] = 99;

  EXPECT_ERROR(decode_label_studio_rle(rle, 400), DataError,
               HasSubstr("a run of 100 values after 0, of the 99 announced"));
}

TEST(LabelStudioRle, RefusesWordsOfMoreThanAByte) {
  std::string rle = encode_label_studio_rle(std::vector<std::uint8_t>(4, 1));
  rle[4] = static_cast<char>(15 << 3 | (rle[4] & 7));

  EXPECT_ERROR(decode_label_studio_rle(rle, 4), DataError, HasSubstr("words of 16 bits"));
}

TEST(LabelStudioRle, ReadsRealBrushes) {
  const char* shared = std::getenv("PETSEG_SHARED_DATA");
  if (shared == nullptr) GTEST_SKIP() << "PETSEG_SHARED_DATA is not set";
  const Json predictions = read_json(fs::path(shared) / "label-studio" / "brush_predictions.json");
  std::vector<std::size_t> pixels;
  for (const Json& region : predictions.at(0).at("result")) {
    const auto bytes = region.at("value").at("rle").get<std::vector<std::uint8_t>>();
    const std::string_view rle(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto values = decode_label_studio_rle(rle, std::size_t{768} * 576 * 4);
    const auto mask = mask_from_runs(brush_runs(rle, {768, 576}));
    EXPECT_EQ(mask, mask_from_rgba(values));
    pixels.push_back(static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 255)));
  }

  EXPECT_EQ(pixels, (std::vector<std::size_t>{12104, 5716, 11709}));
}

}  // namespace
}  // namespace petseg
