#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace petseg {

enum class LossKind { kCrossEntropy, kDice, kFocal, kFocalTversky, kJaccard, kLovasz, kTversky };

struct LossTerm {
  LossKind kind;
  double weight = 1;
};

/// "CE+Dice", "0.5*CE + 2*TverskyLoss" → its terms. Throws ConfigError that begins with `where`.
std::vector<LossTerm> parse_loss_terms(std::string_view text, const std::string& where);

}  // namespace petseg
