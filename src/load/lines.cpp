#include "load/lines.h"

namespace brunt::load {

brunt::Result<std::optional<std::string_view>> Lines::next() {
  std::size_t searched = 0;
  auto end = std::string_view::npos;
  while (true) {
    end = source_.window().find('\n', searched);
    if (end != std::string_view::npos) break;
    searched = source_.window().size();
    if (!BRUNT_TRY(source_.more())) break;
  }
  const std::string_view line = source_.window().substr(0, end);
  if (line.empty() && end == std::string_view::npos) return std::nullopt;
  ended_ = end != std::string_view::npos;
  source_.take(line.size() + (ended_ ? 1 : 0));
  ++number_;
  return line;
}

}  // namespace brunt::load
