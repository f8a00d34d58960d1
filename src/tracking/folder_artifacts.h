#pragma once

#include "petseg/tracking/artifact_store.h"

namespace petseg {

/// Artifacts in a folder of this computer, which the first upload makes.
class FolderArtifacts : public ArtifactStore {
 public:
  explicit FolderArtifacts(std::filesystem::path root) : root_(std::move(root)) {}

  std::string name() const override { return root_.string(); }
  void upload(const std::filesystem::path& file, const std::string& path) override;
  std::vector<ArtifactFile> list(const std::string& folder) override;
  void download(const std::string& path, const std::filesystem::path& target) override;

 private:
  void copy(const std::filesystem::path& from, const std::filesystem::path& to) const;

  std::filesystem::path root_;
};

}  // namespace petseg
