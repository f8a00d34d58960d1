#pragma once

#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// What a network is trained on, to be looked at.
struct SampleSheet {
  struct Sample {
    cv::Mat image;  ///< RGB [H, W, 3]
    cv::Mat mask;   ///< class ids and kIgnoreLabel [H, W]
  };

  std::string title;
  std::string subtitle;
  std::vector<Sample> samples;  ///< of one size
};

/// The samples in rows of four: each as the network sees it and beside that with its truth, cats
/// and dogs tinted and outlined, ignored pixels hatched, and the classes' shares above. Throws
/// std::invalid_argument when there is no sample, or an image and its mask do not belong together.
cv::Mat draw_sample_sheet(const SampleSheet& sheet);

}  // namespace petseg
