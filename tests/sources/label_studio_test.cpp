#include "petseg/sources/label_studio.h"

#include "petseg/core/error.h"

#include "sources/label_studio_export.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace petseg {
namespace {

std::vector<std::string> names_of(const RawSource& source) {
  std::vector<std::string> names;
  for (const RawPhoto& photo : source.photos) names.push_back(photo.name);
  return names;
}

/// Lists one task of these annotations beside one that can be used, which comes last.
RawSource list_annotations(const JsonList& annotations, LabelStudioOptions options = {}) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  folder.add_photo("z.jpg");
  return folder.list({task(7, "a.jpg", annotations), simple_task(8, "z.jpg")}, std::move(options));
}

RawSource list_results(const JsonList& results, LabelStudioOptions options = {}) {
  return list_annotations({annotation(results)}, std::move(options));
}

/// Why the only task that is rejected is so.
std::string reason_of(const RawSource& source) {
  return source.rejected.size() == 1 ? source.rejected[0].reason : "not rejected";
}

std::string rejection(const JsonList& results) { return reason_of(list_results(results)); }

const std::string k10 = "1111111111", z10 = "0000000000", d10 = "2222222222", i10 = "9999999999";

TEST(ReadLabelStudio, ListsPhotosInOrderOfTheirNames) {
  const ExportFolder folder;
  folder.add_photo("dark/b.jpg");
  folder.add_photo("a.png");

  const RawSource source = folder.list(
      {simple_task(1, "/data/local-files/?d=new_data/dark/b.jpg"), simple_task(2, "a.png")});

  EXPECT_EQ(source.kind, "label_studio");
  EXPECT_EQ(source.folder, folder.path());
  EXPECT_THAT(names_of(source), ElementsAre("a", "b"));
  EXPECT_EQ(source.photos[0].image, "a.png");
  EXPECT_EQ(source.photos[0].condition, "");
  EXPECT_EQ(source.photos[1].image, "dark/b.jpg");
  EXPECT_EQ(source.photos[1].condition, "dark");
  EXPECT_TRUE(source.rejected.empty());
}

TEST(ReadLabelStudio, DrawsLaterRegionsAboveEarlierOnes) {
  const RawSource source = list_results(
      {brush("cat", 0, 20), rectangle("DOG", 25, 0, 50, 100), brush("Background", 28, 40)});

  EXPECT_EQ(row(mask_of(source)), k10 + d10 + "22222222" + "00" + z10);
  EXPECT_EQ(mask_of(source).size(), cv::Size(40, 20));
}

TEST(ReadLabelStudio, DrawsShapesInPercentAndTurned) {
  const Json polygon = region("polygonlabels", {{"points", {{0, 0}, {50, 0}, {50, 100}, {0, 100}}},
                                                {"polygonlabels", {"Cat"}}});
  const Json ellipse = region(
      "ellipselabels",
      {{"x", 75}, {"y", 50}, {"radiusX", 12.5}, {"radiusY", 10}, {"ellipselabels", {"Dog"}}});
  Json turned = rectangle("Dog", 50, 25, 25, 10);
  turned["value"]["rotation"] = 90;  // of 10×2 pixels, from (20, 5) down to (18, 15)

  EXPECT_EQ(row(mask_of(list_results({polygon, ellipse}))), k10 + k10 + "00000" + d10 + "00000");
  EXPECT_EQ(row(mask_of(list_results({turned}))), z10 + "0000000022" + z10 + z10);
  EXPECT_EQ(row(mask_of(list_results({turned})), 4), z10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, KeepsTheSizeAtWhichThePhotoWasAnnotated) {
  const RawSource source = list_results({rectangle("cat", 0, 0, 50, 100)});
  const RawPhoto& photo = source.photos[0];

  EXPECT_EQ(source.truth->mask(photo, photo.annotation, {20, 40}).size(), cv::Size(40, 20));
}

TEST(ReadLabelStudio, DrawsShapesAtThePhotosSizeWhereTheExportDoesNotSay) {
  Json shape = rectangle("cat", 0, 0, 50, 100);
  shape.erase("original_width");
  const RawSource source = list_results({shape});
  const RawPhoto& photo = source.photos[0];

  EXPECT_EQ(row(source.truth->mask(photo, photo.annotation, {6, 20})), "111000");
}

TEST(ReadLabelStudio, MapsLabelsToClasses) {
  const LabelStudioOptions options{.labels = {{"Kitten", "cat"}, {"Fence", "ignore"}}};
  const RawSource source =
      list_results({brush("Kitten", 0, 10), brush("Fence", 10, 20), brush("dog", 20, 30)}, options);

  EXPECT_EQ(row(mask_of(source)), k10 + i10 + d10 + z10);
}

TEST(ReadLabelStudio, RejectsUnknownLabelsAndSaysHowToMapThem) {
  EXPECT_THAT(rejection({brush("Cats", 0, 9)}),
              AllOf(HasSubstr("task 7: /annotations/0/result/0/value/brushlabels/0: the label "
                              "\"Cats\" is not known; did you mean \"cat\"?"),
                    HasSubstr("\"labels\": {\"Cats\": \"cat\"}")));
}

TEST(ReadLabelStudio, RefusesAMapToNoClass) {
  EXPECT_ERROR(list_results({}, {.labels = {{"Tom", "cats"}}}), ConfigError,
               AllOf(HasSubstr("labels: \"Tom\": \"cats\" is no class"),
                     HasSubstr("did you mean \"cat\"?")));
  EXPECT_ERROR(list_results({}, {.annotators = "last"}), ConfigError,
               HasSubstr("annotators: \"last\"; did you mean \"latest\"?"));
}

TEST(ReadLabelStudio, PassesOverOtherResults) {
  Json point = region("keypointlabels", {{"x", 1}, {"y", 1}, {"width", 1}});
  point["value"]["keypointlabels"] = {"nose"};
  Json remark = rectangle("cat", 0, 0, 100, 100);  // choices for a region repeat its shape
  remark["type"] = "choices";
  remark["value"].erase("rectanglelabels");
  remark["value"]["choices"] = {"blurred"};
  const Json relation = {{"type", "relation"}, {"from_id", "r"}, {"to_id", "s"}};

  EXPECT_EQ(row(mask_of(list_results({brush("cat", 0, 10), point, remark, relation}))),
            k10 + z10 + z10 + z10);
  EXPECT_THAT(rejection({point, remark}), HasSubstr("task 7: no region in its annotation"));
}

TEST(ReadLabelStudio, ReadsShapesThatAreLabelledByAnotherTag) {
  Json bare = rectangle("", 0, 0, 25, 100);
  bare["type"] = "rectangle";
  bare["value"].erase("rectanglelabels");
  Json labelled = bare;
  labelled["type"] = "labels";
  labelled["value"]["labels"] = {"cat"};

  EXPECT_EQ(row(mask_of(list_results({bare, labelled}))), k10 + z10 + z10 + z10);
  EXPECT_THAT(rejection({bare}), HasSubstr("value: a region without a label"));
}

TEST(ReadLabelStudio, RejectsRegionsThatMeanTwoClassesOrCannotBeRead) {
  Json both = rectangle("cat", 0, 0, 1, 1);
  both["value"]["rectanglelabels"] = {"cat", "dog"};
  EXPECT_THAT(rejection({both}), HasSubstr("expected labels of one class"));

  EXPECT_THAT(rejection({region("bitmasklabels", {{"imageDataURL", ""}})}),
              HasSubstr("a bitmask or vector region, which cannot be read"));

  Json turned = rectangle("cat", 0, 0, 1, 1);
  turned["image_rotation"] = 90;
  EXPECT_THAT(rejection({turned}), HasSubstr("image_rotation: holds 90, expected 0"));
}

TEST(ReadLabelStudio, RejectsMalformedRegionsWithTheirPlace) {
  Json bad_number = rectangle("cat", 0, 0, 1, 1);
  bad_number["value"]["x"] = "left";
  EXPECT_THAT(rejection({bad_number}),
              HasSubstr("/annotations/0/result/0/value/x: holds \"left\", expected a number"));

  Json far = rectangle("cat", 1e9, 0, 1, 1);
  EXPECT_THAT(rejection({far}), HasSubstr("expected a number within"));

  Json line = region("polygonlabels", {{"points", {{0, 0}, {50, 0}}}, {"polygonlabels", {"Cat"}}});
  EXPECT_THAT(rejection({line}), HasSubstr("value/points: 2 points, expected 3 to"));
  line["value"]["points"] = {{0, 0}, {1}, {2, 2}};
  EXPECT_THAT(rejection({line}), HasSubstr("value/points/1: holds [1], expected [x, y]"));

  Json other_size = rectangle("cat", 0, 0, 1, 1);
  other_size["original_width"] = 41;
  EXPECT_THAT(rejection({brush("cat", 0, 1), other_size}),
              HasSubstr("result/1: drawn on 41x20 pixels, an earlier region on 40x20"));

  Json huge = rectangle("cat", 0, 0, 1, 1);
  huge["original_width"] = huge["original_height"] = 60000;
  EXPECT_THAT(rejection({huge}), HasSubstr("drawn on 60000x60000 pixels, expected at most"));
  huge["original_width"] = 70000;
  EXPECT_THAT(rejection({huge}), HasSubstr("original_width: holds 70000, expected at most 65535"));

  EXPECT_THAT(rejection({1}), HasSubstr("/annotations/0/result/0: holds 1, expected an object"));
  Json no_list = annotation({});
  no_list["result"] = "none";
  EXPECT_THAT(reason_of(list_annotations({no_list})),
              HasSubstr("result: holds \"none\", expected a list"));
}

TEST(ReadLabelStudio, RejectsMalformedBrushes) {
  Json early = brush("cat", 0, 10);
  early["value"]["rle"].erase(early["value"]["rle"].size() - 9);
  early["value"]["rle"].erase(early["value"]["rle"].end() - 12, early["value"]["rle"].end());
  EXPECT_THAT(rejection({early}), HasSubstr("value/rle: brush RLE: ends early"));

  Json other_size = brush("cat", 0, 10);
  other_size["original_width"] = 4000;
  EXPECT_THAT(rejection({other_size}),
              HasSubstr("announces 3200 values; expected 80000 or 320000 for 4000x20 pixels"));

  for (const Json& value : {Json(256), Json(-1), Json("7"), Json(1.5), Json::array({1}), Json()}) {
    Json no_bytes = brush("cat", 0, 10);
    no_bytes["value"]["rle"][20] = value;
    EXPECT_THAT(rejection({no_bytes}), HasSubstr("expected a list of bytes 0 … 255"));
  }

  Json sizeless = brush("cat", 0, 10);
  sizeless.erase("original_height");
  EXPECT_THAT(rejection({sizeless}), HasSubstr("a brush without original_width"));
}

TEST(ReadLabelStudio, RejectsAMaskWithoutPet) {
  const RawSource source = list_results({brush("background", 0, 10)});

  EXPECT_ERROR(mask_of(source), DataError, HasSubstr("a: marks no pixel as a pet"));
}

TEST(ReadLabelStudio, TakesTheClassOfTheMajority) {
  const RawSource source =
      list_annotations({annotation({brush("cat", 0, 30)}, 1), annotation({brush("cat", 0, 20)}, 2),
                        annotation({brush("dog", 10, 30)}, 3)});

  EXPECT_EQ(row(mask_of(source)), k10 + k10 + i10 + z10);
}

TEST(ReadLabelStudio, IgnoresPixelsOnWhichTwoAnnotatorsDisagree) {
  const RawSource source = list_annotations(
      {annotation({brush("cat", 0, 20)}, 1), annotation({brush("cat", 0, 10)}, 2)});

  EXPECT_EQ(row(mask_of(source)), k10 + i10 + z10 + z10);
}

TEST(ReadLabelStudio, TakesTheLatestAnnotation) {
  const RawSource source =
      list_annotations({annotation({brush("cat", 0, 10)}, 1, "2024-05-01T10:00:00.5Z"),
                        annotation({brush("dog", 0, 10)}, 2, "2024-05-01T12:00:00.6+02:00"),
                        annotation({brush("cat", 0, 40)}, 3, "2024-05-01T09:59:59Z")},
                       {.annotators = "latest"});

  EXPECT_EQ(row(mask_of(source)), d10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, CountsAnAnnotatorOnce) {
  const RawSource source =
      list_annotations({annotation({brush("cat", 0, 10)}, 1, "2024-05-02T10:00:00Z"),
                        annotation({brush("cat", 0, 30)}, 1, "2024-05-01T10:00:00Z")});

  EXPECT_EQ(row(mask_of(source)), k10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, BelievesTheGroundTruth) {
  Json truth = annotation({brush("dog", 0, 10)}, 3, "2020-01-01T00:00:00Z");
  truth["ground_truth"] = true;

  const RawSource source = list_annotations(
      {annotation({brush("cat", 0, 20)}, 1), truth, annotation({brush("cat", 0, 20)}, 2)});

  EXPECT_EQ(row(mask_of(source)), d10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, PassesOverCancelledAndEmptyAnnotations) {
  Json cancelled = annotation({brush("dog", 0, 40)}, 2);
  cancelled["was_cancelled"] = true;

  const RawSource source =
      list_annotations({cancelled, annotation({brush("cat", 0, 10)}, 1), annotation({}, 3)});

  EXPECT_EQ(row(mask_of(source)), k10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, RejectsTasksWithoutAnnotation) {
  const ExportFolder folder;
  for (const char* name : {"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"}) folder.add_photo(name);
  Json cancelled = annotation({brush("dog", 0, 40)});
  cancelled["was_cancelled"] = true;
  Json predicted = task(3, "c.jpg", {});
  predicted["predictions"] = JsonList{annotation({brush("dog", 0, 40)})};

  const RawSource source =
      folder.list({task(1, "a.jpg", {}), task(2, "b.jpg", {cancelled}), predicted,
                   task(4, "d.jpg", {annotation({})}), simple_task(5, "e.jpg")});

  ASSERT_EQ(source.rejected.size(), 4U);
  EXPECT_EQ(source.rejected[0].file, "a.jpg");
  EXPECT_EQ(source.rejected[0].reason, "task 1: no annotation");
  EXPECT_EQ(source.rejected[1].reason, "task 2: no annotation but 1 cancelled");
  EXPECT_THAT(source.rejected[2].reason, HasSubstr("task 3: no annotation but predictions"));
  EXPECT_EQ(source.rejected[3].reason, "task 4: no region in its annotation");
  EXPECT_THAT(names_of(source), ElementsAre("e"));
}

TEST(ReadLabelStudio, RejectsMissingPhotosAndSaysWhereItLooked) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");

  const RawSource source =
      folder.list({simple_task(1, "/data/upload/3/1a2b3c4d-b.jpg"), simple_task(2, "a.jpg"),
                   task(3, "", {}), simple_task(4, "s3://bucket/x/c.jpg")});

  ASSERT_EQ(source.rejected.size(), 3U);
  EXPECT_EQ(source.rejected[0].file, "/data/upload/3/1a2b3c4d-b.jpg");
  EXPECT_THAT(source.rejected[0].reason,
              AllOf(HasSubstr("task 1: no such photo; looked for data/upload/3/1a2b3c4d-b.jpg"),
                    HasSubstr(", 1a2b3c4d-b.jpg, b.jpg below " + folder.path().string())));
  EXPECT_THAT(source.rejected[1].reason, HasSubstr("its reference to a photo is empty"));
  EXPECT_THAT(source.rejected[2].reason, HasSubstr("looked for x/c.jpg, c.jpg below"));
}

TEST(ReadLabelStudio, TakesTheConditionOfAnUploadFromTheFolderThatItIsFoundIn) {
  const ExportFolder folder;
  for (const char* name : {"dark/my cat.jpg", "3/1a2b3c4d-b.jpg", "c.jpg"}) folder.add_photo(name);

  const RawSource source = folder.list({simple_task(1, "/data/upload/3/0badc0de-my_cat.jpg"),
                                        simple_task(2, "/data/upload/3/1a2b3c4d-b.jpg"),
                                        simple_task(3, "/data/upload/3/1a2b3c4d-c.jpg")});

  EXPECT_THAT(names_of(source), ElementsAre("1a2b3c4d-b", "c", "my cat"));
  EXPECT_EQ(source.photos[0].condition, "");
  EXPECT_EQ(source.photos[1].condition, "");
  EXPECT_EQ(source.photos[2].condition, "dark");
}

TEST(ReadLabelStudio, RejectsASecondTaskOfOnePhoto) {
  const ExportFolder folder;
  folder.add_photo("dark/a.jpg");

  const RawSource source =
      folder.list({simple_task(1, "https://host/dark/a.jpg"), simple_task(2, "dark/a.jpg"),
                   simple_task(1, "dark/a.jpg")});

  EXPECT_EQ(source.photos.size(), 1U);
  ASSERT_EQ(source.rejected.size(), 2U);
  EXPECT_EQ(source.rejected[0].reason, "task 2: shows the same photo as task 1");
  EXPECT_EQ(source.rejected[1].reason, "task 1: its id is that of item /0");
}

TEST(ReadLabelStudio, GivesPhotosOfOneNameOthers) {
  const ExportFolder folder;
  for (const char* name :
       {"dark/a.jpg", "noisy/a.jpg", "a.jpg", "noisy/a.png", "b.jpg", "a_3.jpg"}) {
    folder.add_photo(name);
  }
  JsonList tasks = {simple_task(1, "dark/a.jpg"), simple_task(2, "noisy/a.jpg"),
                    simple_task(3, "a.jpg"),      simple_task(4, "noisy/a.png"),
                    simple_task(5, "b.jpg"),      simple_task(6, "a_3.jpg")};

  EXPECT_THAT(names_of(folder.list(tasks)),
              ElementsAre("a_2", "a_3_3", "a_3_6", "a_4", "b", "dark_a"));
  std::reverse(tasks.begin(), tasks.end());
  EXPECT_THAT(names_of(folder.list(tasks)),
              ElementsAre("a_2", "a_3_3", "a_3_6", "a_4", "b", "dark_a"));
}

TEST(ReadLabelStudio, LeavesPhotosThatAreNotThereAsUrls) {
  const ExportFolder folder;
  const std::string url = "https://user:secret@host/new_data/dark/my%20cat.jpg?size=9";

  const RawSource source = folder.list({simple_task(1, url), task(2, url, {})});

  EXPECT_EQ(source.photos[0].image, url);
  EXPECT_EQ(source.photos[0].name, "my cat");
  EXPECT_EQ(source.photos[0].condition, "dark");
  EXPECT_EQ(source.rejected[0].file, "https://host/new_data/dark/my%20cat.jpg?size=9");
}

TEST(ReadLabelStudio, FindsThePhotoUnderOtherNamesThanImage) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  Json other = simple_task(1, "");
  other["data"] = {{"photo", "a.jpg"}, {"owner", "me"}, {"age", 3}};
  Json two = simple_task(2, "");
  two["data"] = {{"left", "a.jpg"}, {"right", "b.jpg"}};

  const RawSource source = folder.list({other, two});

  EXPECT_THAT(names_of(source), ElementsAre("a"));
  EXPECT_THAT(source.rejected.at(0).reason, HasSubstr("2 values refer to images, expected one"));
}

TEST(ReadLabelStudio, ReadsTheAnnotationsOfOldVersions) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  Json old = simple_task(1, "a.jpg");
  old["completions"] = old["annotations"];
  old.erase("annotations");

  EXPECT_EQ(folder.list({old}).photos.size(), 1U);
}

/// An item of JSON-MIN from results of JSON.
Json min_item(int id, const std::string& image, const JsonList& results, int annotator = 1) {
  Json item = {{"image", image},
               {"id", id},
               {"annotator", annotator},
               {"annotation_id", 10 * id + annotator},
               {"created_at", "2024-05-01T10:00:00Z"},
               {"updated_at", "2024-05-01T10:00:00Z"},
               {"lead_time", 1.5}};
  for (const Json& result : results) {
    Json value = result.at("value");
    value["original_width"] = result.at("original_width");
    value["original_height"] = result.at("original_height");
    item[result.at("type").get<std::string>()].push_back(value);
  }
  return item;
}

TEST(ReadLabelStudio, ReadsJsonMinAsJson) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  const JsonList results = {brush("cat", 0, 20), rectangle("dog", 25, 0, 50, 100),
                            brush("background", 0, 5)};
  const JsonList in_order_of_tags = {results[0], results[2], results[1]};

  const RawSource minimal = folder.list({min_item(1, "a.jpg", results)});
  const RawSource whole = folder.list({task(1, "a.jpg", {annotation(in_order_of_tags)})});

  EXPECT_EQ(minimal.photos.at(0).annotation, whole.photos.at(0).annotation);
}

TEST(ReadLabelStudio, JoinsTheAnnotatorsOfJsonMin) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  folder.add_photo("b.jpg");

  const RawSource source = folder.list({min_item(1, "a.jpg", {brush("cat", 0, 10)}, 1),
                                        min_item(2, "b.jpg", {brush("dog", 0, 10)}, 1),
                                        min_item(1, "a.jpg", {brush("cat", 0, 20)}, 2)});

  ASSERT_EQ(source.photos.size(), 2U);
  EXPECT_EQ(row(mask_of(source, 0)), k10 + i10 + z10 + z10);
  EXPECT_EQ(row(mask_of(source, 1)), d10 + z10 + z10 + z10);
}

TEST(ReadLabelStudio, RejectsWhatIsWrongInJsonMin) {
  const ExportFolder folder;
  for (const char* name : {"a.jpg", "b.jpg", "c.jpg"}) folder.add_photo(name);
  Json nobody = min_item(2, "b.jpg", {});
  nobody["annotation_id"] = nobody["annotator"] = nullptr;
  Json single = min_item(3, "c.jpg", {});
  single["tag"] = min_item(3, "c.jpg", {brush("cat", 0, 10)})["brushlabels"][0];

  const RawSource source =
      folder.list({min_item(1, "a.jpg", {brush("lynx", 0, 10)}), nobody, single});

  EXPECT_THAT(names_of(source), ElementsAre("c"));
  ASSERT_EQ(source.rejected.size(), 2U);
  EXPECT_THAT(source.rejected[0].reason,
              HasSubstr("task 1: /brushlabels/0/brushlabels/0: the label \"lynx\" is not known"));
  EXPECT_EQ(source.rejected[1].reason, "task 2: no annotation");
}

TEST(ReadLabelStudio, SaysWhatIsWrongWithAnExportAsAWhole) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  const auto expect = [&](const std::string& text, const auto& matcher) {
    EXPECT_ERROR(folder.list_text(text), DataError,
                 AllOf(HasSubstr("annotations.json: "), matcher));
  };

  expect("", HasSubstr("line 1, column 1: not JSON"));
  expect("[", HasSubstr("not JSON"));
  expect("7", HasSubstr("holds a number, expected a list of tasks"));
  expect(R"({"images": [], "annotations": []})",
         HasSubstr("holds an object; expected a list of tasks: export the project as JSON"));
  expect("[[]]", HasSubstr("/0: holds a list, expected a task"));
  expect("[null]", HasSubstr("/0: holds null, expected a task"));
  expect("[]", HasSubstr("holds no task"));
  expect(R"([{"model_version": "m", "result": []}])",
         AllOf(HasSubstr("/0: holds the keys \"model_version\", \"result\", expected a task"),
               HasSubstr("JSON-MIN")));
  expect(R"([{"id": 5, "data": {"image": "a.jpg"}, "annotations": [)",
         HasSubstr("task 5 (/0): line 1, column "));
  expect(R"([{"id": 5, "data": {}, "data": {}}])",
         HasSubstr("task 5 (/0): the key \"data\" stands twice"));
  expect(Json(JsonList{task(1, "a.jpg", {})}).dump(),
         HasSubstr("none of its 1 tasks can be used; the first, a.jpg: task 1: no annotation"));
  expect("[" + simple_task(1, "a.jpg").dump() + "] x", HasSubstr("not JSON"));
}

TEST(ReadLabelStudio, SaysWhereTheExportShouldBe) {
  const ExportFolder folder;
  EXPECT_ERROR(read_label_studio({.folder = folder.path()}), DataError,
               HasSubstr("annotations.json: no such file; export the project"));
}

TEST(ReadLabelStudio, TakesAnExportFromElsewhere) {
  const ExportFolder folder;
  folder.add_photo("a.jpg");
  write_file(folder.path().parent_path() / "project.json",
             Json(JsonList{simple_task(1, "a.jpg")}).dump());

  const RawSource source = read_label_studio(
      {.folder = folder.path(), .annotations = folder.path().parent_path() / "project.json"});

  EXPECT_THAT(names_of(source), ElementsAre("a"));
}

}  // namespace
}  // namespace petseg
