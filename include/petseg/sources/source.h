#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "petseg/core/option_table.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

/// One raw source, as dataset.json lists it. Which keys say something depends on the type.
struct SourceConfig {
  std::string type = "oxford";
  std::string path = "data/raw";
  std::string name;           ///< for the manifest; the type where it is empty
  std::string use = "split";  ///< "split", or the one split that all of its photos go to
  bool optional = false;      ///< an absent path is no error

  bool download = false;                      ///< oxford: fetches what is not there
  int count = 600;                            ///< synthetic: photos to draw
  std::string annotations;                    ///< label_studio, coco: the export
  std::string images;                         ///< masks, coco: folder of the photos
  std::string masks;                          ///< masks: folder of the masks
  std::string classes;                        ///< masks: file of the class map
  std::map<std::string, std::string> labels;  ///< label_studio, coco: label or category → class
  std::string annotators = "majority";        ///< label_studio
  std::string crowd = "ignore";               ///< coco
};

/// New photos beside an Oxford source, annotated in Label Studio: `new_data/annotations.json` and
/// `new_data/<condition>/*.jpg`, as the original project has them; for the debugging set.
SourceConfig new_data_of(const std::string& raw);

/// The table of a source's keys.
const OptionTable<SourceConfig>& source_options();

/// The types of sources, "oxford", …
std::vector<std::string_view> source_types();

/// Throws ConfigError, prefixed by `where`, for an unknown type, or a key that was given and says
/// nothing for this type.
void check_source(const SourceConfig& source, const std::vector<std::string>& given_keys,
                  const std::string& where);

/// What the readers of all sources need to know.
struct SourceContext {
  BorderRule border = BorderRule::kPet;
  int seed = 42;  ///< of drawn photos
};

/// Lists a source (after downloading or drawing it, where it says so). Throws what its reader
/// throws.
RawSource read_source(const SourceConfig& source, const SourceContext& context);

}  // namespace petseg
