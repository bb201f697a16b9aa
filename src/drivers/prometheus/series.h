#pragma once

#include <string>

#include "base/json.h"

namespace brunt::drivers::prometheus {

/// A few words about an answer: "200 +67, 502 +1" for counters over time (by the labels in which
/// they differ), the value of a single sample, else "3 series". Unusable answers give their status.
std::string summarise(const Json& envelope);

/// Warnings and infos of an answer in one line, or "".
std::string remarks(const Json& envelope);

}  // namespace brunt::drivers::prometheus
