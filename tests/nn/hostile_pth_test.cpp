// Files of people who know how the reader works.

#include <cstdint>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/nn/pth.h"

#include "nn/pth_builder.h"

namespace petseg {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

auto refuses_with(const std::string& words) { return ThrowsMessage<DataError>(HasSubstr(words)); }

/// Reads a file whose pickle is `value`.
auto reading(const std::string& value) {
  return [=] { parse_pth(pth::zip_file(value, std::string(16, '\0')), "w.pth"); };
}

/// Reads a file with one tensor on a storage of 4 floats, in both containers.
auto reading_tensor(const pth::Claim& claim) {
  return [=] {
    const std::string value = pth::dictionary({{"w", pth::tensor(claim)}});
    const std::string storage(16, '\0');
    EXPECT_THROW(parse_pth(pth::legacy_file(value, storage), "w.pth"), DataError);
    parse_pth(pth::zip_file(value, storage), "w.pth");
  };
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HostilePickle, CannotCallPython) {
  EXPECT_THAT(reading(pth::call("os system", {pth::text("touch owned")})),
              refuses_with("\"os.system\" is not allowed in a weights file"));
  EXPECT_THAT(reading(pth::call("builtins eval", {pth::text("1")})),
              refuses_with("\"builtins.eval\" is not allowed"));
  EXPECT_THAT(reading(pth::global("torch._utils _rebuild_tensor")), refuses_with("not allowed"));
  EXPECT_THAT(reading("\x8c\2os\x8c\6system\x93"), refuses_with("opcode 0x8c has no place"));
}

TEST(HostilePickle, CannotHideANameInAMessage) {
  EXPECT_THAT(reading(pth::global("evil\x1b[2J name")), refuses_with("\\u001b"));
  EXPECT_THAT(reading("c" + std::string(5000, 'a') + "\nb\n"), refuses_with("does not end"));
}

TEST(HostilePickle, CannotClaimMoreThanItsStorage) {
  EXPECT_NO_THROW(
      reading(pth::dictionary({{"w", pth::tensor({4, 1, {3}, {1}})}}))());  // what is sound

  EXPECT_THAT(reading_tensor({4, 0, {1'000'000}, {1}}), refuses_with("do not fit its storage"));
  EXPECT_THAT(reading_tensor({4, 1, {4}, {1}}), refuses_with("do not fit its storage"));
  EXPECT_THAT(reading_tensor({4, 0, {2, 2}, {3, 1}}), refuses_with("do not fit its storage"));
  EXPECT_THAT(reading_tensor({4, kHuge, {1}, {1}}), refuses_with("do not fit its storage"));
  EXPECT_THAT(reading_tensor({4, 5, {0}, {1}}), refuses_with("do not fit its storage"));
}

TEST(HostilePickle, CannotLieAboutItsStorage) {
  EXPECT_THAT(reading_tensor({1'000'000, 0, {1'000'000}, {1}}), refuses_with("has 16 bytes"));
  EXPECT_THAT(reading_tensor({-1, 0, {1}, {1}}), refuses_with("has 16 bytes"));
  EXPECT_THAT(reading_tensor({kHuge, 0, {1}, {1}}), refuses_with("has 16 bytes"));
}

TEST(HostilePickle, CannotOverflowSizesAndStrides) {
  EXPECT_THAT(reading_tensor({4, 0, {-1}, {1}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, -1, {1}, {1}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {2}, {-1}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {2}, {kHuge}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {3}, {kHuge}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {1LL << 32, 1LL << 32}, {0, 0}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {0, kHuge, kHuge}, {1, 1, 1}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor({4, 0, {2, 2}, {1}}), refuses_with("do not fit"));
  EXPECT_THAT(reading_tensor(
                  {4, 0, std::vector<std::int64_t>(1000, 1), std::vector<std::int64_t>(1000, 1)}),
              refuses_with("more than 16 dimensions"));
}

TEST(HostilePickle, CannotBroadcastOneNumberToATerabyte) {
  EXPECT_THAT(reading_tensor({4, 0, {1LL << 38}, {0}}), refuses_with("do not fit"));
}

TEST(HostilePickle, CannotMultiplyOneStorage) {
  const std::string storage(1 << 16, '\0');
  const std::int64_t numel = 1 << 14;
  // The tensor is made once and recalled for each of the names.
  std::string value = pth::tensor({numel, 0, {numel}, {1}}) + "q\1" + "}(";
  for (int i = 0; i < 100; ++i) value += pth::text(std::to_string(i)) + "h\1";

  EXPECT_THAT([&] { parse_pth(pth::zip_file(value + "u", storage), "w.pth"); },
              refuses_with("more than four times as large as the file"));
}

TEST(HostilePickle, MayNestDeeplyWithoutOverflowingTheStack) {
  EXPECT_THAT(reading(repeated("(", 400'000) + "N" + repeated("t", 400'000)),
              refuses_with("no dictionary"));
  EXPECT_THAT(reading("N" + repeated("\x85", 900'000)), refuses_with("no dictionary"));
  EXPECT_THAT(reading("]q\1h\1a"), refuses_with("no dictionary"));  // a list that holds itself
}

TEST(HostilePickle, CannotGrowWithoutBound) {
  // Each tuple holds the one before twice: 2^200 values to one who follows them.
  EXPECT_THAT(reading("N" + repeated("q\1h\1\x86", 200)), refuses_with("no dictionary"));
  EXPECT_THAT(reading(repeated("N", 1'000'001)), refuses_with("more than the 1000000 values"));
  // A list of 1000 pairs, copied into a thousand dictionaries and more.
  const std::string pairs = "](" + repeated(pth::tuple({pth::text("k"), "N"}), 1000) + "eq\1";
  const std::string copy = pth::global("collections OrderedDict") + "h\1\x85R";
  EXPECT_THAT(reading(pairs + repeated(copy, 1100)), refuses_with("more than the 1000000 values"));
}

TEST(HostilePickle, CannotUseNumbersOutOfRange) {
  EXPECT_THAT(reading("\x8a\xff" + std::string(255, '\x7f')), refuses_with("more than 64 bits"));
  EXPECT_THAT(reading("X\xff\xff\xff\xff"), refuses_with("a string of more than 4096 bytes"));
  EXPECT_THAT(reading("j\xff\xff\xff\xff"), refuses_with("used before it was made"));
  EXPECT_NO_THROW(reading("Nr\xff\xff\xff\xff" + pth::dictionary({}))());  // no memo of 2^32 slots
}

TEST(HostilePickle, CannotReachBelowItsStack) {
  for (const char* value :
       {"t",   "a", "e",  "s",  "u",   "R",   "Q",   "b",    "q\1",    "N(\x85",
        "N(s", "(", "Nb", "NQ", "NNR", "N)R", "NNa", "}(Nu", "\x80\4", "\x80"}) {
    EXPECT_THROW(reading(value)(), DataError) << value;
  }
}

TEST(HostilePickle, CannotNameOneTensorTwice) {
  const std::string tensor = pth::tensor({4, 0, {4}, {1}});

  EXPECT_THAT(reading(pth::dictionary({{"w", tensor}, {"w", tensor}})),
              refuses_with("\"w\" stands twice"));
}

TEST(HostileZip, CannotLeaveTheFile) {
  const pth::Member pickle{"archive/data.pkl", pth::pickle("}")};
  std::string outside = pth::zip({pickle});
  const auto directory = outside.rfind("PK\1\2");
  outside.replace(directory + 42, 4, "\xff\xff\xff\x7f");  // the member's place

  EXPECT_NO_THROW(parse_pth(pth::zip({pickle}), "w.pth"));
  EXPECT_THAT([&] { parse_pth(outside, "w.pth"); }, refuses_with("ends early"));
}

TEST(HostileZip, CannotInflate) {
  EXPECT_THAT(
      [] {
        parse_pth(pth::zip({{"archive/data.pkl", "}", /*method=*/8}}), "w.pth");
      },
      refuses_with("\"archive/data.pkl\" is compressed or encrypted"));
}

TEST(HostileZip, CannotHideASecondMemberOfOneName) {
  const pth::Member pickle{"archive/data.pkl", pth::pickle("}")};

  EXPECT_THAT(
      [&] {
        parse_pth(pth::zip({pickle, pickle}), "w.pth");
      },
      refuses_with("stands twice"));
}

TEST(HostileZip, MustHoldAPickleAndItsStorages) {
  EXPECT_THAT(
      [] {
        parse_pth(pth::zip({{"readme.txt", "hello"}}), "w.pth");
      },
      refuses_with("without data.pkl"));
  EXPECT_THAT(
      [] {
        const std::string value = pth::dictionary({{"w", pth::tensor({4, 0, {4}, {1}})}});
        parse_pth(pth::zip({{"archive/data.pkl", pth::pickle(value)}}), "w.pth");
      },
      refuses_with("a tensor without its storage"));
}

}  // namespace
}  // namespace petseg
