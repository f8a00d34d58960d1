#include "image/png_codec.h"

#include <csetjmp>
#include <cstring>
#include <new>
#include <utility>

#include <png.h>
#include <zlib.h>

namespace petseg {
namespace {

/// libpng leaves a function that fails by a jump, over which no object may be destroyed: what
/// follows setjmp() in the functions below are plain values. Nothing is printed.
[[noreturn]] void jump_back(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void keep_quiet(png_structp, png_const_charp) {}

struct Reading {
  explicit Reading(std::string_view all)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, jump_back, keep_quiet)),
        info(png_create_info_struct(png)),
        bytes(all) {
    if (info == nullptr) throw std::bad_alloc();
  }
  ~Reading() { png_destroy_read_struct(&png, &info, nullptr); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  png_structp png;
  png_infop info;
  std::string_view bytes;  // those that are still to be read
};

struct Writing {
  Writing()
      : png(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, jump_back, keep_quiet)),
        info(png_create_info_struct(png)) {
    if (info == nullptr) throw std::bad_alloc();
  }
  ~Writing() { png_destroy_write_struct(&png, &info); }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  png_structp png;
  png_infop info;
  std::string bytes;
};

void read_some(png_structp png, png_bytep target, std::size_t size) {
  auto& rest = static_cast<Reading*>(png_get_io_ptr(png))->bytes;
  if (size > rest.size()) png_error(png, "truncated");
  std::memcpy(target, rest.data(), size);
  rest.remove_prefix(size);
}

void write_some(png_structp png, png_bytep source, std::size_t size) {
  static_cast<Writing*>(png_get_io_ptr(png))
      ->bytes.append(reinterpret_cast<const char*>(source), size);
}

std::vector<png_bytep> rows_of(const cv::Mat& image) {
  std::vector<png_bytep> rows;
  // Those that are written are only read; libpng's interface just has no const form.
  for (int y = 0; y < image.rows; ++y) rows.push_back(const_cast<png_bytep>(image.ptr(y)));
  return rows;
}

/// Reads the header; the pixels will be what `transform` makes of them.
bool begin(Reading& work, void (*transform)(png_structp)) {
  if (setjmp(png_jmpbuf(work.png)) != 0) return false;
  png_set_read_fn(work.png, &work, read_some);
  png_read_info(work.png, work.info);
  transform(work.png);
  png_set_interlace_handling(work.png);
  png_read_update_info(work.png, work.info);
  return true;
}

bool read_rows(Reading& work, std::vector<png_bytep>& rows) {
  if (setjmp(png_jmpbuf(work.png)) != 0) return false;
  png_read_image(work.png, rows.data());
  png_read_end(work.png, nullptr);
  return true;
}

/// An image of `type`, which the transformed pixels have to be of.
cv::Mat read(std::string_view bytes, int type, void (*transform)(png_structp)) {
  Reading work(bytes);
  if (!begin(work, transform)) return {};
  cv::Mat image(static_cast<int>(png_get_image_height(work.png, work.info)),
                static_cast<int>(png_get_image_width(work.png, work.info)), type);
  if (png_get_rowbytes(work.png, work.info) != image.step) return {};
  auto rows = rows_of(image);
  return read_rows(work, rows) ? image : cv::Mat();
}

bool write(Writing& work, const cv::Mat& image, std::vector<png_bytep>& rows,
           const std::vector<png_color>& colours, const std::vector<png_byte>& opacities) {
  if (setjmp(png_jmpbuf(work.png)) != 0) return false;
  png_set_write_fn(work.png, &work, write_some, nullptr);
  const bool is_rgb = image.channels() == 3;
  // One filter: choosing the best of each row takes twice the time for 4 % less room.
  png_set_filter(work.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
  png_set_compression_level(work.png, Z_BEST_SPEED);
  // Masks are runs of few values. Run lengths take a third of the time that deflate's search takes
  // there, and less room.
  png_set_compression_strategy(work.png, is_rgb ? Z_DEFAULT_STRATEGY : Z_RLE);
  const int grey = colours.empty() ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_PALETTE;
  png_set_IHDR(work.png, work.info, static_cast<png_uint_32>(image.cols),
               static_cast<png_uint_32>(image.rows), 8, is_rgb ? PNG_COLOR_TYPE_RGB : grey,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!colours.empty()) {
    png_set_PLTE(work.png, work.info, colours.data(), static_cast<int>(colours.size()));
    png_set_tRNS(work.png, work.info, opacities.data(), static_cast<int>(opacities.size()),
                 nullptr);
  }
  png_write_info(work.png, work.info);
  png_write_image(work.png, rows.data());
  png_write_end(work.png, nullptr);
  return true;
}

}  // namespace

cv::Mat read_png(std::string_view bytes) {
  return read(bytes, CV_8UC3, [](png_structp png) {
    png_set_strip_16(png);
    png_set_expand(png);  // palettes, and grey levels of few bits
    png_set_strip_alpha(png);
    png_set_gray_to_rgb(png);
  });
}

cv::Mat read_png_values(std::string_view bytes) {
  return read(bytes, CV_8UC1, png_set_packing);  // a byte for each pixel of few bits
}

std::string write_png(const cv::Mat& image, const std::vector<PngColour>& palette) {
  std::vector<png_color> colours;
  std::vector<png_byte> opacities;
  for (const auto& [colour, opacity] : palette) {
    colours.push_back({colour.red, colour.green, colour.blue});
    opacities.push_back(opacity);
  }
  Writing work;
  auto rows = rows_of(image);
  if (!write(work, image, rows, colours, opacities)) throw std::bad_alloc();
  return std::move(work.bytes);
}

}  // namespace petseg
