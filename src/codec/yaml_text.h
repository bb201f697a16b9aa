#pragma once

#include <string>

#include "base/json.h"

namespace brunt::codec {

enum class KeyOrder { as_they_are, sorted };

/// `value` as a YAML document in block style. A text is quoted where YAML 1.1 would read something
/// else (`on`, `012`, a date), so parse_yaml_document gives the value back; a line end stays in
/// its place. A document that is one scalar ends in a line "...", as PyYAML writes it.
std::string yaml_text(const Json& value, KeyOrder order = KeyOrder::as_they_are);

}  // namespace brunt::codec
