#include "tracking/run_order.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tracking/query_reader.h"

namespace petseg {
namespace {

int rank(const RunValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return 2;
  const auto* const number = std::get_if<double>(&value);
  return number != nullptr && std::isnan(*number) ? 1 : 0;
}

bool is_newer(const TrackedRun& a, const TrackedRun& b) {
  if (a.info.start_time != b.info.start_time) return a.info.start_time > b.info.start_time;
  return a.info.run_id < b.info.run_id;
}

}  // namespace

RunOrder::RunOrder(const std::string& text) {
  QueryReader reader("order", text);
  const std::size_t place = reader.place();
  column_ = reader.column();
  if (column_.field == RunField::kDataset) {
    reader.fail(place, "a metric, a param, a tag or an attribute");
  }
  descending_ = reader.take_word("DESC");
  if (!descending_) reader.take_word("ASC");
  if (!reader.at_end()) reader.fail(reader.place(), "ASC, DESC or its end");
}

bool RunOrder::before(const TrackedRun& a, const TrackedRun& b) const {
  const RunValue first = value_of(a, column_), second = value_of(b, column_);
  const int first_rank = rank(first), second_rank = rank(second);
  if (first_rank != second_rank) return first_rank < second_rank;
  if (first_rank != 0) return false;
  return descending_ ? second < first : first < second;
}

std::string RunOrder::text() const {
  return fmt::format("{} {}", column_.text(), descending_ ? "DESC" : "ASC");
}

void sort_runs(std::vector<TrackedRun>& runs, const std::vector<RunOrder>& orders) {
  std::ranges::sort(runs, is_newer);
  for (auto order = orders.rbegin(); order != orders.rend(); ++order) {
    std::ranges::stable_sort(
        runs, [&](const TrackedRun& a, const TrackedRun& b) { return order->before(a, b); });
  }
}

}  // namespace petseg
