#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "load/decoder.h"
#include "load/result.h"

namespace brunt::load {

/// Does this begin like a record file?
bool looks_like_records(std::string_view bytes);
/// Are these too few bytes to tell?
bool may_become_records(std::string_view bytes);

/// Hands over the results of a record file in order of completion, then, as `aborted`, the hits
/// that were out when their writer ended. A file that was never sealed is read as far as it was
/// written. Memory: that of the texts; a pipe is kept as a whole. Errors: `invalid_input` (damaged
/// block, wrong version).
brunt::Result<std::unique_ptr<Decoder>> record_decoder(ByteSource& source);

}  // namespace brunt::load
