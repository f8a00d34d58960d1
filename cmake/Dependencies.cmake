# The only place that looks for other people's code. Nothing is downloaded while configuring.

# Tensors, autograd and kernels.
include(LibTorch)

# Reading and writing photos and masks.
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)

# Resizing photos, and reading those of other formats; figures and charts.
find_package(OpenCV 4.5 REQUIRED COMPONENTS core imgproc imgcodecs)

# JSON: setup files, manifests, reports.
find_package(nlohmann_json 3.10 REQUIRED)

# Reading the YAML of MLflow's file layout, as PyYAML writes it; version 0.7 has no namespace.
find_package(yaml-cpp 0.7 REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

# The command line.
find_package(CLI11 2.1 REQUIRED)

# Photos and data sets from http(s) URLs.
find_package(CURL 7.88 REQUIRED)

# Unpacking the archives of data sets: tar, gzip and zip, with hostile input in mind.
find_package(LibArchive 3.6 REQUIRED)

# Encoder weights that Keras saved; CMake's own module for it needs a project in C.
find_path(HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial REQUIRED)
find_library(HDF5_LIBRARY NAMES hdf5_serial hdf5 REQUIRED)

# SHA-256 of photos and data sets, MD5 of published archives.
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# Log lines.
find_package(spdlog REQUIRED)

# Text formatting; the system's spdlog is built with it.
find_package(fmt REQUIRED)

# Worker threads.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# The torch folder carries an fmt of its own, which spdlog cannot be used with: the system's is put
# before it, alone, so that no other system header hides one of Torch's.
get_target_property(fmt_include_dir fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/system_fmt)
file(CREATE_LINK ${fmt_include_dir}/fmt ${PROJECT_BINARY_DIR}/system_fmt/fmt SYMBOLIC)
add_library(petseg_system_fmt INTERFACE IMPORTED)
target_include_directories(petseg_system_fmt INTERFACE ${PROJECT_BINARY_DIR}/system_fmt)
