#include "nn/loss_terms.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {
namespace {

struct NamedKind {
  std::string_view name;
  LossKind kind;
};
constexpr std::array<NamedKind, 7> kKinds{{{"CE", LossKind::kCrossEntropy},
                                           {"Dice", LossKind::kDice},
                                           {"Focal", LossKind::kFocal},
                                           {"FocalTversky", LossKind::kFocalTversky},
                                           {"Jaccard", LossKind::kJaccard},
                                           {"Lovasz", LossKind::kLovasz},
                                           {"Tversky", LossKind::kTversky}}};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

LossKind find_kind(std::string_view word, const std::string& where) {
  constexpr std::string_view kSuffix = "Loss";
  std::string_view name = word;
  if (name.ends_with(kSuffix)) name.remove_suffix(kSuffix.size());
  std::vector<std::string_view> names;
  for (const NamedKind& known : kKinds) {
    if (known.name == name) return known.kind;
    names.push_back(known.name);
  }
  throw ConfigError(
      fmt::format("{}: \"{}\" is not one of the losses: {}, or a sum such as "
                  "\"0.5*CE + Dice\"{}",
                  where, word, quoted_list(names), did_you_mean(name, names)));
}

double parse_weight(std::string_view text, const std::string& where) {
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (is_number && std::isfinite(weight) && weight > 0) return weight;
  throw ConfigError(
      fmt::format("{}: the weight \"{}\" is not a number above 0, as in \"0.5*CE\"", where, text));
}

LossTerm parse_term(std::string_view text, const std::string& where) {
  const auto times = text.find('*');
  if (times == std::string_view::npos) return {find_kind(trimmed(text), where)};
  const double weight = parse_weight(trimmed(text.substr(0, times)), where);
  return {find_kind(trimmed(text.substr(times + 1)), where), weight};
}

}  // namespace

std::vector<LossTerm> parse_loss_terms(std::string_view text, const std::string& where) {
  std::vector<LossTerm> terms;
  for (;;) {
    const auto plus = text.find('+');
    terms.push_back(parse_term(text.substr(0, plus), where));
    if (plus == std::string_view::npos) return terms;
    text.remove_prefix(plus + 1);
  }
}

}  // namespace petseg
