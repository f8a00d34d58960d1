#include "petseg/core/digest.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/tracking/artifact_store.h"

#include "support/environment.h"
#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"
#include "tracking/s3_settings.h"
#include "tracking/xml_text.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Variables of the user's own do not count.
struct S3Test : testing::Test {
  const TempDir temp;
  const std::filesystem::path file = temp.path() / "file", back = temp.path() / "back";
  const EnvironmentVariable home{"HOME", temp.path().string()};
  const EnvironmentVariable profile{"AWS_PROFILE", ""}, files{"AWS_SHARED_CREDENTIALS_FILE", ""},
      config{"AWS_CONFIG_FILE", ""}, token{"AWS_SESSION_TOKEN", ""}, region{"AWS_REGION", ""},
      default_region{"AWS_DEFAULT_REGION", ""}, key{"AWS_ACCESS_KEY_ID", "AKID"},
      secret{"AWS_SECRET_ACCESS_KEY", "SECRET"}, endpoint{"MLFLOW_S3_ENDPOINT_URL", ""},
      any_endpoint{"AWS_ENDPOINT_URL", ""}, own_endpoint{"AWS_ENDPOINT_URL_S3", ""},
      style{"MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", ""}, extra{"MLFLOW_S3_UPLOAD_EXTRA_ARGS", ""},
      owner{"MLFLOW_S3_EXPECTED_BUCKET_OWNER", ""};

  std::unique_ptr<ArtifactStore> open(const RequestServer& server) const {
    write_file(file, "content");
    const EnvironmentVariable url("MLFLOW_S3_ENDPOINT_URL", server.url("/"));
    TrackingSettings settings;
    settings.max_retries = 1;
    return open_artifact_store("s3://pets/my runs/", settings,
                               {.pause = [](std::chrono::milliseconds) { return true; }});
  }
};

TEST_F(S3Test, PutsAFileWithItsHash) {
  const EnvironmentVariable session("AWS_SESSION_TOKEN", "TOKEN");
  const EnvironmentVariable arguments("MLFLOW_S3_UPLOAD_EXTRA_ARGS",
                                      R"({"ServerSideEncryption": "aws:kms"})");
  const RequestServer server([](const Request&) { return Answer{}; });
  open(server)->upload(file, "a+b/ü.txt");
  const Request put = server.requests().at(0);
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.target, "/pets/my%20runs/a%2Bb/%C3%BC.txt");
  EXPECT_EQ(put.body, "content");
  EXPECT_EQ(put.header("x-amz-content-sha256"), sha256("content"));
  EXPECT_EQ(put.header("x-amz-security-token"), "TOKEN");
  EXPECT_EQ(put.header("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(put.header("Content-Type"), "text/plain");
  EXPECT_THAT(put.header("Authorization"), HasSubstr("x-amz-security-token"));
  EXPECT_THAT(put.head, Not(HasSubstr("SECRET")));
}

TEST_F(S3Test, ListsAllPagesOfAFolder) {
  const RequestServer server([](const Request& request) -> Answer {
    if (request.target.find("continuation-token=a%2Fb%3D") == std::string::npos) {
      return {.body =
                  "<ListBucketResult><Prefix>my+runs/debug/</Prefix>"
                  "<NextContinuationToken>a/b=</NextContinuationToken>"
                  "<Contents><Key>my+runs/debug/</Key><Size>0</Size></Contents>"
                  "<Contents><Key>my+runs/debug/z%2B%20%C3%BC</Key><ETag>&quot;e&quot;</ETag>"
                  "<Size>12</Size></Contents></ListBucketResult>"};
    }
    return {.body =
                "<ListBucketResult><Contents><Key>my+runs/debug/a</Key><Size>1</Size></Contents>"
                "<Contents><Key>elsewhere/b</Key><Size>1</Size></Contents>"
                "<Contents><Key>my+runs/debug/..</Key><Size>1</Size></Contents>"
                "<CommonPrefixes><Prefix>my+runs/debug/cat/</Prefix></CommonPrefixes>"
                "</ListBucketResult>"};
  });
  std::vector<std::string> found;
  for (const ArtifactFile& each : open(server)->list("debug")) {
    found.push_back(each.path + (each.is_folder ? "/" : " " + std::to_string(each.bytes)) +
                    each.version);
  }
  EXPECT_THAT(found, ElementsAre("debug/a 1", "debug/cat/", "debug/z+ ü 12\"e\""));
  EXPECT_EQ(server.requests().at(0).target,
            "/pets/?delimiter=%2F&encoding-type=url&list-type=2&prefix=my%20runs%2Fdebug%2F");
}

TEST_F(S3Test, AListWithoutEndIsCutOff) {
  const RequestServer server([](const Request&) {
    return Answer{.body = "<R><NextContinuationToken>again</NextContinuationToken></R>"};
  });
  EXPECT_ERROR(open(server)->list(""), IoError, HasSubstr("more than 1000 pages"));
}

TEST_F(S3Test, ChecksWhatComes) {
  const std::string right = "9a0364b9e99bb480dd25e1f0284c8555";  // md5 of "content"
  std::string etag = right, more;
  const RequestServer server([&](const Request&) {
    return Answer{.body = "content", .header = "ETag: \"" + etag + "\"\r\n" + more};
  });
  const auto store = open(server);
  store->download("a", back);
  EXPECT_EQ(read_file(back), "content");

  etag = std::string(32, '0');
  EXPECT_ERROR(store->download("a", back), IoError, AllOf(HasSubstr(right), HasSubstr(etag)));
  EXPECT_FALSE(std::filesystem::exists(back));

  more = "x-amz-server-side-encryption: aws:kms\r\n";  // then it is no MD5
  store->download("a", back);
  etag += "-2";  // of parts
  more = "";
  store->download("a", back);
}

TEST_F(S3Test, SaysWhatIsWrong) {
  Answer answer{.status = "403 Forbidden",
                .body =
                    "<Error><Code>SignatureDoesNotMatch</Code><Message>The &lt;signature&gt;\n"
                    "differs</Message><StringToSign>…</StringToSign></Error>"};
  const RequestServer server([&](const Request&) { return answer; });
  const auto store = open(server);
  EXPECT_ERROR(
      store->download("a", back), IoError,
      AllOf(HasSubstr("s3://pets/my runs/a: S3 answered 403 SignatureDoesNotMatch"),
            HasSubstr("The <signature> differs; are the keys right"), Not(HasSubstr("SECRET"))));
  answer = {.status = "301 Moved Permanently", .header = "x-amz-bucket-region: eu-north-1\r\n"};
  EXPECT_ERROR(store->upload(file, "a"), IoError, HasSubstr("set AWS_DEFAULT_REGION=eu-north-1"));
}

/// Answers as S3 does for an upload in parts, but for the last call.
struct PartServer {
  Answer end = {.body =
                    "<CompleteMultipartUploadResult><Key>a</Key></CompleteMultipartUploadResult>"};
  RequestServer server{[this](const Request& request) -> Answer {
    if (request.target.ends_with("?uploads=")) {
      return {.body = "<R><UploadId>u+1</UploadId></R>"};
    }
    if (request.method == "POST") return end;
    if (request.target.find("list-type") != std::string::npos) {
      return {.body = "<R><Contents><Key>my%20runs/a</Key><Size>70000000</Size></Contents></R>"};
    }
    return {.header = "ETag: \"e" + std::to_string(request.body.size() % 10) + "\"\r\n"};
  }};

  std::vector<std::string> calls() const {
    std::vector<std::string> calls;
    for (const Request& request : server.requests()) {
      calls.push_back(request.method + request.target.substr(request.target.find('?')));
    }
    return calls;
  }
};

TEST_F(S3Test, SendsALargeFileInParts) {
  const PartServer s3;
  const auto store = open(s3.server);
  const std::string bytes = some_bytes(70'000'000);
  write_file(file, bytes);
  std::uint64_t done = 0;
  store->on_progress = [&](std::uint64_t now) { done = std::max(done, now); };
  store->upload(file, "a");
  EXPECT_EQ(done, bytes.size());
  EXPECT_THAT(s3.calls(), ElementsAre("POST?uploads=", "PUT?partNumber=1&uploadId=u%2B1",
                                      "PUT?partNumber=2&uploadId=u%2B1",
                                      "PUT?partNumber=3&uploadId=u%2B1", "POST?uploadId=u%2B1"));
  const auto requests = s3.server.requests();
  EXPECT_TRUE(requests[1].body + requests[2].body + requests[3].body == bytes);
  EXPECT_EQ(requests[2].header("x-amz-content-sha256"), sha256(requests[2].body));
  EXPECT_EQ(requests[4].body,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e2\"</ETag></Part>"
            "<Part><PartNumber>2</PartNumber><ETag>\"e2\"</ETag></Part>"
            "<Part><PartNumber>3</PartNumber><ETag>\"e6\"</ETag></Part></CompleteMultipartUpload>");
}

TEST_F(S3Test, TakesTheErrorOfALateAnswerForOne) {
  PartServer s3;
  s3.end = {.body = "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>"};
  const auto store = open(s3.server);
  std::filesystem::resize_file(file, 70'000'000);
  EXPECT_ERROR(store->upload(file, "a"), IoError, HasSubstr("InternalError"));
  EXPECT_EQ(s3.calls().back(), "DELETE?uploadId=u%2B1");
}

TEST_F(S3Test, AnUploadThatIsGoneAfterALostAnswerIsDone) {
  PartServer s3;
  s3.end = {.status = "404 Not Found", .body = "<Error><Code>NoSuchUpload</Code></Error>"};
  const auto store = open(s3.server);
  std::filesystem::resize_file(file, 70'000'000);
  store->upload(file, "a");
  std::filesystem::resize_file(file, 70'000'001);  // another one is there
  EXPECT_ERROR(store->upload(file, "a"), IoError, HasSubstr("NoSuchUpload"));
}

/// Holds parts, and loses the connection at one of them.
struct CutPartServer {
  std::string cut = "PUT?partNumber=2&uploadId=u1";
  int uploads = 0;
  std::map<std::string, std::size_t> parts;  // bytes by number
  std::vector<std::string> calls;
  RequestServer server{[this](const Request& request) { return answer(request); }};

  Answer answer(const Request& request) {
    const std::string call = request.method + request.target.substr(request.target.find('?'));
    if (call == cut) return {.body = "x", .cut_after = 0};
    calls.push_back(call);
    if (call == "POST?uploads=") {
      parts.clear();
      return {.body = "<R><UploadId>u" + std::to_string(++uploads) + "</UploadId></R>"};
    }
    if (call.starts_with("PUT")) {
      const std::string number = call.substr(15, 1);
      parts[number] = request.body.size();
      return {.header = "ETag: \"e" + number + "\"\r\n"};
    }
    if (request.method != "GET") return {};
    std::string list = "<R><IsTruncated>false</IsTruncated>";
    for (const auto& [number, bytes] : parts) {
      list += "<Part><PartNumber>" + number + "</PartNumber><ETag>\"e" + number +
              "\"</ETag><Size>" + std::to_string(bytes) + "</Size></Part>";
    }
    return {.body = list + "</R>"};
  }
};

TEST_F(S3Test, ACutUploadGoesOnInAnotherProcess) {
  CutPartServer s3;
  UploadNotes notes;
  {
    const auto store = open(s3.server);
    store->notes = &notes;
    std::filesystem::resize_file(file, 70'000'000);
    EXPECT_ERROR(store->upload(file, "a"), IoError, HasSubstr("s3://pets/my runs/a"));
  }
  ASSERT_EQ(notes.texts.size(), 1u);
  s3.cut = "";
  s3.calls.clear();
  const auto time = std::filesystem::last_write_time(file);
  const auto store = open(s3.server);
  std::filesystem::resize_file(file, 70'000'000);
  std::filesystem::last_write_time(file, time);
  store->notes = &notes;
  store->upload(file, "a");
  EXPECT_THAT(s3.calls, ElementsAre("GET?uploadId=u1", "PUT?partNumber=2&uploadId=u1",
                                    "PUT?partNumber=3&uploadId=u1", "POST?uploadId=u1"));
  EXPECT_THAT(s3.server.requests().back().body,
              AllOf(HasSubstr("<PartNumber>1</PartNumber><ETag>\"e1\"</ETag>"),
                    HasSubstr("<PartNumber>3</PartNumber><ETag>\"e3\"</ETag>")));
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(S3Test, AnUploadOfAFileThatHasChangedBeginsAnew) {
  CutPartServer s3;
  UploadNotes notes;
  const auto store = open(s3.server);
  store->notes = &notes;
  std::filesystem::resize_file(file, 70'000'000);
  EXPECT_ERROR(store->upload(file, "a"), IoError, HasSubstr("a"));
  s3.calls.clear();
  std::filesystem::resize_file(file, 70'000'001);
  store->upload(file, "a");
  EXPECT_EQ(s3.calls[0], "DELETE?uploadId=u1");
  EXPECT_EQ(s3.calls[1], "POST?uploads=");
  EXPECT_EQ(s3.calls.back(), "POST?uploadId=u2");
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(S3Test, AddressesOfBuckets) {
  EXPECT_EQ(s3_settings().bucket_url("pets"), "https://pets.s3.us-east-1.amazonaws.com");
  EXPECT_EQ(s3_settings().bucket_url("my.pets"), "https://s3.us-east-1.amazonaws.com/my.pets");
  const EnvironmentVariable url("MLFLOW_S3_ENDPOINT_URL", "http://minio:9000/");
  EXPECT_EQ(s3_settings().bucket_url("pets"), "http://minio:9000/pets");
  const EnvironmentVariable virtual_style("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "virtual");
  EXPECT_EQ(s3_settings().bucket_url("pets"), "http://pets.minio:9000");
  for (const char* name : {"", "a@b", "..", "a?b", "a b"}) {
    SCOPED_TRACE(name);
    EXPECT_ERROR(s3_settings().bucket_url(name), ConfigError, HasSubstr("s3://bucket/path"));
  }
}

TEST_F(S3Test, ReadsTheFilesOfAProfile) {
  const EnvironmentVariable no_key("AWS_ACCESS_KEY_ID", "");
  EXPECT_ERROR(s3_settings(), ConfigError, HasSubstr("set AWS_ACCESS_KEY_ID"));
  write_file(temp.path() / ".aws" / "credentials",
             "# mine\n[default]\naws_access_key_id = A\naws_secret_access_key=B\n"
             "[ pets ]\naws_access_key_id: C\naws_secret_access_key: D=\naws_session_token = E\n");
  write_file(
      temp.path() / ".aws" / "config",
      "[default]\nregion = eu-west-1\ns3 =\n  region = nowhere\n[profile pets]\nregion=us-x-2\n");
  EXPECT_EQ(s3_settings().access_key, "A");
  EXPECT_EQ(s3_settings().region, "eu-west-1");
  const EnvironmentVariable pets("AWS_PROFILE", "pets");
  EXPECT_EQ(s3_settings().access_key, "C");
  EXPECT_EQ(s3_settings().secret_key, "D=");
  EXPECT_EQ(s3_settings().session_token, "E");
  EXPECT_EQ(s3_settings().region, "us-x-2");
  const EnvironmentVariable elsewhere("AWS_REGION", "eu-north-1");
  EXPECT_EQ(s3_settings().region, "eu-north-1");
}

TEST_F(S3Test, RefusesWhatItDoesNotSupport) {
  {
    const EnvironmentVariable arguments("MLFLOW_S3_UPLOAD_EXTRA_ARGS", R"({"Metadata": {}})");
    EXPECT_ERROR(s3_settings(), ConfigError, HasSubstr("\"Metadata\""));
  }
  {
    const EnvironmentVariable url("MLFLOW_S3_ENDPOINT_URL", "http://me:SECRET@minio");
    EXPECT_ERROR(s3_settings(), ConfigError, Not(HasSubstr("SECRET")));
  }
  const EnvironmentVariable bad("AWS_REGION", "us-east-1/s3");
  EXPECT_ERROR(s3_settings(), ConfigError, HasSubstr("region"));
}

TEST(XmlText, FindsElementsAndTheirTexts) {
  constexpr const char* kXml =
      "<a xmlns=\"x\"><key>1</key><keys>2</keys><key/><key >&amp;lt;</key></a>";
  EXPECT_THAT(xml_elements(kXml, "key"), ElementsAre("1", "&amp;lt;"));
  EXPECT_EQ(xml_text(kXml, "key"), "1");
  EXPECT_EQ(xml_text("<m>a &lt;b&gt; &amp;lt; &quot;c&apos;</m>", "m"), "a <b> &lt; \"c'");
  EXPECT_EQ(xml_text(kXml, "no"), "");
  EXPECT_THAT(xml_elements("<key>1</key><key>2", "key"), ElementsAre("1"));
  EXPECT_THAT(xml_elements("<key", "key"), ElementsAre());
}

}  // namespace
}  // namespace petseg
