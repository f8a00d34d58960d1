#include "report/origin_halves.h"

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

/// Raw photos that hang together by photos made from several of them, neighbours side by side.
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
  std::vector<std::size_t> half_of(raws);
  std::size_t sizes[2] = {0, 0};
  for (const std::size_t start : shuffled(raws, seed)) {
    if (is_taken[start] != 0) continue;
    const std::vector<std::size_t> group = group_of(graph, start, is_taken);
    // A debugging set's composites may tie most of its photos together. A group that is much of all
    // is cut in the middle, for a few photos that then are in neither half.
    const bool is_cut = group.size() > raws / 20 + 1;
    const std::size_t smaller = sizes[0] <= sizes[1] ? 0 : 1;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::size_t half = is_cut ? 2 * i / group.size() : smaller;
      half_of[group[i]] = half;
      sizes[half] += graph.photos_of[group[i]].size();
    }
  }
  std::vector<Half> halves;
  for (const auto& own : graph.raws_of) {
    Half half = half_of[own[0]] == 0 ? Half::kFirst : Half::kSecond;
    for (const std::size_t raw : own) {
      if (half_of[raw] != half_of[own[0]]) half = Half::kNeither;
    }
    halves.push_back(half);
  }
  return halves;
}

}  // namespace petseg
