#include "data/composite/clearing.h"

#include <algorithm>

#include "data/composite/animal_photo.h"
#include "data/composite/free_rectangle.h"

namespace petseg {
namespace {

constexpr double kMinShare = 0.12;  // of the photo
constexpr int kMinSide = 112;       // pixels
// Strips of the area's height, in which ground is looked for: so many in all, and at least and at
// most so many of ground.
constexpr int kStrips = 16, kMinGround = 2, kMaxGround = 6;
constexpr double kMaxStep = 14;  // of the colour, from one strip to the next: ground ends at a wall

/// The row from which on all of an area is ground.
int find_ground_top(const cv::Rect& area, const Ground& ground) {
  const int height = area.height / kStrips;
  cv::Rect strip(area.x, area.br().y, area.width, height);
  for (int i = 0; i < kMaxGround; ++i) {
    const cv::Rect above = strip - cv::Point(0, height);
    const cv::Rect all(area.x, above.y, area.width, area.br().y - above.y);
    if (!ground.is_ground(all)) break;
    if (i > 0 && ground.difference(strip, above).value_or(kMaxStep) >= kMaxStep) break;
    strip = above;
  }
  return strip.y;
}

}  // namespace

std::optional<Clearing> find_clearing(const AnimalPhoto& photo) {
  const Subject& subject = *photo.subject();
  const cv::Mat& shape = subject.shape;
  const double min_area = kMinShare * static_cast<double>(shape.total());
  // What lies a little higher up than the animal's feet is mostly ground still.
  const int min_bottom = subject.box.br().y - cvRound(0.2 * shape.rows);
  for (const cv::Rect& area : free_rectangles(shape, min_bottom)) {
    if (area.area() < min_area) break;
    if (std::min(area.width, area.height) < kMinSide) continue;
    const int top = find_ground_top(area, photo.ground());
    if (area.br().y - top < area.height / kStrips * kMinGround) continue;
    return Clearing{area, top, sharpness(photo.image()(area))};
  }
  return {};
}

}  // namespace petseg
