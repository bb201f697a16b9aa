#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt::load {

/// Flags as Go's flag package takes them: `-name value`, `-name=value`, with one dash or two;
/// switches take a value only by `=`. The first word that is no flag ends them, so does `--`.
/// Source: https://pkg.go.dev/flag.
class FlagSet {
 public:
  using Set = std::function<brunt::Result<>(std::string_view)>;

  void value(std::string name, Set set) { flags_[std::move(name)] = {false, std::move(set)}; }
  void toggle(std::string name, bool& into);
  void text(std::string name, std::string& into);
  /// Known to the original, not to us: a clear refusal, never silently ignored.
  void refuse(const std::string& name, const std::string& why, bool is_switch = false);

  /// Takes the flags off the front of `words`. Errors: `invalid_input` with Go's text; for `-h` and
  /// `-help` the text is `help_asked`.
  brunt::Result<> parse(std::vector<std::string>& words) const;

  static constexpr std::string_view help_asked = "flag: help requested";

 private:
  struct Flag {
    bool is_switch = false;
    Set set;
  };
  std::map<std::string, Flag> flags_;
};

}  // namespace brunt::load
