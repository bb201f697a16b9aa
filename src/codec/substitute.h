#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::codec {

/// What placeholders stand for. Lookup: configuration, then each secret scope in order, direct keys
/// only; the first that has the name wins, even with null.
struct Values {
  const Json& configuration;
  const Json& secrets;

  /// nullptr when nothing has that name.
  const Json* find(std::string_view name) const;
};

/// `value` with `${name}` and `$name` replaced in every text at any depth, object keys aside.
/// A text that is one `${name}` alone becomes the value itself, type kept; otherwise values are
/// rendered with python_text. `$$` is one `$`; unknown names stay as written; results are not
/// scanned again. Source: experiment format section 4.6.
Json substitute(const Json& value, const Values& values);
Json substitute_text(std::string_view text, const Values& values);

/// Is `text` exactly one `${name}`?
bool is_lone_placeholder(std::string_view text);

/// Is it a text that still holds a placeholder, so that it cannot be judged yet?
bool is_open(const Json& value);

/// Python's text of a value: `True`, `None`, `1.0`, `[1, 'a']`, `{'k': 'v'}`; a text is itself.
/// Source: experiment format section 11.3.
std::string python_text(const Json& value);

/// Python's repr() of a floating-point number: shortest round trip, always with `.` or exponent.
std::string python_float(double value);

}  // namespace brunt::codec
