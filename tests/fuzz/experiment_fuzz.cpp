// Any bytes as an experiment, in both formats: an experiment or a list of problems, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec/experiment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto format : {brunt::codec::Format::json, brunt::codec::Format::yaml}) {
    const auto read = brunt::codec::read_experiment(text, format);
    if (!read && read.error().empty()) __builtin_trap();  // refused without a reason
  }
  return 0;
}
