// A text with placeholders: whatever comes out has none that a configuration without such values
// could have added.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec/substitute.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const brunt::Json configuration = {{"a", 1}, {"b", "text"}, {"c", {1, 2.5, nullptr}}};
  const brunt::Json secrets = {{"scope", {{"token", "t"}}}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = brunt::codec::substitute_text(text, {configuration, secrets});
  if (text.find('$') == std::string_view::npos && result != brunt::Json(std::string(text)))
    __builtin_trap();
  return 0;
}
