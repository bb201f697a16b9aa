// An event log as a crash, or somebody, left it: what is whole of it, its journal, what it owes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "run/owed.h"
#include "store/event_text.h"
#include "store/journal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = brunt::store::whole_events(text);
  if (brunt::store::journal_from_events(whole.events).is_null()) __builtin_trap();
  for (const auto& rollback : brunt::run::what_is_owed(whole.events)) {
    if (rollback.reason.empty()) __builtin_trap();
  }
  return 0;
}
