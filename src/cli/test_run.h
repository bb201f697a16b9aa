#pragma once

#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/event.h"

namespace brunt::cli {

/// For tests: a short form of the run in tests/data/seed, as the engine would tell it.
std::vector<model::Event> test_run();

/// The same up to 17:20:57, when users are failing and nine requests are in flight.
std::vector<model::Event> test_run_until_failing();

WallTime at(std::string_view text);

}  // namespace brunt::cli
