#include "cli/sandbox_flags.h"

#include <charconv>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/help.h"

namespace brunt::cli {
namespace {

using Wrong = std::unexpected<Trouble>;

Wrong wrong(std::string sentence, std::string found, std::string expected) {
  Trouble trouble;
  trouble.sentence = std::move(sentence);
  trouble.found = std::move(found);
  trouble.expected = std::move(expected);
  trouble.to_do = "brunt sandbox --help shows all options";
  return Wrong(std::move(trouble));
}

template <class T>
bool take_number(const std::string& text, T& out, T least, T most) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return false;
  out = value;
  return true;
}

/// Durations as Go writes them; a bare number is seconds.
template <class Duration>
bool take_time(const std::string& text, Duration& out) {
  const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  const auto value = parse_go_duration(bare ? text + "s" : text);
  if (!value || value->count() < 0 || *value > std::chrono::hours(24)) return false;
  out = std::chrono::duration_cast<Duration>(*value);
  return true;
}

/// Takes one option's value; false when it cannot be read.
struct Taken {
  std::string expected;
  std::function<bool(SandboxFlags&, const std::string&)> take;
};

const std::map<std::string, Taken>& options() {
  static const std::map<std::string, Taken> all{
      {"--name", {"a name", [](auto& f, const auto& v) { return !(f.name = v)->empty(); }}},
      {"--port-base",
       {"a port, 1 to 65532",
        [](auto& f, const auto& v) {
          return take_number<std::uint16_t>(v, f.port_base.emplace(), 1, 65532);
        }}},
      {"--seed",
       {"a whole number",
        [](auto& f, const auto& v) {
          return take_number<std::uint64_t>(v, f.seed.emplace(), 0, std::uint64_t{1} << 62U);
        }}},
      {"--start-delay",
       {"a time such as 13.5s, up to 24h",
        [](auto& f, const auto& v) { return take_time(v, f.parameters.start_delay); }}},
      {"--upstream-timeout",
       {"a time such as 30s, up to 24h",
        [](auto& f, const auto& v) {
          return take_time(v, f.parameters.upstream_timeout) &&
                 f.parameters.upstream_timeout.count() > 0;
        }}},
      {"--scrape-interval",
       {"a time of 10ms or more, such as 5s",
        [](auto& f, const auto& v) {
          return take_time(v, f.parameters.scrape_interval) &&
                 f.parameters.scrape_interval.count() >= 10;
        }}},
      {"--grace",
       {"whole seconds such as 30s",
        [](auto& f, const auto& v) { return take_time(v, f.parameters.grace); }}},
      {"--replicas",
       {"a whole number, 0 to 100",
        [](auto& f, const auto& v) { return take_number(v, f.parameters.replicas, 0, 100); }}},
      {"--while-none-ready",
       {"refuse or blackhole",
        [](auto& f, const auto& v) {
          f.parameters.while_none_ready = v;
          return v == "refuse" || v == "blackhole";
        }}},
      {"--tail",
       {"a number of lines",
        [](auto& f, const auto& v) {
          return take_number<std::size_t>(v, f.tail.emplace(), 0, std::size_t{1} << 40U);
        }}},
      {"--format",
       {"text or json",
        [](auto& f, const auto& v) {
          f.json = v == "json";
          return v == "json" || v == "text";
        }}},
      {"--color", {"auto, always or never", [](auto& f, const auto& v) {
                     f.colour = v;
                     return v == "auto" || v == "always" || v == "never";
                   }}}};
  return all;
}

const std::map<std::string, std::function<void(SandboxFlags&)>>& switches() {
  static const std::map<std::string, std::function<void(SandboxFlags&)>> all{
      {"--follow", [](SandboxFlags& f) { f.follow = true; }},
      {"-f", [](SandboxFlags& f) { f.follow = true; }},
      {"--timestamps", [](SandboxFlags& f) { f.timestamps = true; }},
      {"--ascii", [](SandboxFlags& f) { f.ascii = true; }},
      {"-h", [](SandboxFlags& f) { f.verb = "help"; }},
      {"--help", [](SandboxFlags& f) { f.verb = "help"; }}};
  return all;
}

Wrong unknown_option(const std::string& word) {
  std::vector<std::string> known{"--profile"};
  for (const auto& [name, option] : options())
    known.push_back(name);
  for (const auto& [name, action] : switches())
    known.push_back(name);
  const std::string near = closest(word, known);
  return wrong("unknown option of brunt sandbox", word,
               near.empty() ? "one of " + join(known, ", ") : "perhaps " + near);
}

/// The profile comes first, whatever the order, because other options change what it sets.
std::expected<SandboxFlags, Trouble> with_profile(const std::vector<std::string>& words) {
  SandboxFlags out;
  std::string name = "seed";
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == "--profile") name = i + 1 < words.size() ? words[i + 1] : "";
    if (words[i].starts_with("--profile=")) name = words[i].substr(10);
  }
  const auto found = sandbox::cluster::profile(name);
  if (!found) return wrong("unknown profile", name, "seed or quick");
  out.parameters = *found;
  return out;
}

std::expected<void, Trouble> take_word(SandboxFlags& out, const std::vector<std::string>& words,
                                       std::size_t& i) {
  std::string word = words[i];
  std::optional<std::string> value;
  if (const auto equals = word.find('='); word.starts_with("--") && equals != std::string::npos) {
    value = word.substr(equals + 1);
    word.resize(equals);
  }
  if (const auto action = switches().find(word); action != switches().end() && !value) {
    action->second(out);
    return {};
  }
  const auto option = options().find(word);
  if (option == options().end() && word != "--profile") return unknown_option(word);
  if (!value && i + 1 < words.size()) value = words[++i];
  if (!value) return wrong("option without its value", word, "a value after it");
  if (word != "--profile" && !option->second.take(out, *value))
    return wrong("wrong value of " + word, *value, option->second.expected);
  return {};
}

}  // namespace

std::expected<SandboxFlags, Trouble> parse_sandbox_flags(const std::vector<std::string>& words) {
  auto out = with_profile(words);
  if (!out) return out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") {
      out->command.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (words[i].starts_with('-')) {
      if (auto taken = take_word(*out, words, i); !taken) return Wrong(taken.error());
    } else if (out->verb.empty()) {
      out->verb = words[i];
    } else if (out->verb == "logs" && out->pod.empty()) {
      out->pod = words[i];
    } else {
      return wrong("one word too many", words[i], "options, or -- and a command");
    }
  }
  static const std::vector<std::string> verbs{"up",   "status", "down", "env",
                                              "logs", "list",   "run",  "help"};
  if (out->verb.empty())
    return wrong("brunt sandbox needs a word that says what to do", "none", join(verbs, ", "));
  if (std::find(verbs.begin(), verbs.end(), out->verb) == verbs.end())
    return wrong("unknown word after brunt sandbox", out->verb, join(verbs, ", "));
  if (out->verb == "run" && out->command.empty())
    return wrong("brunt sandbox run needs a command", "none", "brunt sandbox run -- COMMAND ...");
  return out;
}

std::string sandbox_help() {
  return help_text("sandbox");
}

}  // namespace brunt::cli
