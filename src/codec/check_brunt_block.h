#pragma once

#include <string_view>

#include "codec/checker.h"

namespace brunt::codec {

/// The `brunt` object of an activity of `phase` ("hypothesis", "method", "rollbacks"). Unlike
/// elsewhere, what it does not know is refused: a wish that is overlooked is worse than an error.
void check_activity_block(Checker& checker, const Json& activity, const Way& way,
                          std::string_view phase);

/// The `brunt` object of the experiment, and what the blocks of its activities say of each other.
void check_experiment_block(Checker& checker, const Json& document);

/// `timeout` and `dry` beside a provider.
void check_limits(Checker& checker, const Json& activity, const Way& way);

}  // namespace brunt::codec
