// Artifacts by way of a tracking server: its proxy, its pages, and the storage behind it.

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/artifact_store.h"

#include "core/json.h"
#include "support/environment.h"
#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kArtifacts = "/p.mlflow/api/2.0/mlflow-artifacts/artifacts";

TrackingSettings settings_of(const RequestServer& server) {
  TrackingSettings settings;
  settings.uri = server.url("/p.mlflow");
  settings.user = "me";
  settings.password = "SECRET";
  settings.max_retries = 2;
  return settings;
}

Patience no_pauses() {
  return {.pause = [](std::chrono::milliseconds) { return true; }};
}

struct ProxyArtifactsTest : testing::Test {
  const TempDir temp;
  const std::filesystem::path file = temp.path() / "file", back = temp.path() / "back";

  std::unique_ptr<ArtifactStore> open(const RequestServer& server,
                                      const std::string& uri = "mlflow-artifacts:/0/r1/artifacts",
                                      const std::string& run_id = "r1") const {
    write_file(file, "content");
    return open_artifact_store(uri, settings_of(server), no_pauses(), {.run_id = run_id});
  }
};

TEST_F(ProxyArtifactsTest, PutsAFileAtItsEncodedAddress) {
  const RequestServer server([](const Request&) { return Answer{.body = "{}"}; });
  open(server)->upload(file, "a b/ü#?.json");
  const Request put = server.requests().back();
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.target, std::string(kArtifacts) + "/0/r1/artifacts/a%20b/%C3%BC%23%3F.json");
  EXPECT_EQ(put.body, "content");
  EXPECT_EQ(put.header("Content-Type"), "application/json");
  EXPECT_THAT(put.header("Authorization"), StartsWith("Basic "));
}

TEST_F(ProxyArtifactsTest, AnAddressMayNameAnotherHost) {
  const RequestServer server([](const Request&) { return Answer{.body = "{}"}; });
  TrackingSettings settings = settings_of(server);
  settings.uri = "http://127.0.0.1:1/p.mlflow";
  open(server);
  open_artifact_store("mlflow-artifacts://" + server.host() + "/0/r1", settings)->upload(file, "a");
  EXPECT_EQ(server.requests().back().target, std::string(kArtifacts) + "/0/r1/a");
}

TEST_F(ProxyArtifactsTest, ListsAFolder) {
  const RequestServer server([](const Request& request) {
    if (!request.target.ends_with("debug")) return Answer{.body = "{}"};
    return Answer{.body = R"({"files": [{"path": "cat", "is_dir": true},
                                        {"path": "a b.png", "is_dir": false, "file_size": "12"}]})"};
  });
  const auto files = open(server)->list("debug");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, "debug/cat");
  EXPECT_TRUE(files[0].is_folder);
  EXPECT_EQ(files[1].path, "debug/a b.png");
  EXPECT_EQ(files[1].bytes, 12u);
  EXPECT_EQ(server.requests().back().target,
            std::string(kArtifacts) + "?path=0%2Fr1%2Fartifacts%2Fdebug");
}

TEST_F(ProxyArtifactsTest, RefusesAListThatLeadsOut) {
  for (const char* name : {"..", "../x", "/etc/passwd", "a/b", ""}) {
    SCOPED_TRACE(name);
    const RequestServer server([&](const Request&) {
      return Answer{.body = Json{{"files", {{{"path", name}, {"file_size", 1}}}}}.dump()};
    });
    EXPECT_ERROR(open(server)->list(""), IoError, HasSubstr("says that there is"));
  }
}

TEST_F(ProxyArtifactsTest, RefusesAPageForAList) {
  const RequestServer server([](const Request&) {
    return Answer{.body = "<html>Log in</html>", .header = "Content-Type: text/html\r\n"};
  });
  EXPECT_ERROR(open(server)->list(""), IoError, HasSubstr("a web page"));
  EXPECT_ERROR(open(server)->upload(file, "a"), IoError, HasSubstr("a web page"));
}

TEST_F(ProxyArtifactsTest, TriesAgainWhatMayPass) {
  int count = 0;
  const RequestServer server([&](const Request& request) {
    if (request.method != "PUT") return Answer{.body = "{}"};
    return ++count < 3 ? Answer{.status = "503 Service Unavailable"} : Answer{.body = "{}"};
  });
  open(server)->upload(file, "a");
  EXPECT_EQ(count, 3);
  EXPECT_EQ(server.requests().back().body, "content");
}

TEST_F(ProxyArtifactsTest, SaysWhatIsWrongWithoutThePassword) {
  const RequestServer server([](const Request&) {
    return Answer{.status = "401 Unauthorized", .body = "You are not authenticated."};
  });
  EXPECT_ERROR(open(server)->upload(file, "a"), IoError,
               AllOf(HasSubstr("/0/r1/artifacts: the server answered 401"),
                     HasSubstr("MLFLOW_TRACKING_PASSWORD"), Not(HasSubstr("SECRET"))));
  EXPECT_ERROR(open(server)->download("a", back), IoError, HasSubstr("401"));
  EXPECT_FALSE(std::filesystem::exists(back));
}

TEST_F(ProxyArtifactsTest, WhatTheServerRefusesDoesNotCostTheOtherFiles) {
  const RequestServer server([](const Request& request) {
    if (request.method == "PUT" && request.target.ends_with("/a")) {
      return Answer{.status = "400 Bad Request",
                    .body = R"({"error_code": "INVALID_PARAMETER_VALUE", "message": "bad name"})"};
    }
    if (request.method == "PUT") return Answer{.body = "{}"};
    return Answer{.body = R"({"files": [{"path": "b", "file_size": 1}]})"};
  });
  const auto store = open(server);
  EXPECT_ERROR(store->upload(file, "a"), ArtifactRefusal, HasSubstr("bad name"));
  write_file(temp.path() / "folder" / "a", "x");
  write_file(temp.path() / "folder" / "b", "y");
  upload_folder(*store, temp.path() / "folder", "some");
}

TEST_F(ProxyArtifactsTest, FindsOutWhatAServerDidNotKeep) {
  const RequestServer server([](const Request& request) {
    if (request.method == "PUT") return Answer{.body = "{}"};
    return Answer{.body = R"({"files": [{"path": "a", "file_size": 3}]})"};
  });
  const auto store = open(server);
  write_file(temp.path() / "folder" / "a", "12345");
  EXPECT_ERROR(upload_folder(*store, temp.path() / "folder", ""), IoError,
               HasSubstr("a: 3 bytes are there after it was sent, expected 5 bytes"));
  write_file(temp.path() / "folder" / "a", "123");
  write_file(temp.path() / "folder" / "b", "123");
  EXPECT_ERROR(upload_folder(*store, temp.path() / "folder", ""), IoError,
               HasSubstr("b: nothing is there"));
}

/// A server that was started with --no-serve-artifacts.
Answer closed_server(const Request& request) {
  if (request.target.find("/mlflow-artifacts/") != std::string::npos) {
    return {.status = "503 Service Unavailable",
            .body =
                "Endpoint: … disabled due to the mlflow server running with "
                "`--no-serve-artifacts`."};
  }
  if (request.target.find("/get-artifact?") != std::string::npos) return {.body = "stored"};
  if (request.target.find("page_token") != std::string::npos) {
    return {.body = R"({"files": [{"path": "debug/b", "is_dir": true}]})"};
  }
  if (request.target.find("/artifacts/list?") != std::string::npos) {
    return {.body = R"({"files": [{"path": "debug/a", "file_size": "7"}],
                        "next_page_token": "1"})"};
  }
  return {.body = "{}"};
}

TEST_F(ProxyArtifactsTest, WithoutProxyARunsFilesGoThroughThePages) {
  const RequestServer server(closed_server);
  const auto store = open(server);
  store->upload(file, "debug/a b");
  EXPECT_EQ(server.requests().size(), 2u);  // one that was refused, and it is not tried again
  const Request post = server.requests().back();
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.target,
            "/p.mlflow/ajax-api/2.0/mlflow/upload-artifact?run_uuid=r1&path=debug%2Fa%20b");
  EXPECT_EQ(post.body, "content");

  const auto files = store->list("debug");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, "debug/a");
  EXPECT_EQ(files[0].bytes, 7u);
  EXPECT_TRUE(files[1].is_folder);

  store->download("debug/a", back);
  EXPECT_EQ(read_file(back), "stored");
  EXPECT_EQ(server.requests().back().target, "/p.mlflow/get-artifact?run_id=r1&path=debug%2Fa");
}

TEST_F(ProxyArtifactsTest, ThePagesTakeNeitherLargeNorEmptyFiles) {
  const RequestServer server(closed_server);
  const auto store = open(server);
  std::filesystem::resize_file(file, 11 << 20);
  EXPECT_ERROR(store->upload(file, "a"), ArtifactRefusal,
               AllOf(HasSubstr("11.5 MB cannot be sent"), HasSubstr("--no-serve-artifacts")));
  std::filesystem::resize_file(file, 0);
  EXPECT_ERROR(store->upload(file, "a"), ArtifactRefusal, HasSubstr("0 bytes cannot be sent"));
}

TEST_F(ProxyArtifactsTest, WithoutProxyAModelCannotBeReached) {
  const RequestServer server(closed_server);
  const auto store = open(server, "mlflow-artifacts:/0/models/m-1/artifacts", "");
  EXPECT_ERROR(store->list(""), IoError, HasSubstr("--no-serve-artifacts"));
}

TEST_F(ProxyArtifactsTest, AFolderThatIsTheServersOwnIsNotMadeHere) {
  const RequestServer server(closed_server);
  const auto root = temp.path() / "elsewhere" / "mlruns";
  const auto artifacts = root / "0" / "r1" / "artifacts";
  open(server, artifacts.string())->upload(file, "a");
  EXPECT_FALSE(std::filesystem::exists(root));
  EXPECT_THAT(server.requests().back().target, HasSubstr("/upload-artifact?"));

  make_folder(root);  // now it is shared
  open(server, "file://" + artifacts.string())->upload(file, "a");
  EXPECT_EQ(read_file(artifacts / "a"), "content");
}

/// A server in front of a cloud storage, which is the same server at /storage/.
struct PartServer {
  bool storage_works = true;
  std::string cut = {};        ///< the request at which the connection is lost
  std::string forbidden = {};  ///< that the storage answers with 403
  bool has_joined = false;     ///< the parts, and cannot do so again
  RequestServer server{[this](const Request& request) { return answer(request); }};

  std::size_t count(const std::string& piece) const {
    std::size_t found = 0;
    for (const Request& request : server.requests()) {
      found += request.target.find(piece) != std::string::npos;
    }
    return found;
  }

  Answer answer(const Request& request) const {
    if (!cut.empty() && request.target.starts_with(cut)) return {.body = "x", .cut_after = 0};
    if (!forbidden.empty() && request.target.starts_with(forbidden)) {
      return {.status = "403 Forbidden"};
    }
    if (has_joined && request.target.find("/mpu/complete/") != std::string::npos) {
      return {.status = "500 Internal Server Error"};
    }
    if (has_joined && request.target.find("/artifacts?path=") != std::string::npos) {
      return {.body = R"({"files": [{"path": "weights", "file_size": 7000000}]})"};
    }
    if (request.target.ends_with("/server-info")) {
      return {.body = R"({"multipart_uploads_enabled": true})"};
    }
    if (request.target.find("/mpu/create/") != std::string::npos) {
      Json credentials = Json::array();
      for (int part = 1; part <= Json::parse(request.body).at("num_parts"); ++part) {
        credentials.push_back(
            {{"url", server.url("/storage/" + std::to_string(part) + "?SIGNATURE")},
             {"part_number", part},
             {"headers", {{"x-kind", "block"}}}});
      }
      return {.body = Json{{"upload_id", "u1"}, {"credentials", credentials}}.dump()};
    }
    if (request.target.starts_with("/storage/")) {
      if (!storage_works) return {.status = "403 Forbidden", .body = "SIGNATURE is wrong"};
      return {.header = "ETag: \"etag" + request.target.substr(9, 1) + "\"\r\n"};
    }
    return {.body = "{}"};
  }
};

struct PartUploadTest : ProxyArtifactsTest {
  const EnvironmentVariable from{"MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "6000000"};
  const EnvironmentVariable part{"MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "5242880"};
  const std::string bytes = some_bytes(7'000'000);

  /// The store in which an upload was cut at its second part.
  std::unique_ptr<ArtifactStore> store_of_cut_upload(PartServer& storage, UploadNotes& notes) {
    storage.cut = "/storage/2";
    auto store = open(storage.server);
    store->notes = &notes;
    write_file(file, bytes);
    EXPECT_ERROR(store->upload(file, "model/weights"), IoError,
                 AllOf(HasSubstr("no answer"), Not(HasSubstr("SIGNATURE"))));
    storage.cut = "";
    return store;
  }
};

TEST_F(PartUploadTest, LargeFilesGoToTheStorageBehindTheServer) {
  const PartServer storage;
  const auto store = open(storage.server);
  write_file(file, bytes);
  store->upload(file, "model/weights");

  std::vector<std::string> targets;
  for (const Request& request : storage.server.requests()) targets.push_back(request.target);
  EXPECT_THAT(targets,
              ElementsAre(HasSubstr("/artifacts?path="), HasSubstr("/server-info"),
                          HasSubstr("/mpu/create/0/r1/artifacts/model"), "/storage/1?SIGNATURE",
                          "/storage/2?SIGNATURE", HasSubstr("/mpu/complete/0/r1/artifacts/model")));
  const Request first = storage.server.requests()[3], second = storage.server.requests()[4];
  EXPECT_TRUE(first.body + second.body == bytes);
  EXPECT_EQ(first.body.size(), 5242880u);
  EXPECT_EQ(first.header("x-kind"), "block");
  EXPECT_EQ(first.header("Authorization"), "");  // the storage is not to know the password
  const Json complete = Json::parse(storage.server.requests().back().body);
  EXPECT_EQ(complete.at("path"), "weights");
  EXPECT_EQ(complete.at("upload_id"), "u1");
  EXPECT_EQ(complete.at("parts").at(1).at("part_number"), 2);
  EXPECT_EQ(complete.at("parts").at(1).at("etag"), "\"etag2\"");
}

TEST_F(PartUploadTest, WithoutTheStorageTheyGoThroughTheServer) {
  PartServer storage;
  storage.storage_works = false;
  const auto store = open(storage.server);
  write_file(file, bytes);
  store->upload(file, "model/weights");
  const auto requests = storage.server.requests();
  EXPECT_THAT(requests[requests.size() - 2].target, HasSubstr("/mpu/abort/"));
  EXPECT_EQ(requests.back().method, "PUT");
  EXPECT_EQ(requests.back().target, std::string(kArtifacts) + "/0/r1/artifacts/model/weights");
  EXPECT_TRUE(requests.back().body == bytes);
}

TEST_F(PartUploadTest, ACutUploadGoesOnWithTheMissingParts) {
  PartServer storage;
  UploadNotes notes;
  const auto store = store_of_cut_upload(storage, notes);
  EXPECT_EQ(notes.texts.size(), 1u);
  EXPECT_THAT(notes.texts.begin()->second, Not(HasSubstr("SIGNATURE")));
  store->upload(file, "model/weights");
  EXPECT_EQ(storage.count("/mpu/create/"), 1u);
  EXPECT_EQ(storage.count("/storage/1"), 1u);
  EXPECT_EQ(storage.count("/mpu/complete/"), 1u);
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(PartUploadTest, AfterItsAddressesHaveExpiredItBeginsAnew) {
  PartServer storage;
  UploadNotes notes;
  const auto store = store_of_cut_upload(storage, notes);
  storage.forbidden = "/storage/2";
  store->upload(file, "model/weights");
  EXPECT_EQ(storage.count("/mpu/create/"), 2u);
  EXPECT_EQ(storage.count("/mpu/abort/"), 2u);
  EXPECT_EQ(storage.server.requests().back().method, "PUT");  // through the server, in the end
}

TEST_F(PartUploadTest, AnotherProcessFreesTheParts) {
  PartServer storage;
  UploadNotes notes;
  notes.set("mlflow-artifacts:/0/r1/artifacts: model/weights", "u0");
  const auto store = open(storage.server);
  store->notes = &notes;
  write_file(file, bytes);
  store->upload(file, "model/weights");
  EXPECT_EQ(storage.count("/mpu/abort/"), 1u);
  EXPECT_EQ(storage.count("/mpu/complete/"), 1u);
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(PartUploadTest, ALostAnswerAtTheEndIsNoFailure) {
  PartServer storage;
  storage.has_joined = true;
  const auto store = open(storage.server);
  write_file(file, bytes);
  store->upload(file, "model/weights");
  EXPECT_EQ(storage.count("/mpu/abort/"), 0u);
  EXPECT_EQ(storage.count("/mpu/create/"), 1u);
}

TEST_F(PartUploadTest, SmallFilesAreNotAskedAbout) {
  const PartServer storage;
  open(storage.server)->upload(file, "a");
  EXPECT_EQ(storage.server.requests().back().method, "PUT");
  EXPECT_EQ(storage.server.requests().size(), 2u);
}

}  // namespace
}  // namespace petseg
