#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/platform/promql/labels.h"

namespace brunt::sandbox::platform::promql {

struct Token {
  enum class Kind : std::uint8_t { end, name, number, duration, text, symbol };
  Kind kind = Kind::end;
  std::string text;          ///< a string's contents with escapes resolved; else as written
  std::size_t position = 0;  ///< 0-based byte
};

/// `LINE:COLUMN: parse error: what`, as Prometheus words it.
QueryError parse_error(std::string_view query, std::size_t position, std::string_view what);

/// Splits a query; the last token is `end`. Comments and blanks vanish.
/// Errors: bad_data, for an open string, an unknown character or a malformed number.
Outcome<std::vector<Token>> tokens(std::string_view query);

}  // namespace brunt::sandbox::platform::promql
