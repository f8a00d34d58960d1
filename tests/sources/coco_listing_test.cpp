#include <sstream>

#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "sources/coco/listing.h"
#include "sources/coco/mask.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

const std::string kCategories =
    R"("categories":[{"id":1,"name":"person"},{"id":17,"name":"cat","supercategory":"animal"},)"
    R"({"id":18,"name":"Dog"}])";
const std::string kImages =
    R"("images":[{"id":5,"file_name":"a.jpg","height":6,"width":8,"license":3}])";
const std::string kSquare = "[[1,1,5,1,5,5,1,5]]";  // 4 x 4 pixels

std::string annotation(const std::string& id, int category, const std::string& segmentation,
                       const std::string& more = "") {
  return R"({"id":)" + id + R"(,"image_id":5,"category_id":)" + std::to_string(category) +
         R"(,"segmentation":)" + segmentation + more + "}";
}

std::string coco(const std::string& annotations, const std::string& images = kImages) {
  return "{" + images + R"(,"annotations":[)" + annotations + "]," + kCategories + "}";
}

CocoListing list(const std::string& text, const CocoOptions& options = {}) {
  std::istringstream json(text);
  return list_coco(json, "c.json", options);
}

cv::Mat mask_of(const std::string& annotations, const CocoOptions& options = {}) {
  const CocoListing listing = list(coco(annotations), options);
  EXPECT_EQ(listing.photos.at(0).fault, "");
  return coco_mask(listing.photos.at(0).annotation, {8, 6}, "a.jpg");
}

int count(const cv::Mat& mask, int label) { return cv::countNonZero(mask == label); }

/// The fault of the only photo when it has these annotations.
std::string fault_of(const std::string& annotations) {
  const CocoListing listing = list(coco(annotations));
  EXPECT_EQ(listing.photos.size(), 1U);
  EXPECT_EQ(listing.photos.at(0).annotation, "");
  return listing.photos.at(0).fault;
}

TEST(ListCoco, MakesMasksOfCatsAndDogs) {
  const cv::Mat mask = mask_of(annotation("1", 17, "[[0,0,3,0,3,6,0,6]]") + "," +
                               annotation("2", 18, "[[4,0,6,0,6,6,4,6],[7,0,8,0,8,6,7,6]]") + "," +
                               annotation("3", 1, "[[3,0,4,0,4,6,3,6]]"));

  EXPECT_EQ(mask.size(), cv::Size(8, 6));
  EXPECT_EQ(count(mask.colRange(0, 3), kCat), 18);
  EXPECT_EQ(count(mask.colRange(4, 6), kDog), 12);
  EXPECT_EQ(count(mask.colRange(7, 8), kDog), 6);
  EXPECT_EQ(count(mask, kBackground), 12);
}

TEST(ListCoco, ReadsRunLengthsOfBothKinds) {
  for (const char* segmentation :
       {R"({"size":[6,8],"counts":[6,12,30]})", R"({"counts":"6<n0","size":[6,8]})"}) {
    const cv::Mat mask = mask_of(annotation("1", 17, segmentation));

    EXPECT_EQ(count(mask.colRange(1, 3), kCat), 12);
    EXPECT_EQ(count(mask, kCat), 12);
  }
}

TEST(ListCoco, PutsTheSmallerInFront) {
  const std::string whole = "[[0,0,8,0,8,6,0,6]]";
  for (const std::string& annotations :
       {annotation("1", 17, kSquare) + "," + annotation("2", 18, whole),
        annotation("2", 18, whole) + "," + annotation("1", 17, kSquare)}) {
    const cv::Mat mask = mask_of(annotations);

    EXPECT_EQ(count(mask, kCat), 16);
    EXPECT_EQ(count(mask, kDog), 48 - 16);
  }
}

TEST(ListCoco, IgnoresCrowdsUnlessTold) {
  const std::string crowd =
      annotation("1", 17, R"({"size":[6,8],"counts":[0,24,24]})", R"(,"iscrowd":1)");
  const std::string both =
      crowd + "," + annotation("2", 18, "[[0,0,8,0,8,6,0,6]]", R"(,"iscrowd":0)");

  EXPECT_EQ(count(mask_of(both), kDog), 48);  // larger than the crowd, and yet before it
  EXPECT_EQ(count(mask_of(crowd, {.crowd = CrowdRule::kClass}), kCat), 24);
  EXPECT_ERROR(mask_of(crowd), DataError, HasSubstr("a.jpg: marks no pixel as a pet"));
  EXPECT_EQ(count(mask_of(crowd + "," + annotation("2", 18, kSquare)), kIgnoreLabel), 24 - 12);
}

TEST(ListCoco, MapsCategoriesAsTold) {
  const std::string annotations =
      annotation("1", 1, kSquare) + "," + annotation("2", 17, "[[6,0,8,0,8,6,6,6]]");

  const cv::Mat mask = mask_of(annotations, {.categories = {{"Person", "dog"}, {"CAT", "ignore"}}});

  EXPECT_EQ(count(mask, kDog), 16);
  EXPECT_EQ(count(mask, kIgnoreLabel), 12);
}

TEST(ListCoco, RefusesAMapThatDoesNotFitTheFile) {
  EXPECT_ERROR(
      list(coco(""), {.categories = {{"persons", "cat"}}}), ConfigError,
      AllOf(HasSubstr("\"persons\" is not in c.json"), HasSubstr("did you mean \"person\"")));
  EXPECT_ERROR(list(coco(""), {.categories = {{"person", "cta"}}}), ConfigError,
               HasSubstr("did you mean \"cat\""));
  EXPECT_ERROR(list(coco(""), {.categories = {{"cat", "ignore"}, {"dog", "background"}}}),
               DataError, HasSubstr("stands for a cat or a dog"));
  EXPECT_ERROR(
      list("{" + kImages + R"(,"annotations":[],"categories":[{"id":1,"name":"kitten"}]})"),
      DataError, AllOf(HasSubstr("\"kitten\""), HasSubstr("map them")));
}

TEST(ListCoco, TakesTheListsInAnyOrder) {
  const std::string annotations = R"("annotations":[)" + annotation("1", 17, kSquare) + "]";
  for (const auto& [a, b, c] : {std::tuple(annotations, kImages, kCategories),
                                std::tuple(kCategories, annotations, kImages),
                                std::tuple(kImages, kCategories, annotations)}) {
    const CocoListing listing =
        list(R"({"info":{"year":2017},)" + a + "," + b + R"(,"licenses":[{"id":1}],)" + c + "}");

    ASSERT_EQ(listing.photos.size(), 1U);
    EXPECT_EQ(listing.photos[0].fault, "");
    EXPECT_THAT(listing.photos[0].annotation, testing::StartsWith("6 8\n1 "));
  }
}

TEST(ListCoco, CountsPhotosWithoutAPet) {
  const std::string images = R"("images":[{"id":5,"file_name":"a.jpg","height":6,"width":8},)"
                             R"({"id":6,"file_name":"b.jpg","height":6,"width":8}])";

  const CocoListing listing =
      list(coco(annotation("1", 17, kSquare) + "," + annotation("2", 1, "[[1]]"), images));

  EXPECT_EQ(listing.photos.size(), 1U);
  EXPECT_EQ(listing.without_annotation, 1U);
}

TEST(ListCoco, RejectsPhotosWithMalformedAnnotations) {
  const auto has = [](const std::string& reason) {
    return AllOf(HasSubstr("annotation 7: "), HasSubstr(reason));
  };
  const auto fault = [](const std::string& segmentation) {
    return fault_of(annotation("1", 18, kSquare) + "," + annotation("7", 17, segmentation));
  };
  EXPECT_THAT(fault("[[1,1,5,1,5]]"), has("5 numbers"));
  EXPECT_THAT(fault("[[1,1,5,1]]"), has("2 points"));
  EXPECT_THAT(fault("[[1,1,5,1,5,1e300]]"), has("coordinate 1e+300"));
  EXPECT_THAT(fault("[[1,1,5,1,5,\"1\"]]"), has("\"1\" in its segmentation"));
  EXPECT_THAT(fault("[1,1,5,1,5,5]"), has("a number in its segmentation, expected polygons"));
  EXPECT_THAT(fault("[]"), has("empty segmentation"));
  EXPECT_THAT(fault("null"), has("null as its segmentation"));
  EXPECT_THAT(fault(R"({"counts":[48]})"), has("a photo of unknown size"));
  EXPECT_THAT(fault(R"({"size":[8,6],"counts":[48]})"),
              has("of [8,6] (height, width), expected [6,8]"));
  EXPECT_THAT(fault(R"({"size":[6,8]})"), has("no \"counts\""));
  EXPECT_THAT(fault(R"({"size":[6,8],"counts":[40]})"), has("40 pixels, expected 6 x 8"));
  EXPECT_THAT(fault(R"({"size":[6,8],"counts":[1.5,46.5]})"), has("1.5 in its segmentation"));
  EXPECT_THAT(fault(R"({"size":[6,8],"counts":"P"})"), has("end within a number"));
  EXPECT_THAT(fault(R"({"size":[6,8],"counts":7})"), has("a number in its segmentation"));
  EXPECT_THAT(fault(kSquare + R"(,"iscrowd":2)"), has("2 as iscrowd"));
  EXPECT_THAT(fault_of(annotation("7", 99, kSquare)),
              has("category 99, which the file does not list"));
  EXPECT_THAT(fault_of(R"({"id":7,"image_id":5,"category_id":17})"), has("no segmentation"));
  EXPECT_THAT(fault_of(annotation("7", 17, kSquare) + "," + annotation("7", 18, kSquare)),
              has("second one of this id"));
  EXPECT_THAT(fault_of(R"({"image_id":5,"category_id":17,"segmentation":)" + kSquare + "}"),
              HasSubstr("has no id"));
}

TEST(ListCoco, RejectsImagesThatCannotBeTaken) {
  const auto fault = [](const std::string& image) {
    return list(coco("", R"("images":[)" + image + "]")).photos.at(0).fault;
  };
  EXPECT_THAT(fault(R"({"id":5,"file_name":"../a.jpg","height":6,"width":8})"),
              HasSubstr("image 5: a file name that leads out of the folder: \"../a.jpg\""));
  EXPECT_THAT(fault(R"({"id":5,"file_name":"/etc/a.jpg","height":6,"width":8})"),
              HasSubstr("leads out"));
  EXPECT_THAT(fault(R"({"id":5,"file_name":"a/../../b.jpg","height":6,"width":8})"),
              HasSubstr("leads out"));
  for (const char* name : {"", ".", "a/", "a/..", "./"}) {
    EXPECT_THAT(
        fault(std::string(R"({"id":5,"file_name":")") + name + R"(","height":6,"width":8})"),
        HasSubstr("names no file"));
  }
  EXPECT_THAT(fault(R"({"id":5,"file_name":"a\u0000b.jpg","height":6,"width":8})"),
              HasSubstr("control characters"));
  EXPECT_THAT(fault(R"({"id":5,"height":6,"width":8})"), HasSubstr("names no file"));
  EXPECT_THAT(fault(R"({"file_name":"a.jpg","height":6,"width":8})"), HasSubstr("no id"));
  for (const char* height : {"0", "-6", "6.0", "\"6\"", "65536", "null"}) {
    EXPECT_THAT(
        fault(std::string(R"({"id":5,"file_name":"a.jpg","width":8,"height":)") + height + "}"),
        HasSubstr("image 5 has no width and height of 1 … 65535"));
  }
}

TEST(ListCoco, RejectsBothImagesOfOneId) {
  const std::string images = R"("images":[{"id":5,"file_name":"a.jpg","height":6,"width":8},)"
                             R"({"id":5,"file_name":"b.jpg","height":6,"width":8},)"
                             R"({"id":"5","file_name":"c.jpg","height":6,"width":8}])";

  const CocoListing listing = list(coco(annotation("1", 17, kSquare), images));

  ASSERT_EQ(listing.photos.size(), 2U);
  EXPECT_THAT(listing.photos[0].fault, HasSubstr("two images of the file have the id 5"));
  EXPECT_THAT(listing.photos[1].fault, HasSubstr("two images of the file have the id 5"));
}

TEST(ListCoco, ReportsAnnotationsOfUnknownImages) {
  const CocoListing listing =
      list(coco(R"({"id":1,"image_id":99,"category_id":17},{"id":2,"category_id":17})"));

  EXPECT_THAT(listing.orphans, HasSubstr("does not list: 2 (first: annotation 1, image 99)"));
  EXPECT_EQ(list(coco("")).orphans, "");
}

TEST(ListCoco, RefusesFilesOfAnotherKind) {
  const auto refused = [](const std::string& text, const std::string& reason) {
    EXPECT_ERROR(list(text), DataError, AllOf(HasSubstr("c.json: "), HasSubstr(reason)));
  };
  refused("", "not JSON: line 1, column 1");
  refused(coco("") + "x", "not JSON");
  refused("{\"images\":[}", "not JSON");
  refused("[]", "a list at the top");
  refused("5", "a number at the top");
  refused("{}", "the list \"images\" is missing");
  refused("{" + kImages + "," + kCategories + "}", "\"annotations\" is missing");
  refused(R"({"images":{}})", "\"images\" is an object, expected a list");
  refused(R"({"images":5})", "\"images\" is a number");
  refused(R"({"images":[5]})", "\"images\" holds a number");
  refused(R"({"images":[[]]})", "\"images\" holds a list");
  refused("{" + kImages + "," + kImages + "}", "\"images\" is there twice");
  refused(R"({"images":[{"id":1,"id":2}]})", "the key \"id\" twice");
  refused(R"({"x":)" + std::string(100000, '['), "nested deeper than 16 levels");
  refused(coco(annotation("1", 17, std::string(100, '['))), "nested deeper than 16 levels");
  refused(R"({"categories":[{"id":1}]})", R"(a category {"id":1}, expected an id and a name)");
  refused(R"({"categories":[{"id":1,"name":"cat"},{"id":1,"name":"dog"}]})",
          R"(the category id 1 stands for "dog" and for "cat")");
}

TEST(ListCoco, RefusesElementsThatAreTooLarge) {
  std::string numbers = "[[1";
  for (int i = 0; i < (1 << 22); ++i) numbers += ",1";

  EXPECT_ERROR(list(coco(annotation("1", 17, numbers + "]]"))), DataError,
               HasSubstr("more than 4194304 values"));
}

TEST(ListCoco, RejectsAPhotoOfTooManyInstances) {
  std::string annotations = annotation("0", 17, kSquare);
  for (int i = 1; i <= 10000; ++i) annotations += "," + annotation(std::to_string(i), 17, kSquare);

  EXPECT_THAT(fault_of(annotations), HasSubstr("annotation 10000: its photo has more than 10000"));
}

TEST(CocoMask, RejectsAPhotoOfAnotherSize) {
  const std::string annotation = "6 8\n1 6<n0\n";

  EXPECT_ERROR(coco_mask(annotation, {8, 5}, "a.jpg"), DataError,
               AllOf(HasSubstr("a.jpg: annotated at 6 x 8"), HasSubstr("the photo has 5 x 8"),
                     Not(HasSubstr("EXIF"))));
  EXPECT_ERROR(coco_mask(annotation, {6, 8}, "a.jpg"), DataError, HasSubstr("EXIF"));
}

TEST(CocoMask, RejectsDamagedAnnotations) {
  for (const char* annotation :
       {"", "6 8", "6 x\n", "6 -8\n", "99999999999 8\n", "6 8\n1", "6 8\n1 6<n0", "6 8\n3 6<n0\n",
        "6 8\n1 6<\x7f\n", "6 8\n1 6\n", "6 8\n\n"}) {
    EXPECT_ERROR(coco_mask(annotation, {8, 6}, "a.jpg"), DataError, HasSubstr("a.jpg"));
  }
}

}  // namespace
}  // namespace petseg
