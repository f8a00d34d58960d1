#include "petseg/loader/batch_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/image/resize.h"

#include "support/drawn_data_set.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

constexpr int kBatchSize = 4;
/// All that can happen to a sample.
const Augmentation kAll{.hue = 20,
                        .grey = 0.5,
                        .blur = 0.5,
                        .darkness = 0.5,
                        .noise = 0.5,
                        .jpeg = 0.5,
                        .copy_paste = 1,
                        .side_by_side = 0.5,
                        .cutout = 0.5};
const Preprocessing kSmall{.image_size = 32};

struct BatchLoaderTest : testing::Test {
  BatchLoaderTest() {
    DrawnDataSet drawn(temp.path());
    drawn.add(Split::kTrain, 6);
    data = drawn.finish();
  }

  std::vector<Batch> first_batches(std::uint64_t seed, int workers,
                                   const Augmentation& augmentation = {}) {
    const TrainingSet photos(data.folder, data.photos, kSmall, augmentation);
    BatchLoader loader(photos, kSmall, kBatchSize, seed, workers);
    return {loader.next(), loader.next(), loader.next()};
  }

  TempDir temp;
  DataSet data;
};

TEST_F(BatchLoaderTest, MakesInputsAndTargetsOfTheTrainingSize) {
  const Batch batch = first_batches(0, 1).front();

  EXPECT_EQ(batch.images.sizes(), (std::vector<std::int64_t>{kBatchSize, 3, 32, 32}));
  EXPECT_EQ(batch.targets.sizes(), (std::vector<std::int64_t>{kBatchSize, 32, 32}));
  EXPECT_GE(batch.targets.min().item<int>(), 0);
  EXPECT_LE(batch.targets.max().item<int>(), 2);
}

TEST_F(BatchLoaderTest, KeepsIgnoredPixels) {
  DrawnDataSet drawn(temp.path() / "bordered", /*ignored_border=*/5);
  drawn.add(Split::kTrain, 2);
  data = drawn.finish();

  const torch::Tensor targets = first_batches(0, 1).front().targets;

  EXPECT_TRUE(targets.eq(kIgnoreLabel).any().item<bool>());
  EXPECT_TRUE((targets.le(2) | targets.eq(kIgnoreLabel)).all().item<bool>());
}

TEST_F(BatchLoaderTest, GivesTheSameBatchesForAnyNumberOfWorkers) {
  for (const Augmentation& augmentation : {Augmentation{}, kAll}) {
    const auto one = first_batches(5, 1, augmentation);
    const auto three = first_batches(5, 3, augmentation);

    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_TRUE(torch::equal(one[i].images, three[i].images)) << "batch " << i;
      EXPECT_TRUE(torch::equal(one[i].targets, three[i].targets)) << "batch " << i;
    }
  }
}

TEST_F(BatchLoaderTest, NoChangeInventsAClass) {
  bool any_hidden = false;
  for (const Batch& batch : first_batches(7, 2, kAll)) {
    const torch::Tensor hidden = batch.targets.eq(kIgnoreLabel);
    EXPECT_TRUE((batch.targets.le(kDog) | hidden).all().item<bool>());
    any_hidden = any_hidden || hidden.any().item<bool>();
  }
  EXPECT_TRUE(any_hidden);  // by the cutout
}

TEST_F(BatchLoaderTest, WithoutAugmentationPhotosAreResizedOnly) {
  const Preprocessing squeezed{.image_size = 32, .keep_aspect = false};
  const Augmentation disabled{.enabled = false, .cutout = 1};
  data.photos.resize(1);
  const TrainingSet photos(data.folder, data.photos, squeezed, disabled);
  const LabelledPhoto photo = load_photo(data.folder, data.photos.front());
  Rng rng({3});

  const LabelledPhoto sample = photos.sample(rng);

  EXPECT_EQ(cv::norm(sample.image, resize_image(photo.image, 32, 32), cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(sample.mask, resize_mask(photo.mask, 32, 32), cv::NORM_INF), 0);
}

TEST_F(BatchLoaderTest, ABatchNamesItsPhotos) {
  data.photos.resize(1);
  const TrainingSet photos(data.folder, data.photos, kSmall, {.enabled = false});
  BatchLoader loader(photos, kSmall, kBatchSize, 0, 1);

  EXPECT_THAT(loader.next().photos,
              testing::ElementsAreArray(std::vector(kBatchSize, data.photos.front().image)));
}

TEST_F(BatchLoaderTest, ASampleNamesThePhotosThatWereJoinedInto) {
  data.photos.resize(2);  // a cat and a dog
  const auto names_of_all =
      testing::UnorderedElementsAre(data.photos[0].image, data.photos[1].image);
  const TrainingSet pairs(data.folder, data.photos, kSmall,
                          {.side_by_side = 1, .other_species = 1});
  const TrainingSet pasted(data.folder, data.photos, kSmall,
                           {.copy_paste = 1, .side_by_side = 0, .other_species = 1});
  int joined = 0;
  for (std::uint64_t i = 0; i < 50; ++i) {
    Rng rng({i});
    EXPECT_THAT(pairs.sample(rng).photos, names_of_all);
    const TrainingSample sample = pasted.sample(rng);
    const bool has_cat = cv::countNonZero(sample.mask == kCat) > 0;
    const bool has_dog = cv::countNonZero(sample.mask == kDog) > 0;
    if (!has_cat || !has_dog) continue;
    EXPECT_THAT(sample.photos, names_of_all);
    ++joined;
  }
  EXPECT_GT(joined, 10);
}

TEST(ListPhotos, NamesTheFirstOnceEachAndCountsTheOthers) {
  const std::vector<Batch> batches{{.photos = {"a.jpg", "b.jpg", "a.jpg"}},
                                   {.photos = {"c.jpg", "d.jpg", "e.jpg", "f.jpg"}}};

  EXPECT_EQ(list_photos(std::span(batches).first(1)), "a.jpg, b.jpg");
  EXPECT_EQ(list_photos(batches), "a.jpg, b.jpg, c.jpg, d.jpg and 2 more");
}

TEST_F(BatchLoaderTest, DependsOnTheSeed) {
  EXPECT_FALSE(torch::equal(first_batches(5, 1)[0].images, first_batches(6, 1)[0].images));
}

TEST_F(BatchLoaderTest, BatchesOfOneRunDiffer) {
  const auto batches = first_batches(5, 2);

  EXPECT_FALSE(torch::equal(batches[0].images, batches[1].images));
}

TEST_F(BatchLoaderTest, EndsCleanlyWithBatchesLeft) {
  const TrainingSet photos(data.folder, data.photos, kSmall, {});

  const BatchLoader loader(photos, kSmall, kBatchSize, 0, 2);
}

TEST_F(BatchLoaderTest, ABrokenPhotoReachesTheCaller) {
  write_file(data.folder / data.photos[2].image, "no image");

  EXPECT_THROW(TrainingSet(data.folder, data.photos, kSmall, {}), DataError);
}

TEST_F(BatchLoaderTest, RareBreedsAreDrawnMoreOften) {
  for (std::size_t i = 1; i < data.photos.size(); ++i) data.photos[i].breed = "Bengal";
  data.photos[0].breed = "Sphynx";
  const PhotoRecord dog = data.photos[1];
  for (std::size_t i = 1; i < data.photos.size(); ++i) {  // all but the first, a cat
    data.photos[i].mask = dog.mask;
    data.photos[i].mask_sha256 = dog.mask_sha256;
  }
  const Augmentation no_pairs{.copy_paste = 0, .side_by_side = 0};
  const TrainingSet photos(data.folder, data.photos, kSmall, no_pairs);

  int cats = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    Rng rng({i});
    if (cv::countNonZero(photos.sample(rng).mask == kCat) > 0) ++cats;
  }

  // Weights 1 and 5 × 1/√5: the one Sphynx gets 1 / (1 + √5) = 31 % of the draws, not 17 %.
  EXPECT_NEAR(cats, 309, 60);
}

}  // namespace
}  // namespace petseg
