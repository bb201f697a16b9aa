#pragma once

#include <memory>

#include "base/result.h"
#include "load/byte_source.h"
#include "load/result.h"

namespace brunt::load {

/// Reads results of one format, one after the other. Its source must outlive it.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Sets all of `into` to the next result; its buffers are used again. False at the end.
  /// Errors: `invalid_input`, in the words of vegeta's decoders where it has such an error, with
  /// the place in `context`; `unavailable`.
  virtual brunt::Result<bool> next(Result& into) = 0;
};

/// Makes `result` as new, but keeps its buffers.
void reset(Result& result);

/// Sets the class that code and error text tell of.
void classify(Result& result);

/// Sees the format from the first result: our record, then as vegeta gob, JSON, CSV, then what
/// other tools write. Errors: `invalid_input` with the text "can't detect encoding".
brunt::Result<std::unique_ptr<Decoder>> detect_decoder(ByteSource& source);

}  // namespace brunt::load
