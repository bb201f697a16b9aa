// A path of RFC 9535 and the document it is asked of, parted by the first line end.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analysis/rfc9535.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\n');
  const auto path = brunt::analysis::StandardPath::parse(text.substr(0, end));
  if (!path || end == std::string_view::npos) return 0;
  if (const auto root = brunt::parse_json(text.substr(end + 1))) {
    const auto found = path->matches(*root);
    if (!found && found.error().what.empty()) __builtin_trap();  // given up without a reason
  }
  return 0;
}
