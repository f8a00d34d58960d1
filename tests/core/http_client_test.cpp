#include "core/http_client.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"

#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct HttpClientTest : testing::Test {
  const TempDir temp;
  const std::filesystem::path file = temp.path() / "file", target = temp.path() / "new" / "target";

  static HttpClient client(HttpSettings settings = {}) {
    HttpClient client(std::move(settings));
    client.pause = [](std::chrono::milliseconds) { return true; };
    return client;
  }
  std::vector<std::string> names_in_target_folder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(target.parent_path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
};

TEST_F(HttpClientTest, SendsAFileAndAPartOfOne) {
  const std::string bytes = some_bytes(3'000'000);
  write_file(file, bytes);
  const RequestServer server([](const Request&) { return Answer{}; });
  HttpClient http = client();

  std::uint64_t sent = 0;
  EXPECT_TRUE(http.send({.method = "PUT",
                         .url = server.url("/a"),
                         .upload = file,
                         .progress = [&](std::uint64_t now) { sent = now; }})
                  .is_success());
  EXPECT_EQ(sent, bytes.size());
  http.send({.method = "PUT",
             .url = server.url("/b"),
             .upload = file,
             .upload_offset = 1'000'000,
             .upload_bytes = 1'500'000});
  http.send({.method = "PUT", .url = server.url("/c"), .upload = file, .upload_offset = 2'999'999});

  EXPECT_TRUE(server.requests()[0].body == bytes);
  EXPECT_TRUE(server.requests()[1].body == bytes.substr(1'000'000, 1'500'000));
  EXPECT_TRUE(server.requests()[2].body == bytes.substr(2'999'999));
}

TEST_F(HttpClientTest, SendsAFileAgainToWhereItIsSentOn) {
  const std::string bytes = some_bytes(500'000);
  write_file(file, "before" + bytes);
  const RequestServer server([](const Request& request) {
    if (request.target == "/there") return Answer{};
    return Answer{.status = "307 Temporary Redirect", .header = "Location: /there\r\n"};
  });
  EXPECT_TRUE(
      client()
          .send({.method = "PUT", .url = server.url("/here"), .upload = file, .upload_offset = 6})
          .is_success());
  EXPECT_EQ(server.requests().back().method, "PUT");
  EXPECT_TRUE(server.requests().back().body == bytes);
}

TEST_F(HttpClientTest, SaysWhichFileCannotBeSent) {
  EXPECT_ERROR(client().send({.method = "PUT", .url = "http://127.0.0.1:1/", .upload = file}),
               IoError, HasSubstr("file: cannot read"));
  EXPECT_ERROR(
      client().send({.method = "PUT", .url = "http://127.0.0.1:1/", .upload = temp.path()}),
      IoError, HasSubstr("is a folder"));
}

TEST_F(HttpClientTest, ReceivesIntoAFileThatAppearsWhenItIsComplete) {
  const std::string bytes = some_bytes(3'000'000);
  int count = 0;
  const RequestServer server([&](const Request&) {
    return ++count == 1 ? Answer{.body = bytes, .cut_after = 1'000'000}
                        : Answer{.body = bytes, .header = "X-Kind: a, b\r\n"};
  });
  const HttpAnswer answer = client().send({.url = server.url(), .download = target});
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, IsEmpty());
  EXPECT_EQ(answer.headers.at("x-kind"), "a, b");
  EXPECT_TRUE(read_file(target) == bytes);
  EXPECT_THAT(names_in_target_folder(), testing::ElementsAre("target"));
}

TEST_F(HttpClientTest, AFileThatIsCutNeverAppears) {
  write_file(target, "earlier");
  const RequestServer server(
      [](const Request&) { return Answer{.body = std::string(1000, 'x'), .cut_after = 500}; });
  const HttpAnswer answer =
      client({.max_retries = 2}).send({.url = server.url(), .download = target});
  EXPECT_EQ(answer.status, 0);
  EXPECT_THAT(answer.failure, Not(IsEmpty()));
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_EQ(read_file(target), "earlier");
  EXPECT_THAT(names_in_target_folder(), testing::ElementsAre("target"));
}

TEST_F(HttpClientTest, TheBodyOfARefusalIsNoFile) {
  const RequestServer server(
      [](const Request&) { return Answer{.status = "404 Not Found", .body = "no such thing"}; });
  const HttpAnswer answer = client().send({.url = server.url(), .download = target});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "no such thing");
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(HttpClientTest, AnEmptyFileComesToo) {
  const RequestServer server([](const Request&) { return Answer{}; });
  client().send({.url = server.url(), .download = target});
  EXPECT_EQ(read_file(target), "");
}

TEST_F(HttpClientTest, AFileThatIsStoredCompressedStaysSo) {
  const RequestServer server([](const Request&) {
    return Answer{.body = "\x1f\x8b and so on", .header = "Content-Encoding: gzip\r\n"};
  });
  client().send({.url = server.url(), .download = target});
  EXPECT_EQ(read_file(target), "\x1f\x8b and so on");
  EXPECT_EQ(server.requests()[0].header("Accept-Encoding"), "");
}

TEST_F(HttpClientTest, AFileThatCannotBeWrittenIsAnError) {
  write_file(temp.path() / "new", "a file where a folder has to be");
  const RequestServer server([](const Request&) { return Answer{.body = "x"}; });
  EXPECT_ERROR(client().send({.url = server.url(), .download = target}), IoError,
               HasSubstr("cannot make this folder"));
}

TEST_F(HttpClientTest, SignsForS3AndKeepsTheSecret) {
  const RequestServer server([](const Request&) { return Answer{}; });
  HttpClient http = client({.user = "AKID", .password = "SECRET", .aws_region = "eu-west-1"});
  http.send({.url = server.url("/bucket/a%20b?list-type=2"),
             .headers = {"x-amz-content-sha256: " + sha256("")}});
  const Request request = server.requests().at(0);
  EXPECT_THAT(request.header("Authorization"), StartsWith("AWS4-HMAC-SHA256 Credential=AKID/"));
  EXPECT_THAT(request.header("Authorization"), HasSubstr("/eu-west-1/s3/aws4_request"));
  EXPECT_THAT(request.header("Authorization"), HasSubstr("x-amz-content-sha256"));
  EXPECT_THAT(request.header("Authorization"), Not(HasSubstr("expect")));
  EXPECT_THAT(request.head, Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace petseg
