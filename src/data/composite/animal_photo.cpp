#include "data/composite/animal_photo.h"

#include <utility>

#include "data/composite/frame.h"

namespace petseg {

AnimalPhoto::AnimalPhoto(Load image, Load mask)
    : load_image_(std::move(image)), load_mask_(std::move(mask)) {}

const cv::Mat& AnimalPhoto::image() const { return image_.get(load_image_); }

const cv::Mat& AnimalPhoto::mask() const { return mask_.get(load_mask_); }

const std::optional<Subject>& AnimalPhoto::subject() const {
  return subject_.get([&] { return find_subject(mask()); });
}

bool AnimalPhoto::has_frame() const {
  return has_frame_.get([&] { return petseg::has_frame(image()); });
}

bool AnimalPhoto::looks_natural() const {
  return looks_natural_.get([&] { return subject() && petseg::looks_natural(*subject()); });
}

bool AnimalPhoto::can_be_pasted() const {
  if (!looks_natural()) return false;
  const CutSides& cut = subject()->cut;
  return !cut.top && cut.bottom + cut.left + cut.right <= 1;
}

bool AnimalPhoto::is_whole() const {
  if (!looks_natural()) return false;
  const CutSides& cut = subject()->cut;
  return !cut.top && !cut.bottom && !cut.left && !cut.right;
}

const Matte& AnimalPhoto::matte() const {
  return matte_.get([&] { return find_matte(image(), *subject()); });
}

const Ground& AnimalPhoto::ground() const {
  return ground_.get([&] { return Ground(image(), *subject()); });
}

const Look& AnimalPhoto::look() const {
  return look_.get([&] { return find_look(image(), subject()->box); });
}

const std::optional<Clearing>& AnimalPhoto::clearing() const {
  return clearing_.get([&] { return find_clearing(*this); });
}

}  // namespace petseg
