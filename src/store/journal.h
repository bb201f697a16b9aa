#pragma once

#include <vector>

#include "base/json.h"
#include "model/event.h"

namespace brunt::store {

/// The version of the reference's core library whose journals ours are like.
inline constexpr const char* compatible_version = "1.45.0";

/// A run's journal, from its events in order; nothing else goes into it. Key order and shapes of
/// the reference; additions under the key "brunt" alone. A run whose last events are missing (it
/// was killed) gives the journal of what is known, with status "interrupted".
/// Source: experiment format section 6; an entry always has a `status` (fix Q11).
Json journal_from_events(const std::vector<model::Event>& events);

}  // namespace brunt::store
