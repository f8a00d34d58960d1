#include "petseg/core/download.h"

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/core/stop_signal.h"

#include "support/expect_error.h"
#include "support/flaky_server.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace petseg {
namespace {

Digest digest_of(const std::string& bytes) { return {DigestKind::kSha256, sha256(bytes)}; }

class DownloadFile : public testing::Test {
 protected:
  void SetUp() override { ::setenv("no_proxy", "127.0.0.1", 1); }

  fs::path target() const { return dir_.path() / "folder" / "file.bin"; }
  fs::path partial() const { return target().string() + ".partial"; }
  /// Only the target is left.
  bool is_clean() const {
    return std::distance(fs::directory_iterator(target().parent_path()), {}) == 1;
  }

  DownloadOptions options(std::optional<Digest> digest = {}) {
    DownloadOptions options;
    options.digest = std::move(digest);
    options.wait = [this](seconds delay) { waits_.push_back(delay.count()); };
    return options;
  }

  /// As an earlier process leaves it that was cut off.
  void fetch_a_part(FlakyServer& server, std::size_t bytes) {
    server.add_fault({.cut_after = bytes});
    DownloadOptions once = options();
    once.max_attempts = 1;
    EXPECT_ERROR(download_file(server.url("/f"), target(), once), IoError,
                 HasSubstr("gave up after 1 attempts"));
    ASSERT_EQ(fs::file_size(partial()), bytes);
  }

  std::string file_ = some_bytes(100'000);
  std::vector<std::int64_t> waits_;
  TempDir dir_;
};

TEST_F(DownloadFile, FetchesAFileAndLeavesNothingElse) {
  const FlakyServer server(file_);

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_TRUE(is_clean());
  EXPECT_THAT(waits_, ElementsAre());
}

TEST_F(DownloadFile, FetchesNothingWhenTheRightFileIsThere) {
  const FlakyServer server(file_);
  write_file(target(), file_);

  download_file(server.url("/f"), target(), options(digest_of(file_)));
  download_file(server.url("/f"), target(), options());

  EXPECT_THAT(server.requests(), ElementsAre());
}

TEST_F(DownloadFile, ReplacesAFileOfAnotherDigest) {
  const FlakyServer server(file_);
  write_file(target(), "an older version");

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
}

TEST_F(DownloadFile, GoesOnWhereConnectionsAreCut) {
  const FlakyServer server(file_, {{.cut_after = 1000}, {.cut_after = 0}, {.cut_after = 50'000}});

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_TRUE(is_clean());
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_THAT(requests[1], AllOf(HasSubstr("Range: bytes=1000-"), HasSubstr("If-Range: \"1\"")));
  EXPECT_THAT(requests[3], HasSubstr("Range: bytes=51000-"));
  EXPECT_THAT(waits_, ElementsAre(1, 2, 4));
}

TEST_F(DownloadFile, GoesOnInALaterRun) {
  FlakyServer server(file_);
  fetch_a_part(server, 30'000);

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_TRUE(is_clean());
  EXPECT_THAT(server.requests().back(), HasSubstr("Range: bytes=30000-"));
}

TEST_F(DownloadFile, GoesOnWithoutADigestWhereTheServerNamesAVersion) {
  FlakyServer server(file_);
  fetch_a_part(server, 30'000);

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_THAT(server.requests().back(), HasSubstr("Range: bytes=30000-"));
}

TEST_F(DownloadFile, BeginsAnewWhereNothingTellsVersionsApart) {
  for (const auto& etag : {std::optional<std::string>(), std::optional<std::string>("W/")}) {
    FlakyServer server(file_);
    server.set_etag(etag);
    fetch_a_part(server, 30'000);

    download_file(server.url("/f"), target(), options());

    EXPECT_EQ(read_file(target()), file_);
    EXPECT_THAT(server.requests().back(), Not(HasSubstr("Range:")));
    fs::remove(target());
  }
}

TEST_F(DownloadFile, GoesOnWhereOnlyTheDigestTellsVersionsApart) {
  FlakyServer server(file_);
  server.set_etag({});
  fetch_a_part(server, 30'000);

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_THAT(server.requests().back(),
              AllOf(HasSubstr("Range: bytes=30000-"), Not(HasSubstr("If-Range"))));
}

TEST_F(DownloadFile, BeginsAnewWhenTheServerIgnoresRanges) {
  const FlakyServer server(file_, {{.cut_after = 60'000}, {.ignores_range = true}});

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(read_file(target()), file_);
}

TEST_F(DownloadFile, BeginsAnewWhenTheFileChangesBetweenAttempts) {
  const std::string changed = some_bytes(90'000, 2);
  const FlakyServer server(file_, {{.cut_after = 60'000}, {.new_file = changed}});

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), changed);
}

TEST_F(DownloadFile, BeginsAnewWhenTheDigestShowsThatThePartsDoNotBelongTogether) {
  const std::string changed = some_bytes(90'000, 2);
  FlakyServer server(file_, {{.cut_after = 60'000}, {.new_file = changed}});
  server.set_etag({});

  download_file(server.url("/f"), target(), options(digest_of(changed)));

  EXPECT_EQ(read_file(target()), changed);
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(DownloadFile, BeginsAnewWhenTheFileHasBecomeShorter) {
  const std::string changed = some_bytes(500, 2);
  FlakyServer server(file_, {{.cut_after = 60'000}, {.new_file = changed}});
  server.set_etag({});

  download_file(server.url("/f"), target(), options(digest_of(changed)));

  EXPECT_EQ(read_file(target()), changed);
}

TEST_F(DownloadFile, BelievesNoPartFromAnotherPlace) {
  const FlakyServer server(file_, {{.cut_after = 60'000}, {.wrong_start = 1}});

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), file_);
}

TEST_F(DownloadFile, TakesAPartThatWasCompleteAlready) {
  FlakyServer server(file_);
  write_file(partial(), file_);

  download_file(server.url("/f"), target(), options(digest_of(file_)));  // answered by 416
  EXPECT_EQ(read_file(target()), file_);
  EXPECT_EQ(server.requests().size(), 1U);

  fs::remove(target());
  write_file(partial(), file_);
  DownloadOptions with_size = options(digest_of(file_));
  with_size.size = file_.size();
  download_file(server.url("/f"), target(), with_size);
  EXPECT_EQ(read_file(target()), file_);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(DownloadFile, WaitsAsLongAsTheServerAsks) {
  const FlakyServer server(file_,
                           {{.status = "503 Service Unavailable"},
                            {.status = "429 Too Many Requests", .header = "Retry-After: 7\r\n"}});

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_THAT(waits_, ElementsAre(1, 7));
}

TEST_F(DownloadFile, LeavesAServerAloneThatAsksForMoreThanMinutes) {
  const FlakyServer server(
      file_, {{.status = "429 Too Many Requests", .header = "Retry-After: 3600\r\n"}});

  EXPECT_ERROR(download_file(server.url("/f"), target(), options()), IoError,
               AllOf(HasSubstr("429"), HasSubstr("3600 s")));
  EXPECT_THAT(waits_, ElementsAre());
}

TEST_F(DownloadFile, GivesUpAfterSomeAttemptsAndKeepsWhatHasCome) {
  const FlakyServer server(file_, std::deque<FlakyServer::Fault>(10, {.cut_after = 10}));

  EXPECT_ERROR(download_file(server.url("/f"), target(), options()), IoError,
               AllOf(HasSubstr("gave up after 6 attempts"), HasSubstr("60 bytes are kept in")));
  EXPECT_EQ(server.requests().size(), 6U);
  EXPECT_EQ(read_file(partial()), file_.substr(0, 60));
  EXPECT_FALSE(fs::exists(target()));
}

TEST_F(DownloadFile, DoesNotCountCutsThatComeAfterAMegabyte) {
  file_ = some_bytes(12'000'000);
  const FlakyServer server(file_, std::deque<FlakyServer::Fault>(9, {.cut_after = 1'200'000}));

  download_file(server.url("/f"), target(), options(digest_of(file_)));

  EXPECT_EQ(server.requests().size(), 10U);
  EXPECT_THAT(waits_, testing::Each(1));
}

TEST_F(DownloadFile, TakesSilenceForACutConnection) {
  const FlakyServer server(file_, {{.is_silent = true}});
  DownloadOptions impatient = options();
  impatient.max_silence = seconds{1};

  download_file(server.url("/f"), target(), impatient);

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(DownloadFile, SaysThatNobodyAnswers) {
  std::string url;
  { url = FlakyServer(file_).url("/f"); }

  EXPECT_ERROR(download_file(url, target(), options()), IoError,
               AllOf(HasSubstr(url), HasSubstr("connect"), HasSubstr("nothing has come")));
  EXPECT_THAT(waits_, ElementsAre(1, 2, 4, 8, 16));
}

TEST_F(DownloadFile, DoesNotAskAgainForWhatIsNotThere) {
  const FlakyServer server(file_, {{.status = "404 Not Found"}});

  EXPECT_ERROR(download_file(server.url("/f"), target(), options()), IoError,
               AllOf(HasSubstr("/f: the server answered 404"), HasSubstr("expected 200")));
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_TRUE(fs::is_empty(target().parent_path()));
}

TEST_F(DownloadFile, SaysThatAPageCameInPlaceOfTheFile) {
  const FlakyServer server("<html>Please log in", {{.header = "Content-Type: text/html\r\n"}});

  EXPECT_ERROR(download_file(server.url("/f"), target(), options(digest_of(file_))), IoError,
               AllOf(HasSubstr("19 bytes of text/html"), HasSubstr("SHA-256"),
                     HasSubstr(sha256("<html>Please log in")), HasSubstr(sha256(file_))));
  EXPECT_TRUE(fs::is_empty(target().parent_path()));
}

TEST_F(DownloadFile, RefusesAnotherSizeBeforeItIsFetched) {
  const FlakyServer server("<html>Please log in", {{.header = "Content-Type: text/html\r\n"}});
  DownloadOptions with_size = options();
  with_size.size = file_.size();

  EXPECT_ERROR(download_file(server.url("/f"), target(), with_size), IoError,
               AllOf(HasSubstr("19 bytes of text/html"), HasSubstr("expected 100000")));
}

TEST_F(DownloadFile, SettlesAFileThatIsShorterThanTheServerSaid) {
  const FlakyServer server(file_, {{.length_error = 5}});

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_THAT(server.requests().back(), HasSubstr("Range: bytes=100000-"));  // answered by 416
}

TEST_F(DownloadFile, NoticesAFileThatIsLongerThanTheServerSaysByItsDigest) {
  const FlakyServer server(file_, {{.length_error = -5}});

  EXPECT_ERROR(download_file(server.url("/f"), target(), options(digest_of(file_))), IoError,
               AllOf(HasSubstr("99995 bytes"), HasSubstr("SHA-256")));
  EXPECT_FALSE(fs::exists(target()));
}

TEST_F(DownloadFile, NoticesACutWithoutALengthByTheExpectedSize) {
  const FlakyServer server(file_, {{.cut_after = 500, .hides_length = true}});
  DownloadOptions with_size = options();
  with_size.size = file_.size();

  download_file(server.url("/f"), target(), with_size);

  EXPECT_EQ(read_file(target()), file_);
}

TEST_F(DownloadFile, StopsAtTheLimitEvenWithoutALength) {
  for (const bool hides_length : {false, true}) {
    const FlakyServer server(file_, {{.hides_length = hides_length}});
    DownloadOptions limited = options();
    limited.max_bytes = 99'999;

    EXPECT_ERROR(download_file(server.url("/f"), target(), limited), IoError,
                 HasSubstr("more than the 99999 bytes"));
    EXPECT_FALSE(fs::exists(target()));
  }
}

TEST_F(DownloadFile, FetchesAnEmptyFile) {
  const FlakyServer server("");

  download_file(server.url("/f"), target(), options(digest_of("")));

  EXPECT_EQ(read_file(target()), "");
}

TEST_F(DownloadFile, HidesCredentialsInMessages) {
  const FlakyServer server(file_);
  const std::string url = "http://someone:secret@" + server.host() + "/f";

  EXPECT_ERROR(download_file(url, target(), options(digest_of("other"))), IoError,
               AllOf(Not(HasSubstr("secret")), HasSubstr("http://127.0.0.1")));
}

TEST_F(DownloadFile, KeepsWhatHasComeWhenItIsStopped) {
  const auto is_stopped = [this] {
    FlakyServer server(file_, {{.cut_after = 40'000}});
    catch_stop_signals();
    DownloadOptions stopping = options();
    stopping.wait = [](seconds) { std::raise(SIGTERM); };
    try {
      download_file(server.url("/f"), target(), stopping);
    } catch (const Stopped& stopped) {
      const bool says_so =
          std::string(stopped.what()).find("40.0 kB are kept in") != std::string::npos;
      std::_Exit(stopped.signal() == SIGTERM && says_so ? 0 : 1);
    }
    std::_Exit(2);
  };

  EXPECT_EXIT(is_stopped(), testing::ExitedWithCode(0), "");
  EXPECT_EQ(read_file(partial()), file_.substr(0, 40'000));
}

TEST_F(DownloadFile, SurvivesBeingKilled) {
  FlakyServer server(file_);
  const auto is_killed = [&] {
    FlakyServer cutting(file_, {{.cut_after = 40'000}});
    DownloadOptions dying = options();
    dying.wait = [](seconds) { std::raise(SIGKILL); };
    download_file(cutting.url("/f"), target(), dying);
  };
  EXPECT_EXIT(is_killed(), testing::KilledBySignal(SIGKILL), "");
  ASSERT_FALSE(fs::exists(target()));

  download_file(server.url("/f"), target(), options());

  EXPECT_EQ(read_file(target()), file_);
  EXPECT_THAT(server.requests().front(), HasSubstr("Range: bytes=40000-"));
}

TEST_F(DownloadFile, LetsOneProcessAtATimeFetchAFile) {
  FlakyServer server(file_, {{.cut_after = 10}});
  DownloadOptions meanwhile = options();
  meanwhile.wait = [&](seconds) {
    EXPECT_ERROR(download_file(server.url("/f"), target(), options()), IoError,
                 HasSubstr("another petseg is downloading this file"));
  };

  download_file(server.url("/f"), target(), meanwhile);

  EXPECT_EQ(read_file(target()), file_);
}

TEST_F(DownloadFile, RefusesAFolderAsItsTarget) {
  const FlakyServer server(file_);
  make_folder(target());

  EXPECT_ERROR(download_file(server.url("/f"), target(), options()), IoError,
               HasSubstr("is a folder"));
}

}  // namespace
}  // namespace petseg
