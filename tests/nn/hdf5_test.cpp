#include "nn/hdf5.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "nn/golden_file.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::HasSubstr;

const std::filesystem::path kSmall = golden_file("keras_small.h5");

/// The one dataset, as [2, 3] numbers.
torch::Tensor read_one(const std::string& name, const Shape& shape = {2, 3}) {
  const auto wanted = [&](const std::string& path) {
    return path == name ? std::optional(shape) : std::nullopt;
  };
  return read_hdf5(kSmall, wanted).at(name);
}

TEST(Hdf5, GivesTheWantedDatasetsAsFloats) {
  EXPECT_TRUE(torch::equal(read_one("dense/kernel:0"), torch::arange(6.0F).view({2, 3})));

  const torch::Tensor half = read_one("block1_conv1/block1_conv1/bias:0", {64});
  EXPECT_EQ(half.dtype(), torch::kFloat32);
  EXPECT_TRUE(torch::equal(half * 1024, (half * 1024).round()));  // what the script says
  EXPECT_GT(half.abs().max().item<float>(), 0.05F);
}

TEST(Hdf5, RefusesADatasetOfAnotherShape) {
  for (const Shape& shape : {Shape{3, 2}, Shape{6}, Shape{2, 3, 1}, Shape{}}) {
    EXPECT_ERROR(read_one("dense/kernel:0", shape), DataError,
                 HasSubstr("keras_small.h5: \"dense/kernel:0\": is [2, 3], expected ["));
  }
}

TEST(Hdf5, RefusesNumbersThatDoNotStandInTheFileAsTheyAre) {
  EXPECT_ERROR(read_one("dense/whole"), DataError, HasSubstr("floating point"));
  EXPECT_ERROR(read_one("dense/chunked"), DataError, HasSubstr("in chunks"));
  EXPECT_ERROR(read_one("dense/outside"), DataError, HasSubstr("in another file"));
  EXPECT_ERROR(read_one("dense/absent"), DataError, HasSubstr("not in the file"));
}

TEST(Hdf5, FollowsNoLinkToAnotherFile) {
  const auto all = [](const std::string&) { return std::optional(Shape{2, 3}); };

  EXPECT_ERROR(read_hdf5(golden_file("keras_link.h5"), all), DataError,
               HasSubstr("\"dense\": is a link"));
}

TEST(Hdf5, RefusesWhatIsNoHdf5File) {
  const TempDir temp;
  const auto path = temp.path() / "weights.h5";
  const auto nothing = [](const std::string&) { return std::optional<Shape>(); };
  EXPECT_ERROR(read_hdf5(path, nothing), IoError, HasSubstr("weights.h5"));

  write_file(path, "no HDF5");

  EXPECT_ERROR(read_hdf5(path, nothing), DataError, HasSubstr("weights.h5: no HDF5 file"));
}

struct DamagedHdf5 : testing::Test {
  /// Without fsync: thousands of times.
  void read(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
    read_hdf5(path, [](const std::string& name) {
      return name == "dense/kernel:0" ? std::optional(Shape{2, 3}) : std::nullopt;
    });
  }

  TempDir temp;
  std::filesystem::path path = temp.path() / "weights.h5";
  std::string sound = read_file(kSmall);
};

TEST_F(DamagedHdf5, CutAnywhereIsRefused) {
  for (std::size_t size = 0; size < sound.size(); size += 13) {
    EXPECT_THROW(read(sound.substr(0, size)), DataError) << "cut to " << size << " bytes";
  }
}

/// A damaged byte may stand in a number and go unnoticed.
TEST_F(DamagedHdf5, AnyOtherByteIsRefusedOrRead) {
  for (std::size_t place = 0; place < sound.size(); place += 3) {
    std::string damaged = sound;
    damaged[place] = static_cast<char>(~damaged[place]);
    try {
      read(damaged);
    } catch (const DataError&) {
    } catch (const std::exception& error) {
      ADD_FAILURE() << "byte " << place << ": " << error.what();
    }
  }
}

}  // namespace
}  // namespace petseg
