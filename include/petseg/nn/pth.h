#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "petseg/nn/state_dict.h"

namespace petseg {

/// The tensors of a file that `torch.save(model.state_dict(), path)` wrote: a zip archive (PyTorch
/// ≥ 1.6) or a stream of pickles (before). A checkpoint with the tensors under the key "state_dict"
/// is read too. The file is not trusted: it can neither run code nor make the reader leave its
/// bytes, and the tensors take at most four times the file's size. CPU, contiguous, copied out.
/// Throws IoError when the file cannot be read, DataError when its content is damaged, hostile or
/// something else than a dictionary of tensors.
StateDict read_pth(const std::filesystem::path& path);

/// The same from bytes; `file` begins the messages.
StateDict parse_pth(std::string_view bytes, const std::string& file);

}  // namespace petseg
