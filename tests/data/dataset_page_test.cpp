#include "petseg/data/dataset_page.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.h"
#include "support/page_markup.h"

namespace petseg {
namespace {

DatasetPage small_page() {
  DatasetPage page;
  page.title = "pets";
  page.digest = "0123456789abcdef";
  page.created_by = "petseg 1.2.3";
  page.warnings = {"category tiny is empty"};
  page.counts = {{"Class pixels", {{"background", 0.75}, {"cat", 0.25}}, true}};
  page.photos = {{.name = "Bengal_1",
                  .split = "debugging",
                  .species = "cat",
                  .breed = "Bengal",
                  .made = "gaussian_noise 3",
                  .categories = {"cats", "noisy"},
                  .height = 30,
                  .width = 40,
                  .properties = {{"luminance", 0.5}, {"contrast", 0.125}},
                  .thumbnail = {"jpeg", "png"}}};
  page.photos_in_total = 5;
  page.pairs = {{"Bengal_1", "Bengal_2", "debugging", "train", 3, true, "a", "b"}};
  page.rejected = {{"oxford", "images/x.jpg", "is a GIF"}};
  page.settings = {{"seed", "42"}};
  return page;
}

TEST(DatasetPage, HandsItsDataOverAsItIs) {
  const Json data = page_data(dataset_page(small_page()));
  EXPECT_EQ(data["title"], "pets");
  EXPECT_EQ(data["photos_in_total"], 5);
  EXPECT_EQ(data["warnings"], Json::array({"category tiny is empty"}));
  EXPECT_EQ(data["counts"], Json::parse(R"([{"title": "Class pixels",
      "rows": [["background", 0.75], ["cat", 0.25]], "are_shares": true}])"));
  EXPECT_EQ(data["photos"], Json::parse(R"([{"name": "Bengal_1", "split": "debugging",
      "species": "cat", "breed": "Bengal", "source": "", "condition": "", "origin": "",
      "made": "gaussian_noise 3", "image": "", "mask": "", "categories": ["cats", "noisy"],
      "height": 30, "width": 40, "properties": [["luminance", 0.5], ["contrast", 0.125]],
      "jpeg": "anBlZw==", "overlay": "cG5n"}])"));
  EXPECT_EQ(data["pairs"], Json::parse(R"([{"first": "Bengal_1", "second": "Bengal_2",
      "first_split": "debugging", "second_split": "train", "distance": 3, "crosses": true,
      "first_jpeg": "YQ==", "second_jpeg": "Yg=="}])"));
  EXPECT_EQ(data["rejected"], Json::parse(R"([{"source": "oxford", "file": "images/x.jpg",
      "reason": "is a GIF"}])"));
  EXPECT_EQ(data["settings"], Json::parse(R"([["seed", "42"]])"));
}

TEST(DatasetPage, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(dataset_page(small_page()), dataset_page(small_page()));
}

TEST(DatasetPage, AnEmptyDataSetHasLists) {
  const Json data = page_data(dataset_page({}));
  for (const char* list : {"photos", "counts", "pairs", "rejected", "settings", "warnings"}) {
    EXPECT_TRUE(data[list].is_array()) << list;
  }
}

TEST(DatasetPage, NamesOfFilesCannotBecomeMarkup) {
  DatasetPage page = small_page();
  const std::string plain = dataset_page(page);
  const std::string hostile = "</script><img src=x onerror=alert(1)><!--";
  page.title = page.photos[0].name = page.rejected[0].file = page.pairs[0].first = hostile;

  const std::string html = dataset_page(page);

  expect_no_new_markup(html, plain);
  EXPECT_EQ(page_data(html)["photos"][0]["name"], hostile);
}

TEST(DatasetPage, BytesThatAreNoTextAreReplaced) {
  DatasetPage page = small_page();
  page.photos[0].name = "cat\xff.jpg";
  EXPECT_EQ(page_data(dataset_page(page))["photos"][0]["name"], "cat\ufffd.jpg");
}

TEST(DatasetPage, APropertyThatCannotBeToldIsNull) {
  DatasetPage page = small_page();
  page.photos[0].properties[0].second = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(page_data(dataset_page(page))["photos"][0]["properties"][0][1].is_null());
}

}  // namespace
}  // namespace petseg
