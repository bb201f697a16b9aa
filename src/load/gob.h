#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// vegeta's result stream in Go's gob encoding: type definitions first, then one message a result.
/// Source: https://pkg.go.dev/encoding/gob; type Result of github.com/tsenart/vegeta/v12/lib.
std::string gob_preamble();

/// Appends one result to `out`, without the preamble. Lateness, class and trace have no place in
/// it. Times are UTC.
void append_gob(std::string& out, const Result& result);

/// Hands over each result of a whole stream; `on_result` returns false to stop. Fields are found by
/// name; unknown ones are skipped. Errors: `invalid_input` (no gob, no results, cut short) with
/// what was read before already handed over.
brunt::Result<> read_gob(std::string_view bytes,
                         const std::function<bool(const Result&)>& on_result);

/// Does this begin like a gob stream of results?
bool looks_like_gob(std::string_view bytes);

}  // namespace brunt::load
