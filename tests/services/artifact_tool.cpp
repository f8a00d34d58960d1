// What petseg does with artifacts and models, for the tests with real services:
//
//   artifact_tool upload <uri> <owner> <file or folder> <path>    owner: a run's id, a model's, or
//   "" artifact_tool list <uri> <owner> <folder>                     as JSON artifact_tool download
//   <uri> <owner> <path> <file> artifact_tool resolve <model uri>                             the
//   folder artifact_tool register <name> <source> <run id> <alias>       the version

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/model_uri.h"

#include "core/json.h"
#include "tracking/model_registry.h"

namespace petseg {
namespace {

Json listing(ArtifactStore& store, const std::string& folder) {
  Json files = Json::object();
  for (const ArtifactFile& file : store.list(folder)) {
    files[file.path] = file.is_folder ? Json("folder") : Json(file.bytes);
  }
  return files;
}

ArtifactOwner owner(const std::string& id) {
  return id.starts_with("m-") ? ArtifactOwner{.model_id = id} : ArtifactOwner{.run_id = id};
}

void run_store(const std::vector<std::string>& words) {
  const std::string& command = words.at(0);
  const auto store =
      open_artifact_store(words.at(1), tracking_settings(), /*patience=*/{}, owner(words.at(2)));
  if (command == "list") {
    std::cout << listing(*store, words.at(3)) << '\n';
  } else if (command == "download") {
    store->download(words.at(3), words.at(4));
  } else if (std::filesystem::is_directory(words.at(3))) {
    upload_folder(*store, words.at(3), words.at(4));
  } else {
    store->upload(words.at(3), words.at(4));
  }
}

void run(const std::vector<std::string>& words) {
  const std::string command = words.empty() ? "" : words[0];
  if (command == "resolve") {
    std::cout << resolve_model_uri(words.at(1)).string() << '\n';
  } else if (command == "register") {
    const auto registry = open_model_registry(tracking_settings());
    const std::string version = registry->register_model(words.at(1), words.at(2), words.at(3));
    registry->set_alias(words.at(1), words.at(4), version);
    std::cout << version << '\n';
  } else {
    run_store(words);
  }
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  try {
    petseg::run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
