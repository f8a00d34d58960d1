#include "petseg/train/setup.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::filesystem::path kConfig =
    std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "config";

struct SetupTest : testing::Test {
  std::string file(const std::string& text) const {
    write_file(temp.path() / "setup.json", text);
    return (temp.path() / "setup.json").string();
  }
  TempDir temp;
};

TEST_F(SetupTest, TheOriginalsFileParsesUnchanged) {
  const petseg::Setup setup = read_setup((kConfig / "setup-vgg16.json").string());

  EXPECT_EQ(setup.model, "VGG16-Unet");
  EXPECT_EQ(setup.loss, "DiceLoss");
  EXPECT_EQ(setup.metrics.size(), 3U);
  EXPECT_DOUBLE_EQ(setup.train_split, 0.9);
  EXPECT_DOUBLE_EQ(setup.learning_rate, 0.00001);
  EXPECT_EQ(setup.epochs, 10);
  EXPECT_EQ(setup.tags.at("dataset"), "Oxford-IIIT Pet");
  EXPECT_EQ(setup.run_name, "run_1");
}

TEST_F(SetupTest, AbsentKeysKeepTheirDefaults) {
  const petseg::Setup setup = read_setup(file("{}"));

  EXPECT_EQ(setup.batch_size, petseg::Setup{}.batch_size);
  EXPECT_EQ(setup.model, petseg::Setup{}.model);
}

TEST_F(SetupTest, TheOriginalsModelIsFrozenAndSeesSmallerPhotos) {
  const petseg::Setup setup = read_setup((kConfig / "setup-vgg16.json").string());

  EXPECT_EQ(setup.frozen_stages, 5);
  EXPECT_EQ(setup.image_size, 224);
  EXPECT_EQ(setup.encoder_weights, "imagenet");
  EXPECT_EQ(setup.decoder_channels, (std::vector<int>{256, 128, 64, 32}));
}

TEST_F(SetupTest, WhatTheFileSaysGoesBeforeTheModelsDefaults) {
  const petseg::Setup setup = read_setup(file(
      R"({"setup": {"model": "VGG16-Unet", "image_size": 320, "decoder_channels": [64, 32, 16, 8],
                    "upsampling": "transposed", "dropout": 0},
          "params": {"frozen_stages": 2}})"));

  EXPECT_EQ(setup.frozen_stages, 2);
  EXPECT_EQ(setup.image_size, 320);
  EXPECT_EQ(setup.decoder(), (DecoderOptions{{64, 32, 16, 8}, "transposed", 0}));
}

TEST_F(SetupTest, AModelWithoutPublishedWeightsIsTrainedWhole) {
  const petseg::Setup setup = read_setup(file(R"({"setup": {"model": "Unet"}})"));

  EXPECT_EQ(setup.encoder_weights, "none");
  EXPECT_FALSE(setup.pretrained());
  EXPECT_ERROR(read_setup(file(R"({"setup": {"model": "Unet", "encoder_weights": "imagenet"}})")),
               ConfigError, AllOf(HasSubstr("/setup/encoder_weights"), HasSubstr("\"none\"")));
}

TEST_F(SetupTest, RefusesAnUnknownModelAndAnImpossibleDecoder) {
  EXPECT_ERROR(read_setup(file(R"({"setup": {"model": "ResNet19-Unet"}})")), ConfigError,
               AllOf(HasSubstr("/setup/model"), HasSubstr("did you mean \"ResNet18-Unet\"?")));
  EXPECT_ERROR(read_setup(file(R"({"setup": {"decoder_channels": [64, 32]}})")), ConfigError,
               AllOf(HasSubstr("/setup/decoder_channels: 2 numbers"), HasSubstr("expected 4")));
  EXPECT_ERROR(read_setup(file(R"({"setup": {"upsampling": "neerest"}})")), ConfigError,
               AllOf(HasSubstr("/setup/upsampling"), HasSubstr("did you mean \"nearest\"?")));
}

TEST_F(SetupTest, TheDefaultRecipeIsWhatTheFileSays) {
  const petseg::Setup defaults;
  const petseg::Setup file = read_setup((kConfig / "setup.json").string());

  EXPECT_EQ(file.model, defaults.model);
  EXPECT_EQ(file.image_size, defaults.image_size);
  EXPECT_EQ(file.frozen_stages, defaults.frozen_stages);
  EXPECT_DOUBLE_EQ(file.learning_rate, defaults.learning_rate);
  EXPECT_DOUBLE_EQ(file.encoder_rate, defaults.encoder_rate);
  EXPECT_EQ(file.epochs, defaults.epochs);
}

TEST_F(SetupTest, AnUnknownKeyIsNamedWithWhatWasProbablyMeant) {
  EXPECT_ERROR(
      read_setup(file(R"({"params": {"lerning_rate": 1}})")), ConfigError,
      AllOf(HasSubstr("/params/lerning_rate"), HasSubstr("did you mean \"learning_rate\"")));
}

TEST_F(SetupTest, AValueOutOfRangeIsNamedWithItsRange) {
  EXPECT_ERROR(read_setup(file(R"({"params": {"learning_rate": -0.1}})")), ConfigError,
               AllOf(HasSubstr("/params/learning_rate"), HasSubstr("-0.1"), HasSubstr("above 0")));
}

TEST_F(SetupTest, AValueOfAnotherTypeIsNamedWithItsType) {
  EXPECT_ERROR(read_setup(file(R"({"params": {"epochs": "ten"}})")), ConfigError,
               AllOf(HasSubstr("/params/epochs"), HasSubstr("\"ten\""), HasSubstr("whole number")));
}

TEST_F(SetupTest, MalformedJsonIsNamedWithItsLine) {
  EXPECT_ERROR(read_setup(file("{\n  \"params\": {,}\n}")), ConfigError,
               AllOf(HasSubstr("setup.json"), HasSubstr("line 2")));
}

TEST_F(SetupTest, AMissingFileSaysWhereItWasLookedFor) {
  EXPECT_ERROR(read_setup("no-such-setup.json"), IoError,
               AllOf(HasSubstr("no-such-setup.json"), HasSubstr("config/")));
}

TEST_F(SetupTest, RefusesClassesSizesAndSplitsThatCannotBe) {
  EXPECT_ERROR(read_setup(file(R"({"setup": {"n_classes": 4}})")), ConfigError,
               HasSubstr("/setup/n_classes: 4"));
  EXPECT_ERROR(read_setup(file(R"({"setup": {"image_size": 100}})")), ConfigError,
               HasSubstr("multiple of 32"));
  EXPECT_ERROR(read_setup(file(R"({"setup": {"train_split": 0.9, "valid_split": 0.2}})")),
               ConfigError, HasSubstr("more than 1"));
}

TEST_F(SetupTest, AugmentationIsReadAndChecked) {
  const petseg::Setup setup =
      read_setup(file(R"({"augment": {"rotation_deg": 0, "jpeg": 0.25, "flip": 1}})"));
  EXPECT_EQ(setup.augment.rotation_deg, 0);
  EXPECT_EQ(setup.augment.jpeg, 0.25);
  EXPECT_EQ(setup.augment.flip, 1);
  EXPECT_EQ(setup.augment.noise, Augmentation{}.noise);

  EXPECT_ERROR(read_setup(file(R"({"augment": {"cutout": 1.5}})")), ConfigError,
               HasSubstr("/augment/cutout: 1.5 is not at least 0 and at most 1"));
  EXPECT_ERROR(read_setup(file(R"({"augment": {"enabled": 0}})")), ConfigError,
               HasSubstr("/augment/enabled: 0 is not true or false"));
  EXPECT_ERROR(read_setup(file(R"({"augment": false})")), ConfigError,
               HasSubstr("/augment: false is not an object"));
  EXPECT_ERROR(read_setup(file(R"({"augment": {"rotations_deg": 3}})")), ConfigError,
               HasSubstr("did you mean \"rotation_deg\""));
  EXPECT_ERROR(read_setup(file(R"({"augment": {"scale_low": 2}})")), ConfigError,
               HasSubstr("/augment/scale_low: 2 is above scale_high, 1.35"));
}

/// One that no range, choice or type of the option allows; the type alone is wrong first.
std::vector<Json> bad_values(const Option<petseg::Setup>& option) {
  const bool is_map =
      std::holds_alternative<Option<petseg::Setup>::Of<std::map<std::string, std::string>>>(
          option.field);
  std::vector<Json> values{is_map ? Json(3) : Json{{"a", 1}}, nullptr};
  if (const auto* range = std::get_if<Range>(&option.allowed)) {
    const bool is_list =
        std::holds_alternative<Option<petseg::Setup>::Of<std::vector<int>>>(option.field) ||
        std::holds_alternative<Option<petseg::Setup>::Of<NumbersOrAuto>>(option.field);
    const auto add = [&](double number) {
      const bool is_whole = number == std::floor(number);
      const Json value = is_whole ? Json(static_cast<std::int64_t>(number)) : Json(number);
      values.push_back(is_list ? Json::array({value}) : value);
    };
    add(range->low - 1);
    if (range->above_low) add(range->low);
    if (std::isfinite(range->high)) add(range->high + 1);
  }
  if (std::holds_alternative<Choices>(option.allowed)) {
    values.push_back("no such word");
    values.push_back(Json::array({"no such word"}));
  }
  return values;
}

TEST_F(SetupTest, EveryKeyRefusesBadValues) {
  for (const auto& option : setup_options()) {
    for (const Json& value : bad_values(option)) {
      Json json = Json::object();
      json[Json::json_pointer(std::string(option.pointer))] = value;
      EXPECT_ERROR(
          read_setup(file(json.dump())), ConfigError,
          AllOf(HasSubstr("setup.json: " + std::string(option.pointer)), HasSubstr(" is not ")));
    }
  }
}

TEST_F(SetupTest, TheOriginalsModelIsTrainedWithoutAugmentation) {
  EXPECT_TRUE(read_setup(file("{}")).augment.enabled);
  EXPECT_FALSE(read_setup((kConfig / "setup-vgg16.json").string()).augment.enabled);
  EXPECT_TRUE(
      read_setup(file(R"({"setup": {"model": "VGG16-Unet"}, "augment": {"enabled": true}})"))
          .augment.enabled);
}

TEST_F(SetupTest, AsWrittenNothingIsFilledInButSplitsHaveToFit) {
  const petseg::Setup setup =
      read_setup_as_written(file(R"({"setup": {"model": "VGG16-Unet", "train_split": 0.6}})"));

  EXPECT_DOUBLE_EQ(setup.train_split, 0.6);
  EXPECT_EQ(setup.optimizer, petseg::Setup{}.optimizer);
  EXPECT_ERROR(
      read_setup_as_written(file(R"({"setup": {"train_split": 0.9, "valid_split": 0.2}})")),
      ConfigError, HasSubstr("more than 1"));
}

TEST_F(SetupTest, MayNameItsSchemaForEditors) {
  const petseg::Setup setup =
      read_setup(file(R"({"$schema": "../setup.schema.json", "params": {"epochs": 3}})"));

  EXPECT_EQ(setup.epochs, 3);
  write_setup(setup, temp.path() / "written.json");
  EXPECT_THAT(read_file(temp.path() / "written.json"), testing::Not(HasSubstr("$schema")));
  EXPECT_ERROR(read_setup(file(R"({"$schema": 7})")), ConfigError,
               HasSubstr("/$schema: 7 is not a string"));
  EXPECT_ERROR(read_setup(file(R"({"params": {"$schema": "x"}})")), ConfigError,
               HasSubstr("/params/$schema: unknown key"));
}

TEST_F(SetupTest, RefusesARunNameThatLeavesItsFolder) {
  for (const char* name : {"", "..", "../esc", "/tmp/abs"}) {
    const std::string json = fmt::format(R"({{"experiment": {{"run_name": "{}"}}}})", name);
    EXPECT_ERROR(read_setup(file(json)), ConfigError, HasSubstr("/experiment/run_name"));
  }
}

TEST_F(SetupTest, TheOriginalsModelIsTrainedAsTheOriginalTrainsIt) {
  const petseg::Setup setup = read_setup((kConfig / "setup-vgg16.json").string());

  EXPECT_EQ(setup.optimiser_options().name, "Adam");
  EXPECT_EQ(setup.optimiser_options().weight_decay, 0);
  EXPECT_EQ(setup.schedule_options().name, "plateau");
  EXPECT_EQ(setup.schedule_options().factor, 0.5);
  EXPECT_EQ(setup.frozen_stages, 5);
  EXPECT_EQ(setup.warmup_steps, 0);
  EXPECT_EQ(setup.ema, 0);
  EXPECT_EQ(setup.resize, "squeeze");

  const auto changed =
      file(R"({"setup": {"model": "VGG16-Unet"}, "params": {"schedule": "poly"}})");
  EXPECT_EQ(read_setup(changed).schedule_options().name, "poly");
}

TEST_F(SetupTest, SaysHowLossOptimiserAndScheduleAre) {
  const petseg::Setup setup = read_setup(file(R"({
      "setup": {"loss": "0.5*Focal + LovaszLoss", "class_weights": [1, 2, 3], "label_smoothing": 0.1,
                "focal_gamma": 1.5, "tversky_alpha": 0.4, "tversky_beta": 0.6,
                "focal_tversky_gamma": 2, "boundary_weight": 5},
      "params": {"optimizer": "SGD", "momentum": 0.8, "nesterov": true, "weight_decay": 0.001,
                 "gradient_clip": 1, "batch_size": 4, "accumulate": 3, "schedule": "step",
                 "schedule_factor": 0.2, "patience": 7, "schedule_power": 2, "milestones": [3, 9],
                 "step_epochs": 4}})"));

  const LossOptions loss = setup.loss_options();
  EXPECT_EQ(loss.terms, "0.5*Focal + LovaszLoss");
  EXPECT_EQ(loss.class_weights, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(loss.label_smoothing, 0.1);
  EXPECT_EQ(loss.focal_gamma, 1.5);
  EXPECT_EQ(loss.tversky_alpha, 0.4);
  EXPECT_EQ(loss.tversky_beta, 0.6);
  EXPECT_EQ(loss.focal_tversky_gamma, 2);
  EXPECT_EQ(loss.boundary_weight, 5);
  const OptimiserOptions optimiser = setup.optimiser_options();
  EXPECT_EQ(optimiser.name, "SGD");
  EXPECT_EQ(optimiser.momentum, 0.8);
  EXPECT_TRUE(optimiser.nesterov);
  EXPECT_EQ(optimiser.weight_decay, 0.001);
  const ScheduleOptions schedule = setup.schedule_options();
  EXPECT_EQ(schedule.name, "step");
  EXPECT_EQ(schedule.factor, 0.2);
  EXPECT_EQ(schedule.patience, 7);
  EXPECT_EQ(schedule.power, 2);
  EXPECT_EQ(schedule.milestones, (std::vector<int>{3, 9}));
  EXPECT_EQ(schedule.step_epochs, 4);
  EXPECT_EQ(setup.gradient_clip, 1);
  EXPECT_EQ(setup.photos_per_step(), 12);
}

TEST_F(SetupTest, RefusesLossesAndOptimisersThatCannotBe) {
  EXPECT_ERROR(read_setup(file(R"({"setup": {"loss": "Dicee"}})")), ConfigError,
               AllOf(HasSubstr("setup.json: /setup/loss"), HasSubstr("did you mean \"Dice\"")));
  EXPECT_ERROR(read_setup(file(R"({"setup": {"class_weights": [1, 2]}})")), ConfigError,
               HasSubstr("setup.json: /setup/class_weights: [1, 2] is not a list of 3 numbers"));
  EXPECT_ERROR(
      read_setup(file(R"({"setup": {"class_weights": "balanced"}})")), ConfigError,
      HasSubstr("/setup/class_weights: \"balanced\" is not a list of numbers or \"auto\""));
  EXPECT_ERROR(read_setup(file(R"({"params": {"optimizer": "adam"}})")), ConfigError,
               AllOf(HasSubstr("/params/optimizer"), HasSubstr("did you mean \"Adam\"")));
  EXPECT_ERROR(read_setup(file(R"({"params": {"nesterov": true}})")), ConfigError,
               HasSubstr("/params/nesterov: true is for the optimizer SGD"));
  EXPECT_ERROR(read_setup(file(R"({"params": {"milestones": [3, 0]}})")), ConfigError,
               HasSubstr("/params/milestones: 0 is not at least 1"));
}

TEST_F(SetupTest, RefusesFineTuningThatCannotBe) {
  const auto refuse = [&](const std::string& setup, const std::string& params,
                          const std::string& says) {
    const auto json = fmt::format(R"({{"setup": {{{}}}, "params": {{{}}}}})", setup, params);
    EXPECT_ERROR(read_setup(file(json)), ConfigError, HasSubstr("setup.json: /params/" + says));
  };
  const std::string vgg16 = R"("model": "VGG16-Unet")";
  EXPECT_EQ(read_setup(file(R"({"setup": {"model": "VGG16-Unet"}, "params": {"tune_layers": 13}})"))
                .tune_layers,
            13);
  refuse(vgg16, R"("tune_layers": 14)",
         "tune_layers: 14 is more than the 13 layers of the encoder of VGG16-Unet");
  refuse(R"("encoder_weights": "none")", R"("tune_layers": 2)",
         "tune_layers: 2 is for an encoder with weights");
  refuse(vgg16, R"("tune_layers": 2, "encoder_rate": 0)", "tune_layers: 2 is for an encoder that");
  refuse(vgg16, R"("tune_layers": 2, "unfreeze_epochs": [1])", "tune_layers: 2 is for an encoder");
  refuse(vgg16, R"("unfreeze_epochs": [4, 2])", "unfreeze_epochs: [4, 2] is not in ascending");
  refuse("", R"("unfreeze_epochs": [1, 2, 3])",
         "unfreeze_epochs: [1, 2, 3] is a list of 3 epochs, one for each stage that is to learn, "
         "where /params/frozen_stages is 2");
  refuse(R"("model": "Unet")", R"("unfreeze_epochs": [1])", "unfreeze_epochs: [1] is for an");
}

TEST_F(SetupTest, TheWrittenFileReadsBackTheSame) {
  petseg::Setup setup = read_setup((kConfig / "setup-vgg16.json").string());
  write_setup(setup, temp.path() / "written.json");

  const petseg::Setup back = read_setup((temp.path() / "written.json").string());

  EXPECT_EQ(setup_parameters(back), setup_parameters(setup));
}

}  // namespace
}  // namespace petseg
