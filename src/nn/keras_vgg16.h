#pragma once

#include <filesystem>

#include "petseg/nn/state_dict.h"

namespace petseg {

/// VGG16's convolutions out of an HDF5 file that Keras wrote: the published
/// vgg16_weights_tf_dim_ordering_tf_kernels[_notop].h5, or save_weights() and save() of Keras 2 and
/// 3. Layers are known by their names, block1_conv1 to block5_conv3, or by their numbers where
/// Keras 3 leaves the names out. Kernels are turned from height, width, in, out to PyTorch's order,
/// and named as torchvision names them. The classifier and an optimiser's state are left out.
///
/// Keras trained its published weights on BGR with ImageNet's mean subtracted. Nothing of that is
/// taken over: as in the original project, the network sees RGB in [−1, 1].
///
/// Throws as read_hdf5() does, and DataError that lists layers that are missing or unexpected.
StateDict read_keras_vgg16(const std::filesystem::path& path);

}  // namespace petseg
