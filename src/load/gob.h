#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/decoder.h"
#include "load/result.h"

namespace brunt::load {

/// vegeta's result stream in Go's gob encoding: type definitions first, then one message a result.
/// Source: https://pkg.go.dev/encoding/gob; type Result of github.com/tsenart/vegeta/v12/lib.
std::string gob_preamble();

/// Appends one result to `out`, without the preamble. Lateness, class and trace have no place in
/// it. Times are UTC.
void append_gob(std::string& out, const Result& result);

/// Reads such a stream. Fields are found by name; unknown ones are skipped, and so are definitions
/// that come again, as in two files joined by cat.
std::unique_ptr<Decoder> gob_decoder(ByteSource& source);

}  // namespace brunt::load
