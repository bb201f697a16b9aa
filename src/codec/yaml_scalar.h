#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace brunt::codec {

/// A plain YAML scalar with its meaning.
struct Scalar {
  Json value;
  std::string trap;  ///< why a reader may be surprised: "a base-60 number"; "" when none would
};

/// Resolves `text` as YAML 1.1 does in PyYAML's safe loader: `on` is true, `012` is 10, `1_000` is
/// 1000, `1e3` stays a text, `12:30:45` is 45045, a date becomes its ISO text.
Scalar resolve_yaml_scalar(std::string_view text);

}  // namespace brunt::codec
