// A result file of any format: our record, gob, JSON lines, CSV rows.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "load/result_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read =
      brunt::load::read_results_in(bytes, "input", [](const brunt::load::Result&) { return true; });
  return read ? 0 : 0;
}
