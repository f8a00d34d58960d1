// Files that go to a cloud storage without keys of one's own, by addresses that the server signs.

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/artifact_store.h"

#include "core/json.h"
#include "support/environment.h"
#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct ServerArtifactsTest : testing::Test {
  const TempDir temp;
  const std::filesystem::path file = temp.path() / "file", back = temp.path() / "back";
  const EnvironmentVariable home{"HOME", temp.path().string()};
  const EnvironmentVariable no_profile{"AWS_PROFILE", ""}, files{"AWS_SHARED_CREDENTIALS_FILE", ""},
      no_key{"AWS_ACCESS_KEY_ID", ""}, no_secret{"AWS_SECRET_ACCESS_KEY", ""};
  Answer signing = {};  ///< instead of a signed address
  Answer storing = {};
  RequestServer server{[this](const Request& request) { return answer(request); }};

  Answer answer(const Request& request) const {
    if (request.target.ends_with("/presigned-upload-url")) {
      if (signing.status != "200 OK") return signing;
      return {.body = Json{{"presigned_url", server.url("/storage?SIGNATURE")},
                           {"headers", {{"Content-Type", "text/x"}}}}
                          .dump()};
    }
    if (request.target.starts_with("/storage")) return storing;
    if (request.target.find("/artifacts/directories") != std::string::npos) {
      return {.body = R"({"files": [{"path": "data/a", "file_size": "7"}]})"};
    }
    return {.body = "{}"};
  }

  std::unique_ptr<ArtifactStore> open(const ArtifactOwner& owner,
                                      const std::string& uri = "s3://pets/1/a") const {
    write_file(file, "content");
    TrackingSettings settings;
    settings.uri = server.url();
    settings.user = "me";
    settings.password = "SECRET";
    settings.max_retries = 0;
    return open_artifact_store(uri, settings, {}, owner);
  }
};

TEST_F(ServerArtifactsTest, FilesGoToTheAddressThatTheServerSigns) {
  open({.run_id = "r1"})->upload(file, "model/a b");
  ASSERT_EQ(server.requests().size(), 2u);
  const Request ask = server.requests()[0], put = server.requests()[1];
  EXPECT_EQ(Json::parse(ask.body),
            (Json{{"path", "model/a b"}, {"expiration", 900}, {"run_id", "r1"}}));
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.target, "/storage?SIGNATURE");
  EXPECT_EQ(put.body, "content");
  EXPECT_EQ(put.header("Content-Type"), "text/x");
  EXPECT_EQ(put.header("Authorization"), "");  // the storage is not to know the password
}

TEST_F(ServerArtifactsTest, ThoseOfALoggedModelToo) {
  const auto store = open({.model_id = "m-1"});
  store->upload(file, "data/a");
  EXPECT_EQ(Json::parse(server.requests()[0].body).at("model_id"), "m-1");
  EXPECT_EQ(store->list("data").at(0).bytes, 7u);
  EXPECT_THAT(server.requests().back().target,
              HasSubstr("/logged-models/m-1/artifacts/directories?artifact_directory_path=data"));
  store->download("data/a", back);
  EXPECT_THAT(server.requests().back().target,
              HasSubstr("/logged-models/m-1/artifacts/files?artifact_file_path=data%2Fa"));
}

TEST_F(ServerArtifactsTest, WhereTheServerSignsNoneTheyGoThroughItsPages) {
  signing = {.status = "501 Not Implemented", .body = R"({"error_code": "NOT_IMPLEMENTED"})"};
  const auto store = open({.run_id = "r1"}, "gs://pets/1/a");
  store->upload(file, "a");
  store->upload(file, "b");
  ASSERT_EQ(server.requests().size(), 3u);  // it is asked once
  EXPECT_THAT(server.requests()[2].target, HasSubstr("/upload-artifact?run_uuid=r1&path=b"));
  std::filesystem::resize_file(file, 11 << 20);
  EXPECT_ERROR(store->upload(file, "c"), ArtifactRefusal, HasSubstr("11.5 MB cannot be sent"));
  EXPECT_ERROR(open({.model_id = "m-1"})->upload(file, "c"), ArtifactRefusal,
               AllOf(HasSubstr("no keys of S3"), HasSubstr("files of runs alone")));
}

TEST_F(ServerArtifactsTest, WhatTheStorageRefusesIsToldWithoutTheAddress) {
  storing = {.status = "403 Forbidden", .body = "SIGNATURE is wrong"};
  EXPECT_ERROR(open({.run_id = "r1"})->upload(file, "a"), IoError,
               AllOf(HasSubstr("s3://pets/1/a: a: the cloud storage answered 403"),
                     Not(HasSubstr("SIGNATURE"))));
}

TEST_F(ServerArtifactsTest, ANameThatTheServerRefusesIsLeftOut) {
  signing = {.status = "400 Bad Request", .body = R"({"error_code": "INVALID_PARAMETER_VALUE"})"};
  EXPECT_ERROR(open({.run_id = "r1"})->upload(file, "a#"), ArtifactRefusal, HasSubstr("400"));
}

TEST_F(ServerArtifactsTest, WithoutAnOwnerKeysAreAskedFor) {
  EXPECT_ERROR(open({}), ConfigError, HasSubstr("AWS_ACCESS_KEY_ID"));
  EXPECT_ERROR(open({}, "gs://pets/1/a"), ConfigError, HasSubstr("s3:"));
}

}  // namespace
}  // namespace petseg
