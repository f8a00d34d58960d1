#pragma once

#include "core/base64.h"
#include "core/json.h"
#include "report/label_picture.h"

namespace petseg {

/// The palettes that a page puts into label pictures, in Base64.
inline Json palettes_json() {
  return {{"truth", base64(palette_chunks(LabelView::kTruth))},
          {"prediction", base64(palette_chunks(LabelView::kPrediction))},
          {"errors", base64(palette_chunks(LabelView::kErrors))}};
}

}  // namespace petseg
