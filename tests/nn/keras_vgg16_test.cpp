#include "nn/keras_vgg16.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/nn/encoder.h"

#include "nn/golden_file.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

StateDict read_encoder(const std::string& model, const std::filesystem::path& path) {
  return read_encoder_weights(path.string(), find_encoder(model, "test").weights);
}

TEST(KerasVgg16, ListsWhatIsMissingAndUnexpected) {
  EXPECT_ERROR(read_encoder("VGG16-Unet", golden_file("keras_small.h5")), DataError,
               AllOf(HasSubstr("keras_small.h5: "), HasSubstr("24 missing (block1_conv1/kernel, "),
                     HasSubstr("5 unexpected ("), HasSubstr("\"dense/kernel:0\"")));
}

TEST(KerasVgg16, AreForNoOtherEncoder) {
  EXPECT_ERROR(read_encoder("ResNet18-Unet", golden_file("keras_small.h5")), DataError,
               AllOf(HasSubstr("keras_small.h5: Keras weights"), HasSubstr("VGG16-Unet")));
}

TEST(KerasVgg16, AreKnownByTheirFirstBytes) {
  const TempDir temp;
  const auto path = temp.path() / "weights.bin";
  write_file(path, read_file(golden_file("keras_small.h5")));

  EXPECT_ERROR(read_encoder("VGG16-Unet", path), DataError, HasSubstr("24 missing"));
}

TEST(KerasVgg16, AreKnownByTheEndingOfTheirName) {
  const TempDir temp;
  write_file(temp.path() / "weights.h5", "no HDF5");

  EXPECT_ERROR(read_encoder("VGG16-Unet", temp.path() / "weights.h5"), DataError,
               HasSubstr("weights.h5: no HDF5 file"));
}

}  // namespace
}  // namespace petseg
