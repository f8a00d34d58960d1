#include "petseg/core/http.h"

#include <cstdlib>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"

#include "support/expect_error.h"
#include "support/http_server.h"

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace petseg {
namespace {

class HttpGet : public testing::Test {
 protected:
  void SetUp() override { ::setenv("no_proxy", "127.0.0.1", 1); }
};

TEST_F(HttpGet, ReturnsTheBody) {
  const HttpServer server({{"/cat.jpg", {.body = std::string("\xff\xd8\0 jpeg", 8)}}});
  EXPECT_EQ(http_get(server.url("/cat.jpg")), std::string("\xff\xd8\0 jpeg", 8));
}

TEST_F(HttpGet, FollowsRedirects) {
  const HttpServer server({{"/old", {"302 Found", "", "Location: /new\r\n"}},  //
                           {"/new", {.body = "here"}}});
  EXPECT_EQ(http_get(server.url("/old")), "here");
}

TEST_F(HttpGet, NeverFollowsIntoTheFileSystem) {
  const HttpServer server({{"/old", {"302 Found", "", "Location: file:///etc/hostname\r\n"}}});
  EXPECT_ERROR(http_get(server.url("/old")), IoError, HasSubstr("/old: "));
}

TEST_F(HttpGet, NamesTheStatusOfARefusal) {
  const HttpServer server({});
  EXPECT_ERROR(http_get(server.url("/none.jpg")), IoError,
               AllOf(HasSubstr("/none.jpg"), HasSubstr("404")));
}

TEST_F(HttpGet, StopsAtTheLimit) {
  const HttpServer server({{"/big", {.body = std::string(10'000, 'x')}}});
  EXPECT_EQ(http_get(server.url("/big"), 10'000).size(), 10'000U);
  EXPECT_ERROR(http_get(server.url("/big"), 9'999), IoError, HasSubstr("longer than the 9999"));
}

TEST_F(HttpGet, SaysThatNobodyAnswers) {
  auto server = std::make_unique<HttpServer>(std::map<std::string, HttpServer::Answer>{});
  const std::string url = server->url("/x");
  server.reset();
  EXPECT_ERROR(http_get(url), IoError, AllOf(HasSubstr(url), HasSubstr("connect")));
}

TEST_F(HttpGet, HidesCredentialsInMessages) {
  const HttpServer server({});
  EXPECT_ERROR(http_get("http://someone:secret@" + server.host() + "/x"), IoError,
               AllOf(Not(HasSubstr("secret")), HasSubstr("http://127.0.0.1")));
}

TEST(WithoutCredentials, RemovesUserAndPasswordOnly) {
  EXPECT_EQ(without_credentials("https://me:pass@host/p?q=a@b"), "https://host/p?q=a@b");
  EXPECT_EQ(without_credentials("https://me@host"), "https://host");
  EXPECT_EQ(without_credentials("https://host/a@b"), "https://host/a@b");
  EXPECT_EQ(without_credentials("photo.jpg"), "photo.jpg");
}

TEST(IsHttpUrl, KnowsUrlsFromFiles) {
  EXPECT_TRUE(is_http_url("http://host/cat.jpg"));
  EXPECT_TRUE(is_http_url("https://host/cat.jpg"));
  EXPECT_FALSE(is_http_url("cat.jpg"));
  EXPECT_FALSE(is_http_url("file:///cat.jpg"));
}

}  // namespace
}  // namespace petseg
