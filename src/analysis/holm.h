#pragma once

#include <span>
#include <vector>

namespace brunt::analysis {

/// p values of several tests, each in its place, raised so that the chance of any false alarm among
/// them stays what each alone had. Source: Holm 1979.
std::vector<double> holm(std::span<const double> p);

}  // namespace brunt::analysis
