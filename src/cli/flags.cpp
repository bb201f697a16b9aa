#include "cli/flags.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/usage.h"
#include "config/cast.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

using Words = std::vector<std::string>;

/// Texts as CLI11 hands them over; turned into values afterwards, so that messages are ours.
struct Texts {
  std::string color = "auto", log_format = "string", rollbacks;
  std::vector<std::string> vars, resolve, positionals;
  std::string journal, page, load, out;
  bool help = false;
};

/// One command's options: the CLI11 application and the texts it fills.
struct Parser {
  explicit Parser(std::string name) : command(std::move(name)), app("", command) {
    app.set_help_flag();
    app.add_flag("-h,--help", texts.help);
  }

  CLI::Option* text(const std::string& names, std::string& into) {
    return app.add_option(names, into);
  }
  void texts_of(const std::string& names, std::vector<std::string>& into) {
    app.add_option(names, into)->take_all()->allow_extra_args(false)->expected(1);
  }

  std::string command;
  CLI::App app;
  Texts texts;
};

void add_talk_flags(Parser& parser, TalkFlags& talk) {
  parser.app.add_flag("--quiet", talk.quiet);
  parser.app.add_flag("--verbose", talk.verbose);
  parser.app.add_flag("--ascii", talk.ascii);
  parser.text("--color", parser.texts.color);
  parser.text("--log-format", parser.texts.log_format);
}

void add_run_flags(Parser& parser, RunFlags& flags) {
  parser.text("-j,--journal-path,--journal", parser.texts.journal);
  parser.text("--report", parser.texts.page);
  parser.app.add_flag("!--no-report", flags.write_page);
  parser.text("--rollback-strategy", parser.texts.rollbacks);
  parser.texts_of("--var", parser.texts.vars);
  parser.texts_of("--resolve", parser.texts.resolve);
  parser.app.add_flag("--gate", flags.gate);
}

void add_demo_flags(Parser& parser, DemoFlags& flags) {
  parser.text("--out", parser.texts.out);
  parser.text("--profile", flags.profile);
  parser.app.add_flag("--keep", flags.keep);
  parser.app.add_flag("--cluster", flags.cluster);
  parser.text("--kube-context", flags.kube_context);
  parser.text("--gateway", flags.gateway);
  parser.text("--prometheus", flags.prometheus);
}

Words long_names(const CLI::App& app) {
  Words names;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
    for (const auto& name : option->get_fnames())
      names.push_back("--" + name);
  }
  return names;
}

WrongUsage unknown_option(const Parser& parser, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const std::string near = closest(name, long_names(parser.app));
  return wrong_usage(parser.command, "unknown option " + name, word, near,
                     near.empty() ? "" : "did you mean " + near + "? " + help_hint(parser.command));
}

std::expected<void, WrongUsage> parse(Parser& parser, const Words& words, std::size_t least,
                                      std::size_t most, const std::string& names) {
  std::vector<std::string> left;
  try {
    parser.app.allow_extras();
    parser.app.parse(Words(words.rbegin(), words.rend()));
    left = parser.app.remaining();
  } catch (const CLI::ParseError& error) {
    return std::unexpected(wrong_usage(parser.command, "wrong usage", lower(error.what()), ""));
  }
  if (parser.texts.help) return {};
  for (const auto& word : left) {
    if (word == "--") continue;
    if (word.size() > 1 && word.starts_with('-'))
      return std::unexpected(unknown_option(parser, word));
    parser.texts.positionals.push_back(word);
  }
  if (parser.texts.positionals.size() < least)
    return std::unexpected(wrong_usage(parser.command, names + " is missing", "nothing", names));
  if (parser.texts.positionals.size() > most)
    return std::unexpected(wrong_usage(parser.command, "too many words",
                                       join(parser.texts.positionals, " "),
                                       most == 0 ? "options only" : names));
  return {};
}

template <class T>
std::expected<T, WrongUsage> choose(const Parser& parser, const std::string& option,
                                    const std::string& value,
                                    const std::vector<std::pair<std::string, T>>& choices) {
  Words names;
  for (const auto& [name, result] : choices) {
    if (name == value) return result;
    names.push_back(name);
  }
  const std::string near = closest(value, names);
  return std::unexpected(wrong_usage(parser.command, "wrong value for " + option,
                                     "\"" + value + "\"", join(names, ", "),
                                     near.empty() ? "" : "did you mean " + near + "?"));
}

std::expected<void, WrongUsage> read_talk(const Parser& parser, TalkFlags& talk) {
  const auto colour = choose<ColourWish>(parser, "--color", parser.texts.color,
                                         {{"auto", ColourWish::automatic},
                                          {"always", ColourWish::always},
                                          {"never", ColourWish::never}});
  if (!colour) return std::unexpected(colour.error());
  const auto json = choose<bool>(parser, "--log-format", parser.texts.log_format,
                                 {{"string", false}, {"json", true}});
  if (!json) return std::unexpected(json.error());
  talk.colour = *colour;
  talk.json = talk.json || *json;
  return {};
}

std::expected<Json, WrongUsage> read_overrides(const Parser& parser) {
  Json overrides = Json::object();
  for (const auto& text : parser.texts.vars) {
    auto var = config::parse_var(text);
    if (!var)
      return std::unexpected(
          wrong_usage(parser.command, "wrong value for --var", var.error().what,
                      "KEY[:TYPE]=VALUE; TYPE is str, int, float, bool or json"));
    overrides[var->key] = std::move(var->value);
  }
  return overrides;
}

std::expected<std::vector<net::Resolve>, WrongUsage> read_resolve(const Parser& parser) {
  Words texts = parser.texts.resolve;
  if (const auto more = sys::environment("BRUNT_RESOLVE")) {
    for (const auto& text : split(*more, ','))
      if (!trim(text).empty()) texts.emplace_back(trim(text));
  }
  std::vector<net::Resolve> resolve;
  for (const auto& text : texts) {
    auto one = net::parse_resolve(text);
    if (!one)
      return std::unexpected(
          wrong_usage(parser.command, "wrong value for --resolve", one.error().what,
                      "HOST:PORT:ADDRESS:PORT, such as shop.test:80:127.0.0.1:8080"));
    resolve.push_back(*std::move(one));
  }
  return resolve;
}

std::expected<std::optional<run::RollbackStrategy>, WrongUsage> read_rollbacks(
    const Parser& parser) {
  using run::RollbackStrategy;
  if (parser.texts.rollbacks.empty()) return std::nullopt;
  const auto chosen =
      choose<RollbackStrategy>(parser, "--rollback-strategy", parser.texts.rollbacks,
                               {{"default", RollbackStrategy::when_not_failed},
                                {"always", RollbackStrategy::always},
                                {"never", RollbackStrategy::never},
                                {"deviated", RollbackStrategy::deviated}});
  if (!chosen) return std::unexpected(chosen.error());
  return *chosen;
}

using Parsed = std::expected<Command, WrongUsage>;

Parsed parse_run(const Words& words, const TalkFlags& talk) {
  Parser parser("run");
  RunFlags flags;
  flags.talk = talk;
  add_talk_flags(parser, flags.talk);
  add_run_flags(parser, flags);
  if (auto ok = parse(parser, words, 1, 1, "EXPERIMENT"); !ok) return std::unexpected(ok.error());
  if (parser.texts.help) return HelpWanted{help_text("run")};
  if (auto ok = read_talk(parser, flags.talk); !ok) return std::unexpected(ok.error());
  auto overrides = read_overrides(parser);
  if (!overrides) return std::unexpected(overrides.error());
  auto resolve = read_resolve(parser);
  if (!resolve) return std::unexpected(resolve.error());
  const auto rollbacks = read_rollbacks(parser);
  if (!rollbacks) return std::unexpected(rollbacks.error());
  flags.experiment = parser.texts.positionals[0];
  if (!parser.texts.journal.empty()) flags.journal = parser.texts.journal;
  if (!parser.texts.page.empty()) flags.page = parser.texts.page;
  flags.overrides = *std::move(overrides);
  flags.resolve = *std::move(resolve);
  flags.rollbacks = *rollbacks;
  return flags;
}

Parsed parse_validate(const Words& words, const TalkFlags& talk) {
  Parser parser("validate");
  ValidateFlags flags;
  flags.talk = talk;
  add_talk_flags(parser, flags.talk);
  parser.texts_of("--var", parser.texts.vars);
  if (auto ok = parse(parser, words, 1, 1, "EXPERIMENT"); !ok) return std::unexpected(ok.error());
  if (parser.texts.help) return HelpWanted{help_text("validate")};
  if (auto ok = read_talk(parser, flags.talk); !ok) return std::unexpected(ok.error());
  auto overrides = read_overrides(parser);
  if (!overrides) return std::unexpected(overrides.error());
  flags.experiment = parser.texts.positionals[0];
  flags.overrides = *std::move(overrides);
  return flags;
}

Parsed parse_report(const Words& words, const TalkFlags& talk) {
  Parser parser("report");
  ReportFlags flags;
  flags.talk = talk;
  bool gate = false;
  add_talk_flags(parser, flags.talk);
  parser.text("--load", parser.texts.load);
  parser.app.add_flag("--gate", gate);
  if (auto ok = parse(parser, words, 1, 2, "JOURNAL"); !ok) return std::unexpected(ok.error());
  if (parser.texts.help) return HelpWanted{help_text("report")};
  if (auto ok = read_talk(parser, flags.talk); !ok) return std::unexpected(ok.error());
  flags.journal = parser.texts.positionals[0];
  if (parser.texts.positionals.size() > 1) flags.output = parser.texts.positionals[1];
  if (!parser.texts.load.empty()) flags.load = parser.texts.load;
  return flags;
}

Parsed parse_demo(const Words& words, const TalkFlags& talk) {
  Parser parser("demo");
  DemoFlags flags;
  flags.talk = talk;
  add_talk_flags(parser, flags.talk);
  add_demo_flags(parser, flags);
  if (auto ok = parse(parser, words, 0, 0, ""); !ok) return std::unexpected(ok.error());
  if (parser.texts.help) return HelpWanted{help_text("demo")};
  if (auto ok = read_talk(parser, flags.talk); !ok) return std::unexpected(ok.error());
  if (!parser.texts.out.empty()) flags.out = parser.texts.out;
  return flags;
}

Parsed parse_info(const Words& words, const TalkFlags& talk) {
  Parser parser("info");
  InfoFlags flags;
  flags.talk = talk;
  add_talk_flags(parser, flags.talk);
  if (auto ok = parse(parser, words, 0, 0, ""); !ok) return std::unexpected(ok.error());
  if (parser.texts.help) return HelpWanted{help_text("info")};
  if (auto ok = read_talk(parser, flags.talk); !ok) return std::unexpected(ok.error());
  return flags;
}

}  // namespace

std::expected<Command, WrongUsage> parse_command_line(const Words& words) {
  const auto globals = read_global_flags(words);
  if (!globals) return std::unexpected(globals.error());
  if (globals->version) return VersionWanted{};
  if (globals->help) return HelpWanted{help_text("")};
  if (globals->rest.empty())
    return std::unexpected(
        wrong_usage("", "a command is missing", "nothing", join(command_names(), ", ")));
  const std::string& name = globals->rest.front();
  const Words rest(globals->rest.begin() + 1, globals->rest.end());
  const TalkFlags& talk = globals->talk;
  if (name == "run") return parse_run(rest, talk);
  if (name == "validate") return parse_validate(rest, talk);
  if (name == "report") return parse_report(rest, talk);
  if (name == "demo") return parse_demo(rest, talk);
  if (name == "info") return parse_info(rest, talk);
  if (name == "load") return LoadWords{rest};
  if (name == "sandbox") return SandboxWords{rest};
  if (name == "version") return VersionWanted{};
  if (name == "help") return HelpWanted{help_text("")};
  const std::string near = closest(name, command_names());
  return std::unexpected(wrong_usage("", "unknown command " + name, "\"" + name + "\"",
                                     join(command_names(), ", "),
                                     near.empty() ? "" : "did you mean brunt " + near + "?"));
}

}  // namespace brunt::cli
