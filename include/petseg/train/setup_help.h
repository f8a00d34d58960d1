#pragma once

#include <string>

namespace petseg {

// How a setup.json is written, for people and for editors, from the table of its keys
// (setup_options()). Neither needs LibTorch.

/// Every key with its default, what it may be and what it means, by section, in lines of at most
/// 92 characters. Where another model has another default, that is said.
std::string explain_setup();

/// A JSON Schema (draft 7) of a setup.json, which editors complete and check by. It refuses what
/// read_setup() refuses for one key alone; what keys have to agree on is beyond it.
std::string setup_schema();

}  // namespace petseg
