#pragma once

#include <cstdint>

namespace brunt::load {

/// For tests: how often this thread has taken memory by operator new.
std::uint64_t allocations();

}  // namespace brunt::load
