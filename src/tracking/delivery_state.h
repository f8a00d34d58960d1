#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// How far a run has come in one store: what stands under its name in JournalDelivery::kFile.
struct DeliveryState {
  std::optional<RunInfo> run;                  ///< its ids and its artifact URI
  bool was_found = false;                      ///< the run was there before this journal was sent
  std::optional<LoggedModel> model;            ///< the one that was made of the run's model
  std::map<std::string, std::string> uploads;  ///< see UploadNotes
  std::uint64_t delivered = 0;                 ///< bytes of the journal
};

/// An empty one where the store has none yet, or the file is damaged.
DeliveryState read_delivery_state(const std::filesystem::path& file, const std::string& store);
/// Leaves those of other stores as they are. Throws IoError.
void write_delivery_state(const std::filesystem::path& file, const std::string& store,
                          const DeliveryState& state);

}  // namespace petseg
