#include "petseg/report/seen_photos.h"

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::HasSubstr;

PhotoRecord photo(const std::string& name, Split split) {
  return {.split = split, .sha256 = "hash of " + name, .origin = name + ".jpg"};
}

DataSet data_set() {
  DataSet data;
  data.photos = {photo("trained", Split::kTrain), photo("validated", Split::kValid),
                 photo("test", Split::kTest)};
  data.photos[0].raw_sha256 = "raw hash";
  return data;
}

PhotoRecord made_of(const std::string& origin) {
  PhotoRecord made = photo("made", Split::kDebugging);
  made.made = "composite";
  made.origin = origin;
  return made;
}

TEST(SeenPhotos, KnowsWhatEachSplitWasFor) {
  const DataSet data = data_set();
  const SeenPhotos seen = seen_photos(data);

  EXPECT_EQ(look_up(seen, data.photos[0], data), Seen::kTrained);
  EXPECT_EQ(look_up(seen, data.photos[1], data), Seen::kValidated);
  EXPECT_EQ(look_up(seen, data.photos[2], data), Seen::kNever);
}

TEST(SeenPhotos, KnowsAPhotoOfAnotherSizeByItsRawBytes) {
  const SeenPhotos seen = seen_photos(data_set());
  PhotoRecord resized = photo("resized", Split::kTest);
  resized.raw_sha256 = "raw hash";

  EXPECT_EQ(seen.look_up(resized), Seen::kTrained);
}

TEST(SeenPhotos, AModelThatDoesNotSayIsUnknown) {
  EXPECT_EQ(SeenPhotos{}.look_up(photo("test", Split::kTest)), Seen::kUnknown);
}

TEST(SeenPhotos, WhatWasMadeIsSeenByItsWorstPart) {
  const DataSet data = data_set();
  const SeenPhotos seen = seen_photos(data);

  EXPECT_EQ(look_up(seen, made_of("test.jpg"), data), Seen::kNever);
  EXPECT_EQ(look_up(seen, made_of("test.jpg+validated.jpg"), data), Seen::kValidated);
  EXPECT_EQ(look_up(seen, made_of("validated.jpg+trained.jpg"), data), Seen::kTrained);
  EXPECT_EQ(look_up(seen, made_of("elsewhere.jpg+test.jpg"), data), Seen::kUnknown);
}

TEST(SeenPhotos, OfAnEarlierModelAreSeenToo) {
  SeenPhotos seen = seen_photos(data_set());
  seen.add({.trained = {"hash of test"}, .is_complete = true});

  EXPECT_EQ(seen.look_up(photo("test", Split::kTest)), Seen::kTrained);
  EXPECT_TRUE(seen.is_complete);
  seen.add({});
  EXPECT_FALSE(seen.is_complete);
}

TEST(SeenPhotos, NamesComeBack) {
  for (const Seen seen : {Seen::kUnknown, Seen::kNever, Seen::kTrained, Seen::kValidated}) {
    EXPECT_EQ(seen_from_name(seen_name(seen), "here"), seen);
  }
  EXPECT_ERROR(seen_from_name("often", "report.json: photos[3]"), DataError,
               HasSubstr("report.json: photos[3]: seen: \"often\", expected \"unknown\""));
}

}  // namespace
}  // namespace petseg
