// Any bytes as one YAML document: a value whose parts all have places, or a problem.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "codec/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (brunt::first_invalid_utf8(text) != std::string_view::npos) return 0;
  const auto parsed = brunt::codec::parse_yaml_document(text);
  if (!parsed) {
    if (parsed.error().summary.empty()) __builtin_trap();
    return 0;
  }
  if (!parsed->value.is_object()) return 0;
  for (const auto& [name, value] : parsed->value.items()) {
    const auto place = parsed->positions.of(brunt::codec::pointer_part(name));
    if (place.line == 0 || place.column == 0) __builtin_trap();
  }
  return 0;
}
