#include "image/jpeg_codec.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <new>

#include <jpeglib.h>

namespace petseg {
namespace {

/// libjpeg leaves a function that fails by a jump, over which no object may be destroyed: what
/// follows setjmp() in the functions below are plain values.
struct Errors {
  jpeg_error_mgr base{};  // first, since libjpeg only knows of it
  std::jmp_buf back{};
};

[[noreturn]] void jump_back(j_common_ptr info) {
  std::longjmp(reinterpret_cast<Errors*>(info->err)->back, 1);
}

/// Nothing is printed.
jpeg_error_mgr* set_up(Errors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = jump_back;
  errors.base.emit_message = [](j_common_ptr, int) {};
  return &errors.base;
}

struct Decompression {
  Decompression() { info.err = set_up(errors); }
  ~Decompression() { jpeg_destroy_decompress(&info); }
  Decompression(const Decompression&) = delete;
  Decompression& operator=(const Decompression&) = delete;

  jpeg_decompress_struct info{};
  Errors errors;
};

struct Compression {
  Compression() { info.err = set_up(errors); }
  ~Compression() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }
  Compression(const Compression&) = delete;
  Compression& operator=(const Compression&) = delete;

  jpeg_compress_struct info{};
  Errors errors;
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

/// As OpenCV has it: inks are stored inverted, and black takes from what the others leave.
void rgb_from_cmyk(const std::uint8_t* cmyk, std::uint8_t* rgb, int width) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    const int black = cmyk[3];
    for (int c = 0; c < 3; ++c) {
      rgb[c] = static_cast<std::uint8_t>(black - ((255 - cmyk[c]) * black >> 8));
    }
  }
}

bool decompress(Decompression& work, std::string_view bytes, int denominator, cv::Mat& image,
                cv::Mat& cmyk) {
  jpeg_decompress_struct& info = work.info;
  if (setjmp(work.errors.back) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  const bool is_cmyk = info.num_components == 4;
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  info.scale_num = 1;
  info.scale_denom = static_cast<unsigned>(denominator);
  jpeg_start_decompress(&info);
  const int width = static_cast<int>(info.output_width);
  image.create(static_cast<int>(info.output_height), width, CV_8UC3);
  if (is_cmyk) cmyk.create(1, width, CV_8UC4);
  while (info.output_scanline < info.output_height) {
    std::uint8_t* const target = image.ptr(static_cast<int>(info.output_scanline));
    JSAMPROW row = is_cmyk ? cmyk.ptr() : target;
    jpeg_read_scanlines(&info, &row, 1);
    if (is_cmyk) rgb_from_cmyk(row, target, width);
  }
  jpeg_finish_decompress(&info);
  return true;
}

bool compress(Compression& work, const cv::Mat& image, int quality) {
  jpeg_compress_struct& info = work.info;
  if (setjmp(work.errors.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &work.bytes, &work.size);
  info.image_width = static_cast<JDIMENSION>(image.cols);
  info.image_height = static_cast<JDIMENSION>(image.rows);
  info.input_components = image.channels();
  info.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    // It only reads; its interface just has no const form.
    auto* row = const_cast<JSAMPROW>(image.ptr(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

cv::Mat read_jpeg(std::string_view bytes, int denominator) {
  Decompression work;
  cv::Mat image, cmyk;
  return decompress(work, bytes, denominator, image, cmyk) ? image : cv::Mat();
}

std::string write_jpeg(const cv::Mat& image, int quality) {
  Compression work;
  if (!compress(work, image, quality)) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(work.bytes), work.size};
}

}  // namespace petseg
