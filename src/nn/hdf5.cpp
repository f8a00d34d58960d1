#include "nn/hdf5.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <torch/torch.h>

#include "petseg/core/error.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kMagic("\x89HDF\r\n\x1a\n", 8);
/// Models nest a few layers; a hard link may lead back up.
constexpr int kMaxDepth = 8;
constexpr int kMaxObjects = 10'000;

/// Closes what the library opened.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (is_open()) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  bool is_open() const { return id_ >= 0; }
  hid_t id() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

class Reader {
 public:
  Reader(const fs::path& path, const WantedShape& wanted) : file_(path.string()), wanted_(wanted) {
    H5dont_atexit();  // nothing is to be written, and after a damaged file cleaning up may crash
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // it would print
    H5PLset_loading_state(0);
  }

  StateDict read() {
    const Handle file(H5Fopen(file_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file.is_open()) {
      throw DataError(file_ + ": no HDF5 file, or cut short; expected weights that Keras saved");
    }
    const Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose);
    if (!root.is_open()) fail("/", "cannot be read; the file is damaged");
    read_group(root.id(), "", 0);
    return std::move(read_);
  }

 private:
  [[noreturn]] void fail(const std::string& path, const std::string& what) const {
    throw DataError(fmt::format("{}: {}: {}", file_, json_excerpt(path), what));
  }

  void read_group(hid_t group, const std::string& path, int depth) {
    H5G_info_t info;
    if (H5Gget_info(group, &info) < 0) fail(path, "cannot be read; the file is damaged");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      if (++objects_ > kMaxObjects || depth >= kMaxDepth) {
        fail(path, "more groups than any network of Keras has");
      }
      read_object(group, i, path, depth);
    }
  }

  void read_object(hid_t group, hsize_t index, const std::string& parent, int depth) {
    std::array<char, 1024> name{};
    const auto length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index,
                                           name.data(), name.size(), H5P_DEFAULT);
    if (length <= 0 || static_cast<std::size_t>(length) >= name.size()) {
      fail(parent, "has a name that cannot be read; the file is damaged");
    }
    const std::string path = (parent.empty() ? "" : parent + "/") + name.data();
    H5L_info_t link;
    if (H5Lget_info(group, name.data(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) {
      fail(path, "is a link to another place or file; save the weights again");
    }
    const Handle object(H5Oopen(group, name.data(), H5P_DEFAULT), H5Oclose);
    if (!object.is_open()) fail(path, "cannot be read; the file is damaged");
    const H5I_type_t type = H5Iget_type(object.id());
    if (type == H5I_GROUP) read_group(object.id(), path, depth + 1);
    if (type != H5I_DATASET) return;
    if (const auto shape = wanted_(path)) read_[path] = read_dataset(object.id(), path, *shape);
  }

  torch::Tensor read_dataset(hid_t dataset, const std::string& path, const Shape& wanted) const {
    check_shape(dataset, path, wanted);
    const Handle type(H5Dget_type(dataset), H5Tclose);
    if (!type.is_open() || H5Tget_class(type.id()) != H5T_FLOAT) {
      fail(path, "does not hold floating point numbers");
    }
    auto tensor = torch::empty(wanted, torch::kFloat32);
    check_storage(dataset, path, H5Tget_size(type.id()) * static_cast<std::size_t>(tensor.numel()));
    const auto done = H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                              tensor.mutable_data_ptr());
    if (done < 0) fail(path, "its numbers cannot be read; the file is damaged");
    return tensor;
  }

  void check_shape(hid_t dataset, const std::string& path, const Shape& wanted) const {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int dimensions = space.is_open() ? H5Sget_simple_extent_ndims(space.id()) : -1;
    if (dimensions < 0) fail(path, "has no shape; the file is damaged");
    std::vector<hsize_t> sizes(static_cast<std::size_t>(dimensions));
    H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
    const auto same = [](hsize_t a, std::int64_t b) { return std::cmp_equal(a, b); };
    if (std::ranges::equal(sizes, wanted, same)) return;
    fail(path,
         fmt::format("is [{}], expected [{}]", fmt::join(sizes, ", "), fmt::join(wanted, ", ")));
  }

  /// One piece of the file that holds all numbers, as Keras writes them: chunks may be of any size,
  /// and inflate to any.
  void check_storage(hid_t dataset, const std::string& path, std::size_t bytes) const {
    const Handle list(H5Dget_create_plist(dataset), H5Pclose);
    const H5D_layout_t layout = list.is_open() ? H5Pget_layout(list.id()) : H5D_LAYOUT_ERROR;
    if ((layout != H5D_CONTIGUOUS && layout != H5D_COMPACT) ||
        H5Pget_external_count(list.id()) != 0) {
      fail(path, "is stored in chunks, compressed or in another file; save the weights with Keras");
    }
    if (H5Dget_storage_size(dataset) != bytes) fail(path, "its numbers are not in the file");
  }

  std::string file_;
  const WantedShape& wanted_;
  StateDict read_;
  int objects_ = 0;
};

}  // namespace

StateDict read_hdf5(const fs::path& path, const WantedShape& wanted) {
  if (!std::ifstream(path).is_open()) throw IoError(path.string() + ": cannot be read");
  return Reader(path, wanted).read();
}

bool is_hdf5(const fs::path& path) {
  if (path.extension() == ".h5" || path.extension() == ".hdf5") return true;
  std::string begin(kMagic.size(), '\0');
  std::ifstream(path, std::ios::binary)
      .read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin == kMagic;
}

}  // namespace petseg
