#include "petseg/bundle/bundle.h"

#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "petseg/bundle/predictor.h"
#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Bundle small_bundle() {
  torch::manual_seed(1);
  Bundle bundle{.model = "EfficientNetLite0-Unet",
                .preprocessing = {.image_size = 64,
                                  .keep_aspect = false,
                                  .zoom_in = false,
                                  .mean = {1, 2, 3}},
                .provenance = {{"data_digest", "abc"}}};
  bundle.net = make_net(bundle.model, "test");
  bundle.net->eval();
  return bundle;
}

/// Saves a bundle, and lets a test damage its model.json.
struct SavedBundle {
  SavedBundle() { save_bundle(small_bundle(), folder); }

  void replace(const std::string& from, const std::string& to) const {
    std::string text = read_file(folder / "model.json");
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_file(folder / "model.json", text.replace(at, from.size(), to));
  }

  TempDir temp;
  std::filesystem::path folder = temp.path() / "model";
};

TEST(Bundle, ComesBackAsItWasSaved) {
  const SavedBundle saved;

  const Bundle loaded = load_bundle(saved.folder);

  Bundle original = small_bundle();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});
  EXPECT_EQ(loaded.model, original.model);
  EXPECT_EQ(loaded.provenance, original.provenance);
  EXPECT_EQ(loaded.preprocessing.image_size, 64);
  EXPECT_FALSE(loaded.preprocessing.keep_aspect);
  EXPECT_FALSE(loaded.preprocessing.zoom_in);
  EXPECT_EQ(loaded.preprocessing.mean, original.preprocessing.mean);
  Bundle net = loaded;
  EXPECT_TRUE(torch::equal(net.net(x), original.net(x)));
}

TEST(Bundle, EachModelComesBackWithItsDecoder) {
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});
  const DecoderOptions decoder{{16, 16, 16, 8}, "nearest", 0.25};
  for (const EncoderSpec& spec : encoder_specs()) {
    const TempDir temp;
    Bundle original{.model = std::string(spec.model)};
    original.net = make_net(original.model, "test", decoder);
    original.net->eval();
    save_bundle(original, temp.path() / "model");

    Bundle loaded = load_bundle(temp.path() / "model");

    EXPECT_EQ(loaded.model, spec.model);
    EXPECT_EQ(loaded.net->decoder_options(), decoder);
    EXPECT_TRUE(torch::equal(loaded.net(x), original.net(x))) << spec.model;
  }
}

TEST(Bundle, OfSchema1HasTheDefaultDecoder) {
  const SavedBundle saved;
  Json json = parse_json(read_file(saved.folder / "model.json"), "model.json");
  json["schema"] = 1;
  for (const char* later : {"decoder_channels", "upsampling", "dropout"}) {
    EXPECT_EQ(json.erase(later), 1U) << later;
  }
  write_file(saved.folder / "model.json", json.dump());

  Bundle loaded = load_bundle(saved.folder);

  Bundle original = small_bundle();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({1, 3, 64, 64});
  EXPECT_TRUE(torch::equal(loaded.net(x), original.net(x)));
  EXPECT_FALSE(loaded.preprocessing.zoom_in);
}

TEST(Bundle, RefusesADecoderThatCannotBe) {
  const SavedBundle saved;
  saved.replace("\"bilinear\"", "\"trilinear\"");

  EXPECT_ERROR(load_bundle(saved.folder), DataError,
               AllOf(HasSubstr("model.json: /upsampling"), HasSubstr("trilinear")));
}

TEST(Bundle, RefusesANewerSchema) {
  const SavedBundle saved;
  saved.replace("\"schema\": 3", "\"schema\": 7");

  EXPECT_ERROR(load_bundle(saved.folder), DataError,
               AllOf(HasSubstr("model.json"), HasSubstr("schema 7")));
}

TEST(Bundle, RefusesAnotherClassMap) {
  const SavedBundle saved;
  saved.replace("\"1\": \"cat\"", "\"1\": \"fox\"");

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("class map"));
}

TEST(Bundle, RefusesAnImpossibleImageSize) {
  const SavedBundle saved;
  saved.replace("\"image_size\": 64", "\"image_size\": 65");

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("image_size 65"));
}

TEST(Bundle, NamesAKeyThatIsMissing) {
  const SavedBundle saved;
  saved.replace("\"preprocessing\"", "\"postprocessing\"");

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("\"preprocessing\" is missing"));
}

TEST(Bundle, RefusesADamagedDescription) {
  const SavedBundle saved;
  const std::string text = read_file(saved.folder / "model.json");
  write_file(saved.folder / "model.json", text.substr(0, text.size() / 2));

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("model.json"));
}

TEST(Bundle, RefusesAModelThatThisVersionDoesNotKnow) {
  const SavedBundle saved;
  saved.replace("EfficientNetLite0-Unet", "EfficientNetLite9-Unet");

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("EfficientNetLite9-Unet"));
}

TEST(Bundle, NamesTheWeightsFileThatIsTruncated) {
  const SavedBundle saved;
  const auto weights = saved.folder / "model.safetensors";
  write_file(weights, read_file(weights).substr(0, 5000));

  EXPECT_ERROR(load_bundle(saved.folder), DataError, HasSubstr("model.safetensors"));
}

TEST(Bundle, SavingReplacesAnEarlierModelOnlyWhenWhole) {
  const SavedBundle saved;

  save_bundle(small_bundle(), saved.folder);

  EXPECT_TRUE(std::filesystem::exists(saved.folder / "model.json"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(saved.temp.path()), {}), 1);
}

TEST(Predictor, AnswersAtThePhotosOwnSize) {
  Predictor predictor(small_bundle());
  cv::Mat image(75, 110, CV_8UC3);
  cv::randu(image, 0, 256);

  const Prediction prediction = predictor.predict(image);

  EXPECT_EQ(prediction.mask.size(), image.size());
  EXPECT_EQ(prediction.probabilities.size(), image.size());
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) {
      const auto p = prediction.probabilities.at<cv::Vec3f>(y, x);
      EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-4);
      const int likeliest = prediction.mask.at<std::uint8_t>(y, x);
      for (int c = 0; c < kNumClasses; ++c) EXPECT_GE(p[likeliest], p[c]);
    }
  }
}

}  // namespace
}  // namespace petseg
