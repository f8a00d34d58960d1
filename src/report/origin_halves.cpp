#include "report/origin_halves.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "petseg/core/rng.h"

namespace petseg {
namespace {

/// Photos and the raw photos that they were made from, as a graph with edges between the two.
struct Origins {
  std::vector<std::vector<std::size_t>> raws_of;    // of a photo
  std::vector<std::vector<std::size_t>> photos_of;  // of a raw photo
};

Origins read_origins(const std::vector<std::string>& origins) {
  Origins graph;
  graph.raws_of.resize(origins.size());
  std::map<std::string_view, std::size_t> ids;
  for (std::size_t photo = 0; photo < origins.size(); ++photo) {
    auto raws = raw_photos_of(origins[photo]);
    if (raws.empty()) raws.emplace_back();
    for (const std::string_view raw : raws) {
      std::size_t id = graph.photos_of.size();
      if (!raw.empty()) id = ids.emplace(raw, id).first->second;
      if (id == graph.photos_of.size()) graph.photos_of.emplace_back();
      graph.raws_of[photo].push_back(id);
      graph.photos_of[id].push_back(photo);
    }
  }
  return graph;
}

/// Raw photos that hang together by photos made from several of them.
std::vector<std::size_t> group_of(const Origins& graph, std::size_t start,
                                  std::vector<char>& is_taken) {
  std::vector<std::size_t> group{start};
  is_taken[start] = 1;
  for (std::size_t next = 0; next < group.size(); ++next) {
    for (const std::size_t photo : graph.photos_of[group[next]]) {
      for (const std::size_t raw : graph.raws_of[photo]) {
        if (is_taken[raw] == 0) group.push_back(raw);
        is_taken[raw] = 1;
      }
    }
  }
  return group;
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  Rng({seed}).shuffle(order);
  return order;
}

/// Which half each raw photo goes to, and how many photos each half has so far.
class Halves {
 public:
  explicit Halves(const Origins& graph)
      : graph_(graph), half_of_(graph.photos_of.size(), kNowhere) {}

  std::size_t smaller() const { return sizes_[0] <= sizes_[1] ? 0 : 1; }

  void put(std::size_t raw, std::size_t half) {
    half_of_[raw] = half;
    sizes_[half] += graph_.photos_of[raw].size();
  }

  /// Raw photos of many photos first, each to the smaller half, so that what was made of a few
  /// animals is found in both; where the halves are about the same, to where its partners are.
  void put_apart(std::vector<std::size_t> group) {
    std::ranges::stable_sort(group, std::greater(),
                             [&](std::size_t raw) { return graph_.photos_of[raw].size(); });
    for (const std::size_t raw : group) {
      const std::array<std::size_t, 2> partners = partners_of(raw);
      const auto [less, more] = std::minmax(sizes_[0], sizes_[1]);
      const bool is_free =
          more - less <= graph_.photos_of[raw].size() && partners[0] != partners[1];
      put(raw, is_free ? (partners[0] > partners[1] ? 0 : 1) : smaller());
    }
  }

  Half of_photo(std::size_t photo) const {
    const std::vector<std::size_t>& raws = graph_.raws_of[photo];
    const std::size_t first = half_of_[raws[0]];
    const bool is_one = std::ranges::all_of(raws, [&](auto raw) { return half_of_[raw] == first; });
    return !is_one ? Half::kNeither : first == 0 ? Half::kFirst : Half::kSecond;
  }

 private:
  static constexpr std::size_t kNowhere = 2;

  std::array<std::size_t, 2> partners_of(std::size_t raw) const {
    std::array<std::size_t, 2> partners{};
    for (const std::size_t photo : graph_.photos_of[raw]) {
      for (const std::size_t other : graph_.raws_of[photo]) {
        if (half_of_[other] != kNowhere) ++partners[half_of_[other]];
      }
    }
    return partners;
  }

  const Origins& graph_;
  std::vector<std::size_t> half_of_;
  std::array<std::size_t, 2> sizes_{};
};

}  // namespace

std::vector<std::string_view> raw_photos_of(std::string_view origin) {
  std::vector<std::string_view> raws;
  while (!origin.empty()) {
    const std::size_t end = origin.find('+');
    if (end != 0) raws.push_back(origin.substr(0, end));
    origin = end == std::string_view::npos ? std::string_view{} : origin.substr(end + 1);
  }
  return raws;
}

std::vector<Half> split_by_origin(const std::vector<std::string>& origins, std::uint64_t seed) {
  const Origins graph = read_origins(origins);
  const std::size_t raws = graph.photos_of.size();
  std::vector<char> is_taken(raws);
  Halves halves(graph);
  for (const std::size_t start : shuffled(raws, seed)) {
    if (is_taken[start] != 0) continue;
    const std::vector<std::size_t> group = group_of(graph, start, is_taken);
    // A debugging set's composites tie most of its photos together. A group that is much of all is
    // divided, at the price of the photos that then are in neither half.
    if (group.size() > raws / 20 + 1) {
      halves.put_apart(group);
    } else {
      const std::size_t half = halves.smaller();
      for (const std::size_t raw : group) halves.put(raw, half);
    }
  }
  std::vector<Half> result;
  for (std::size_t i = 0; i < origins.size(); ++i) result.push_back(halves.of_photo(i));
  return result;
}

}  // namespace petseg
