#include "petseg/sources/synthetic_pets.h"

#include <mutex>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/rng.h"
#include "petseg/core/stop_signal.h"
#include "petseg/image/decode.h"

#include "core/json.h"
#include "sources/synthetic/photo.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMarker = "synthetic.json";
const fs::path kList = fs::path("annotations") / "list.txt";
constexpr int kDrawing = 3;  // to be raised when the same seed draws other photos

/// Whatever was put beside an earlier drawing would not be drawn again.
void check_target(const fs::path& folder) {
  check_replaceable(folder, "--raw", "an earlier drawing", {kMarker});
  if (!fs::exists(folder / kMarker)) return;
  const std::string list = read_file(folder / kList);
  const auto refuse = [](const fs::path& path) {
    throw ConfigError(fmt::format(
        "{}: was not drawn by petseg, which would remove it; name another --raw to draw into",
        path.string()));
  };
  for (const fs::path& entry : fs::directory_iterator(folder)) {
    const fs::path name = entry.filename();
    if (name != "images" && name != "annotations" && name != kMarker) refuse(entry);
  }
  for (const fs::path& photo : fs::directory_iterator(folder / "images")) {
    const std::string line = "\n" + photo.stem().string() + " ";
    if (list.find(line) == std::string::npos) refuse(photo);
  }
}

struct Drawing {
  std::string name;
  const SyntheticBreed* breed;
};

/// Cats and dogs in turn, and their breeds in turn.
std::vector<Drawing> plan_drawings(int count) {
  std::vector<Drawing> drawings;
  for (int i = 0; i < count; ++i) {
    const auto breeds = synthetic_breeds(i % 2 == 0 ? Species::kCat : Species::kDog);
    const auto turn = static_cast<std::size_t>(i / 2);
    const SyntheticBreed& breed = breeds[turn % breeds.size()];
    drawings.push_back({fmt::format("{}_{}", breed.name, turn / breeds.size() + 1), &breed});
  }
  return drawings;
}

void draw_all(const fs::path& folder, const std::vector<Drawing>& drawings, int seed) {
  std::size_t done = 0;
  ProgressLine progress;
  std::mutex lock;  // guards `done` and `progress`
  parallel_for(drawings.size(), [&](std::size_t i) {
    throw_if_stopped();
    Rng rng({static_cast<std::uint64_t>(seed), i});
    const SyntheticPhoto photo = draw_synthetic_photo(*drawings[i].breed, rng);
    write_file(folder / "images" / (drawings[i].name + ".jpg"),
               encode_jpeg(photo.image, photo.quality));
    write_file(folder / "annotations" / "trimaps" / (drawings[i].name + ".png"),
               encode_png(photo.trimap));
    const std::scoped_lock hold(lock);
    progress.show(fmt::format("[data] {} of {} photos drawn", ++done, drawings.size()));
  });
}

/// list.txt: name, class, species and breed within the species, counted from 1.
std::string list_text(const std::vector<Drawing>& drawings) {
  std::string text = "#Image CLASS-ID SPECIES BREED ID\n#SPECIES: 1:Cat 2:Dog\n";
  const auto cats = synthetic_breeds(Species::kCat);
  const auto dogs = synthetic_breeds(Species::kDog);
  for (const Drawing& drawing : drawings) {
    const bool is_cat = drawing.breed->species == Species::kCat;
    const auto breed = drawing.breed - (is_cat ? cats.data() : dogs.data()) + 1;
    const auto class_id = is_cat ? breed : breed + static_cast<std::ptrdiff_t>(cats.size());
    text += fmt::format("{} {} {} {}\n", drawing.name, class_id, is_cat ? 1 : 2, breed);
  }
  return text;
}

}  // namespace

void draw_synthetic_pets(const fs::path& folder, int count, int seed) {
  if (count < 1) throw ConfigError(fmt::format("--count {}: expected at least 1", count));
  const Json description = {{"drawing", kDrawing}, {"count", count}, {"seed", seed}};
  const std::string marker = description.dump(2) + "\n";
  if (fs::exists(folder / kMarker) && read_file(folder / kMarker) == marker) {
    log().info("[data] {}: the {} photos are drawn already", folder.string(), count);
    return;
  }
  check_target(folder);
  AtomicFolder drawn(folder);
  const std::vector<Drawing> drawings = plan_drawings(count);
  draw_all(drawn.path(), drawings, seed);
  write_file(drawn.path() / kList, list_text(drawings));
  write_file(drawn.path() / kMarker, marker);
  drawn.commit();
}

}  // namespace petseg
