// A target list, in both of vegeta's formats.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "load/request_block.h"
#include "load/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const brunt::load::ReadBody no_files = [](const std::string&) -> brunt::Result<std::string> {
    return std::unexpected(brunt::Error{brunt::Errc::not_found, "no files here", {}});
  };
  const auto lines = brunt::load::parse_http_targets(text, {}, "", no_files);
  if (lines) {
    for (const auto& target : *lines) {
      if (!brunt::load::make_request(target, "name", true)) return 0;
    }
  }
  return brunt::load::parse_json_targets(text, {}, "") ? 0 : 0;
}
