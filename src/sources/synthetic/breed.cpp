#include "sources/synthetic/breed.h"

#include <array>

namespace petseg {
namespace {

constexpr auto kCatSpecies = Species::kCat;
constexpr auto kDogSpecies = Species::kDog;

const Colour kBlack{0.12F, 0.11F, 0.11F};
const Colour kWhite{0.92F, 0.9F, 0.86F};
const Colour kGrey{0.45F, 0.46F, 0.48F};
const Colour kOrange{0.82F, 0.52F, 0.25F};
const Colour kRust{0.58F, 0.3F, 0.14F};
const Colour kTan{0.74F, 0.58F, 0.4F};
const Colour kBrown{0.36F, 0.23F, 0.15F};
const Colour kCream{0.88F, 0.79F, 0.64F};
const Colour kGreen{0.55F, 0.68F, 0.3F};
const Colour kAmber{0.85F, 0.62F, 0.2F};
const Colour kBlue{0.4F, 0.62F, 0.82F};
const Colour kHazel{0.34F, 0.2F, 0.1F};

// The length of hairs, in heads' radii.
constexpr double kShort = 0.035;
constexpr double kLong = 0.12;

// Both species come in black, white, grey, orange and brown: the figure tells them apart, not the
// colour.
const std::array<SyntheticBreed, 8> kCats{{
    {"Tabby",
     kCatSpecies,
     Ears::kPointed,
     1.0,
     1.0,
     1.0,
     {CoatPattern::kTabby, {0.56F, 0.48F, 0.38F}, {0.2F, 0.16F, 0.13F}, 0.5},
     kGreen},
    {"Ginger",
     kCatSpecies,
     Ears::kPointed,
     1.0,
     1.05,
     1.0,
     {CoatPattern::kTabby, kOrange, kRust, 0.5},
     kAmber},
    {"Tuxedo",
     kCatSpecies,
     Ears::kPointed,
     1.0,
     1.0,
     1.0,
     {CoatPattern::kPatches, kBlack, kWhite, 0.9},
     kGreen},
    {"Smoke",
     kCatSpecies,
     Ears::kPointed,
     1.05,
     1.15,
     0.9,
     {CoatPattern::kSolid, kGrey, kGrey, 0.15, kLong},
     kAmber},
    {"Sealpoint",
     kCatSpecies,
     Ears::kPointed,
     1.0,
     0.9,
     1.1,
     {CoatPattern::kPoints, kCream, kBrown, 0.0, kShort},
     kBlue},
    {"Leopard",
     kCatSpecies,
     Ears::kPointed,
     1.1,
     0.95,
     1.05,
     {CoatPattern::kSpotted, {0.76F, 0.57F, 0.33F}, {0.25F, 0.15F, 0.09F}, 0.2, kShort},
     kGreen},
    {"Ruddy",
     kCatSpecies,
     Ears::kPointed,
     1.0,
     0.9,
     1.1,
     {CoatPattern::kSolid, {0.66F, 0.44F, 0.27F}, kRust, 0.4, kShort},
     kAmber},
    {"Snow",
     kCatSpecies,
     Ears::kPointed,
     1.05,
     1.2,
     0.9,
     {CoatPattern::kPatches, kWhite, kGrey, 0.5, kLong},
     kBlue},
}};

const std::array<SyntheticBreed, 8> kDogs{{
    {"hound",
     kDogSpecies,
     Ears::kFloppy,
     1.2,
     1.15,
     1.25,
     {CoatPattern::kPatches, kWhite, kRust, 0.6, kShort},
     kHazel},
    {"spaniel",
     kDogSpecies,
     Ears::kFloppy,
     1.1,
     1.25,
     1.0,
     {CoatPattern::kSolid, kRust, kRust, 0.3, kLong},
     kHazel},
    {"terrier",
     kDogSpecies,
     Ears::kFolded,
     1.0,
     1.15,
     1.0,
     {CoatPattern::kPatches, kTan, kBlack, 0.3},
     kHazel},
    {"shepherd",
     kDogSpecies,
     Ears::kPricked,
     1.3,
     1.25,
     1.25,
     {CoatPattern::kPoints, kTan, kBlack, 0.2},
     kHazel},
    {"mastiff",
     kDogSpecies,
     Ears::kFolded,
     1.3,
     1.5,
     0.85,
     {CoatPattern::kBrindle, kGrey, kBlack, 0.5, kShort},
     kHazel},
    {"retriever",
     kDogSpecies,
     Ears::kFloppy,
     1.25,
     1.3,
     1.1,
     {CoatPattern::kSolid, kCream, kOrange, 0.3, kLong},
     kHazel},
    {"bulldog",
     kDogSpecies,
     Ears::kFolded,
     1.2,
     1.5,
     0.8,
     {CoatPattern::kPatches, kBrown, kWhite, 0.9, kShort},
     kHazel},
    {"labrador",
     kDogSpecies,
     Ears::kFloppy,
     1.25,
     1.25,
     1.05,
     {CoatPattern::kSolid, kBlack, kBlack, 0.1, kShort},
     kHazel},
}};

}  // namespace

std::span<const SyntheticBreed> synthetic_breeds(Species species) {
  return species == Species::kCat ? std::span<const SyntheticBreed>(kCats)
                                  : std::span<const SyntheticBreed>(kDogs);
}

}  // namespace petseg
