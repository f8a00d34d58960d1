#pragma once

#include <map>
#include <string>
#include <string_view>

namespace petseg {

/// The records of a zip archive whose members are stored as they are, which is what `torch.save`
/// writes (PKWARE APPNOTE 6.3.9). Names → bytes inside `archive`, which must outlive the result.
///
/// Written here instead of taking caffe2::serialize::PyTorchStreamReader, because for a hostile
/// file less is safer: that reader inflates compressed members (a few kilobytes become gigabytes)
/// and allocates what the directory claims. This one never allocates by a number in the file:
/// members are views. Checksums are not compared, as `torch.load` does not either:
/// `torch.save` may be told to leave them out.
///
/// Throws DataError that begins with `file` for anything else: cut short, compressed, encrypted,
/// in several volumes, a name that stands twice, a member outside of the file.
std::map<std::string, std::string_view> zip_records(std::string_view archive,
                                                    const std::string& file);

}  // namespace petseg
