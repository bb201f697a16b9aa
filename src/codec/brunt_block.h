#pragma once

#include <string_view>

#include "base/json.h"
#include "codec/shape.h"
#include "model/activity.h"

namespace brunt::codec {

/// The extension block of an activity: its `brunt` object. Documented in docs/extension-block.md.
const Shape& activity_block_shape();
/// That of an experiment.
const Shape& experiment_block_shape();

/// What an activity's block says; it has passed check_activity_block. Nothing without a block.
model::Extra extra_of(const Json& activity);

/// Does the document's block ask for a check after the rollbacks?
bool verifies_after_rollbacks(const Json& document);

/// Seconds that an activity may take as a whole: the number beside its provider; 0 = no limit.
double timeout_of(const Json& activity);

/// Is its tolerance looked at although it is no probe of the hypothesis?
bool judges_in_method(const Json& activity);

}  // namespace brunt::codec
