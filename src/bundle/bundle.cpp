#include "petseg/bundle/bundle.h"

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/nn/precision.h"
#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// 1 had one decoder only, that of the default options; 1 and 2 did not zoom in, and do not say
/// on which photos they were trained.
constexpr int kSchema = 3;

Json to_json(const Bundle& bundle) {
  Json classes = Json::object();
  for (int c = 0; c < kNumClasses; ++c) classes[std::to_string(c)] = kClassNames[c];
  const Preprocessing& p = bundle.preprocessing;
  const DecoderOptions& decoder = bundle.net->decoder_options();
  return {{"schema", kSchema},
          {"model", bundle.model},
          {"decoder_channels", decoder.channels},
          {"upsampling", decoder.upsampling},
          {"dropout", decoder.dropout},
          {"classes", classes},
          {"preprocessing",
           {{"image_size", p.image_size},
            {"keep_aspect", p.keep_aspect},
            {"zoom_in", p.zoom_in},
            {"mean", p.mean},
            {"std", p.std}}},
          {"provenance", bundle.provenance},
          {"trained_on",
           {{"is_complete", bundle.seen.is_complete},
            {"trained", bundle.seen.trained},
            {"validated", bundle.seen.validated}}}};
}

int read_schema(const Json& json, const std::string& file) {
  const int schema = json_value<int>(json, "schema", file);
  if (schema < 1 || schema > kSchema) {
    throw DataError(fmt::format("{}: schema {}, this version reads 1 to {}; use a newer petseg",
                                file, schema, kSchema));
  }
  return schema;
}

void check_classes(const Json& json, const std::string& file) {
  const auto classes = json_value<std::map<std::string, std::string>>(json, "classes", file);
  for (int c = 0; c < kNumClasses; ++c) {
    const auto found = classes.find(std::to_string(c));
    if (classes.size() != kNumClasses || found == classes.end() ||
        found->second != kClassNames[c]) {
      throw DataError(fmt::format("{}: classes: {} is not the class map 0 background, 1 cat, 2 dog",
                                  file, json_excerpt(json.at("classes"))));
    }
  }
}

DecoderOptions read_decoder(const Json& json, const std::string& file) {
  return {.channels = json_value<std::vector<int>>(json, "decoder_channels", file),
          .upsampling = json_value<std::string>(json, "upsampling", file),
          .dropout = json_value<double>(json, "dropout", file)};
}

Preprocessing read_preprocessing(const Json& json, int schema, const std::string& file) {
  const Json p = json_value<Json>(json, "preprocessing", file);
  Preprocessing preprocessing;
  preprocessing.image_size = json_value<int>(p, "image_size", file);
  preprocessing.keep_aspect = json_value<bool>(p, "keep_aspect", file);
  preprocessing.zoom_in = schema >= 3 && json_value<bool>(p, "zoom_in", file);
  preprocessing.mean = json_value<std::array<double, 3>>(p, "mean", file);
  preprocessing.std = json_value<std::array<double, 3>>(p, "std", file);
  if (preprocessing.image_size < 32 || preprocessing.image_size > 4096 ||
      preprocessing.image_size % 32 != 0) {
    throw DataError(fmt::format("{}: image_size {} is not a multiple of 32 in 32–4096", file,
                                preprocessing.image_size));
  }
  for (const double std : preprocessing.std) {
    if (!(std > 0)) throw DataError(fmt::format("{}: std {} is not above 0", file, std));
  }
  return preprocessing;
}

SeenPhotos read_seen(const Json& json, const std::string& file) {
  const Json seen = json_value<Json>(json, "trained_on", file);
  return {.trained = json_value<std::set<std::string>>(seen, "trained", file),
          .validated = json_value<std::set<std::string>>(seen, "validated", file),
          .is_complete = json_value<bool>(seen, "is_complete", file)};
}

}  // namespace

UNet make_net(const std::string& model, const std::string& where, const DecoderOptions& decoder) {
  UNet net(find_encoder(model, where + "/model"), decoder, where);
  to_channels_last(*net);
  return net;
}

void save_bundle(const Bundle& bundle, const fs::path& folder) {
  AtomicFolder target(folder);
  write_bundle(bundle, target.path());
  target.commit();
}

void write_bundle(const Bundle& bundle, const fs::path& folder) {
  save_safetensors(folder / kBundleWeights, state_dict_of(*bundle.net));
  write_file(folder / "model.json", to_json(bundle).dump(2) + "\n");
}

Bundle load_bundle(const fs::path& folder, torch::Device device) {
  const fs::path description = folder / "model.json";
  const std::string file = description.string();
  const Json json = parse_own_json(read_file(description), file, "save the model anew");
  const int schema = read_schema(json, file);
  check_classes(json, file);

  Bundle bundle{
      .model = json_value<std::string>(json, "model", file),
      .preprocessing = read_preprocessing(json, schema, file),
      .provenance = json_value<std::map<std::string, std::string>>(json, "provenance", file)};
  if (schema >= 3) bundle.seen = read_seen(json, file);
  try {
    const auto decoder = schema == 1 ? DecoderOptions{} : read_decoder(json, file);
    bundle.net = make_net(bundle.model, file + ": ", decoder);
  } catch (const ConfigError& error) {
    throw DataError(error.what());  // a model of another version, not a wrong setting
  }
  const fs::path weights = folder / kBundleWeights;
  load_state_dict(*bundle.net, read_safetensors(weights), {.source = weights.string()});
  bundle.net->to(device);
  bundle.net->eval();
  return bundle;
}

}  // namespace petseg
