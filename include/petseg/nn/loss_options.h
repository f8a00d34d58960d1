#pragma once

#include <string>
#include <vector>

namespace petseg {

struct LossOptions {
  /// A name, or a sum of names with weights: "CE+Dice", "0.5*CE + 2*Tversky". Names may end in
  /// "Loss". With p the softmax, y the truth, sums over all known pixels of the batch, and means
  /// over classes:
  ///   CE            mean over pixels of −log p_y
  ///   Focal         mean over pixels of −(1 − p_y)^γ log p_y (Lin et al. 2017)
  ///   Dice          1 − (2 Σpy + 1) / (Σp + Σy + 1) (Milletari, Navab and Ahmadi 2016)
  ///   Jaccard       1 − (Σpy + 1) / (Σp + Σy − Σpy + 1)
  ///   Tversky       1 − (Σpy + 1) / (Σpy + α Σp(1 − y) + β Σ(1 − p)y + 1) (Salehi et al. 2017)
  ///   FocalTversky  Tversky's of each class to the power 1 / γ (Abraham and Khan 2019)
  ///   Lovasz        Lovász-softmax, over the classes that the batch holds (Berman et al. 2018)
  std::string terms = "CE+Dice";
  /// Of each class: how much its pixels count in CE and Focal, and its share of the means over
  /// classes elsewhere. Empty: all the same.
  std::vector<double> class_weights;
  /// CE and Focal: the share of each pixel's truth that is spread over all classes.
  double label_smoothing = 0;
  double focal_gamma = 2;
  double tversky_alpha = 0.3;  ///< of false positives
  double tversky_beta = 0.7;   ///< of false negatives
  double focal_tversky_gamma = 4.0 / 3;
  /// CE and Focal: a pixel counts 1 + boundary_weight times where another class is at most 3 pixels
  /// away in both directions. An idea of the U-Net's paper (Ronneberger et al. 2015), without its
  /// distance map.
  double boundary_weight = 0;
};

}  // namespace petseg
