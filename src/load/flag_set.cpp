#include "load/flag_set.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::load {
namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// Source: Go's strconv.ParseBool.
std::optional<bool> parse_bool(std::string_view text) {
  for (const char* word : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == word) return true;
  }
  for (const char* word : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

}  // namespace

void FlagSet::toggle(std::string name, bool& into) {
  flags_[std::move(name)] = {true, [&into](std::string_view text) -> brunt::Result<> {
                               const auto value = parse_bool(text);
                               if (!value) return bad("parse error");
                               into = *value;
                               return {};
                             }};
}

void FlagSet::text(std::string name, std::string& into) {
  value(std::move(name), [&into](std::string_view text) -> brunt::Result<> {
    into = text;
    return {};
  });
}

void FlagSet::refuse(const std::string& name, const std::string& why, bool is_switch) {
  flags_[name] = {is_switch, [why](std::string_view) -> brunt::Result<> { return bad(why); }};
}

brunt::Result<> FlagSet::parse(std::vector<std::string>& words) const {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string& word = words[at];
    if (word.size() < 2 || word[0] != '-') break;
    ++at;
    if (word == "--") break;
    std::string_view rest = std::string_view(word).substr(word[1] == '-' ? 2 : 1);
    if (rest.empty() || rest[0] == '-' || rest[0] == '=') {
      return bad("bad flag syntax: " + printable(word));
    }
    const auto equals = rest.find('=');
    const std::string name(rest.substr(0, equals));
    const auto known = flags_.find(name);
    if (known == flags_.end()) {
      if (name == "h" || name == "help") return bad(std::string(help_asked));
      return bad("flag provided but not defined: -" + printable(name));
    }
    std::string text = "true";
    if (equals != std::string_view::npos) {
      text = rest.substr(equals + 1);
    } else if (!known->second.is_switch) {
      if (at == words.size()) return bad("flag needs an argument: -" + name);
      text = words[at++];
    }
    if (const auto set = known->second.set(text); !set) {
      return bad(fmt::format("invalid {}value \"{}\" for {}-{}: {}",
                             known->second.is_switch ? "boolean " : "", printable(text),
                             known->second.is_switch ? "" : "flag ", name, set.error().what));
    }
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

}  // namespace brunt::load
