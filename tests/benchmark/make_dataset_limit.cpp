// The least that make-dataset can take on this machine: reads, decodes, hashes, encodes and writes
// the same files by the same codecs on all processors, and does nothing else: no checks, measures,
// duplicates, split or manifest.
//
//   make_dataset_limit RAW DATA OUT
//
// RAW is a folder in Oxford's layout, DATA the data set made of it, OUT a new folder. For a real
// photo: its file and its trimap are read and hashed, the photo decoded at the size at which it is
// looked at, the trimap decoded and encoded as a mask, both written. For a made one, whose pixels
// come from photos that are decoded in full size: its own file is decoded so, and encoded, hashed
// and written with its mask; what its file holds is then looked at as for any other. Photos with a
// thumbnail have both layers of it encoded. The lists and the page are copied. One sync at the end.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/files.h"
#include "petseg/core/parallel.h"
#include "petseg/core/sha256.h"
#include "petseg/data/manifest.h"
#include "petseg/data/photo_properties.h"
#include "petseg/image/decode.h"
#include "petseg/image/thumbnail.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

void encode_thumbnail(const cv::Mat& small) {
  const cv::Rect corner(0, 0, std::min(small.cols, kThumbnailSide),
                        std::min(small.rows, kThumbnailSide * 3 / 4));
  make_thumbnail(small(corner), cv::Mat::zeros(corner.size(), CV_8U));
}

void pass_on_real(const fs::path& raw, const PhotoRecord& photo, const AtomicFolder& out) {
  const std::string trimap =
      "annotations/trimaps/" + fs::path(photo.origin).stem().string() + ".png";
  const std::string jpeg = read_file(raw / photo.origin);
  const std::string png = read_file(raw / trimap);
  sha256(jpeg);
  const std::string mask = encode_png(decode_mask(png, trimap));
  sha256(mask);
  out.write(photo.image, jpeg);
  out.write(photo.mask, mask);
  encode_thumbnail(decode_reduced(jpeg, photo.origin, kMeasuredSize));
}

void pass_on_made(const fs::path& data, const PhotoRecord& photo, const AtomicFolder& out) {
  const cv::Mat image = decode_image(read_file(data / photo.image), photo.image);
  const std::string jpeg = encode_jpeg(image);
  const std::string mask = encode_png(decode_mask(read_file(data / photo.mask), photo.mask));
  sha256(jpeg);
  sha256(mask);
  out.write(photo.image, jpeg);
  out.write(photo.mask, mask);
  encode_thumbnail(decode_reduced(jpeg, photo.image, kMeasuredSize));
}

int run(const fs::path& raw, const fs::path& data, const fs::path& target) {
  cv::setNumThreads(1);
  const DataSet data_set = read_data_set(data);
  AtomicFolder out(target);
  parallel_for(data_set.photos.size(), [&](std::size_t i) {
    const PhotoRecord& photo = data_set.photos[i];
    if (photo.made.empty()) {
      pass_on_real(raw, photo, out);
    } else {
      pass_on_made(data, photo, out);
    }
  });
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.is_regular_file()) out.write(entry.path().filename(), read_file(entry.path()));
  }
  out.commit();
  return 0;
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_dataset_limit RAW DATA OUT\n", stderr);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  petseg::run(argv[1], argv[2], argv[3]);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  fmt::print("{:.3f} s\n", time.count());
}
