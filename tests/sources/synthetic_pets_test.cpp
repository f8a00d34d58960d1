#include "petseg/sources/synthetic_pets.h"

#include <algorithm>

#include <opencv2/core.hpp>
#include <sched.h>

#include "petseg/core/error.h"
#include "petseg/sources/oxford.h"

#include "sources/raw_folder.h"
#include "support/expect_error.h"

namespace fs = std::filesystem;
using testing::HasSubstr;

namespace petseg {
namespace {

TEST(DrawSyntheticPets, DrawsOxfordsRawLayout) {
  const TempDir dir;
  draw_synthetic_pets(dir.path() / "raw", 12, 1);

  const RawSource source = read_oxford(dir.path() / "raw");

  EXPECT_EQ(source.photos.size(), 12U);
  EXPECT_TRUE(source.rejected.empty());
  EXPECT_EQ(std::count_if(source.photos.begin(), source.photos.end(),
                          [](const RawPhoto& photo) { return photo.species == Species::kCat; }),
            6);
}

TEST(DrawSyntheticPets, MasksOneAnimalOfSomeSizeInEachPhoto) {
  const TempDir dir;
  draw_synthetic_pets(dir.path() / "raw", 48, 2);

  for (const RawPhoto& photo : read_oxford(dir.path() / "raw").photos) {
    const fs::path raw = dir.path() / "raw";
    const cv::Mat image = decode_image(read_file(raw / photo.image), photo.name);
    const cv::Mat trimap = decode_mask(read_file(raw / photo.truth_file), photo.name);
    const cv::Mat mask = mask_from_trimap(trimap, *photo.species, BorderRule::kPet, photo.name);
    const double share = cv::countNonZero(mask) / static_cast<double>(mask.total());
    EXPECT_EQ(image.size(), mask.size());
    EXPECT_GT(share, 0.02) << photo.name;
    EXPECT_LT(share, 0.95) << photo.name;
  }
}

TEST(DrawSyntheticPets, DrawsTheSameForTheSameSeed) {
  const TempDir dir;
  const auto drawn_with = [&](int seed) {
    draw_synthetic_pets(dir.path() / "raw", 2, seed);
    return read_file(dir.path() / "raw" / "images" / "Tabby_1.jpg");
  };
  const std::string first = drawn_with(1);

  EXPECT_NE(drawn_with(2), first);
  EXPECT_EQ(drawn_with(1), first);
}

/// Runs on one processor for as long as it lives.
class OneProcessor {
 public:
  OneProcessor() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; CPU_COUNT(&one) == 0; ++cpu) {
      if (CPU_ISSET(cpu, &before_)) CPU_SET(cpu, &one);
    }
    ::sched_setaffinity(0, sizeof one, &one);
  }
  ~OneProcessor() { ::sched_setaffinity(0, sizeof before_, &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_{};
};

TEST(DrawSyntheticPets, DrawsTheSameOnAnyNumberOfProcessors) {
  const TempDir dir;
  draw_synthetic_pets(dir.path() / "many", 12, 3);
  {
    const OneProcessor one;
    draw_synthetic_pets(dir.path() / "one", 12, 3);
  }

  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(dir.path() / "many")) {
    if (!entry.is_regular_file()) continue;
    const fs::path name = fs::relative(entry.path(), dir.path() / "many");
    EXPECT_TRUE(read_file(dir.path() / "one" / name) == read_file(entry.path())) << name;
    ++files;
  }
  EXPECT_EQ(files, 26U);  // photos, trimaps, list.txt and the marker
}

TEST(DrawSyntheticPets, RemovesNothingThatItDidNotDraw) {
  for (const char* other : {"note.txt", "images/my_cat.jpg"}) {
    const TempDir dir;
    draw_synthetic_pets(dir.path() / "raw", 2, 1);
    write_file(dir.path() / "raw" / other, "mine");

    draw_synthetic_pets(dir.path() / "raw", 2, 1);  // is there already
    EXPECT_ERROR(draw_synthetic_pets(dir.path() / "raw", 3, 1), ConfigError, HasSubstr(other));

    EXPECT_EQ(read_file(dir.path() / "raw" / other), "mine");
  }
}

TEST(DrawSyntheticPets, LeavesAFolderOfOthersAlone) {
  const RawFolder raw;
  raw.add("Bengal_1");

  EXPECT_ERROR(draw_synthetic_pets(raw.path(), 2, 1), ConfigError,
               HasSubstr("holds something else than an earlier drawing"));
  EXPECT_TRUE(fs::exists(raw.path() / "images" / "Bengal_1.jpg"));
}

TEST(DrawSyntheticPets, RejectsACountOfZero) {
  const TempDir dir;

  EXPECT_ERROR(draw_synthetic_pets(dir.path() / "raw", 0, 1), ConfigError, HasSubstr("--count 0"));
}

}  // namespace
}  // namespace petseg
