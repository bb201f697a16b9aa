#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "cli/terminal_look.h"
#include "cli/usage.h"
#include "net/http_client.h"
#include "run/run.h"

namespace brunt::cli {

/// How to talk; every command of ours has these.
struct TalkFlags {
  ColourWish colour = ColourWish::automatic;
  bool ascii = false;
  bool json = false;  ///< --log-format json
  bool quiet = false;
  bool verbose = false;

  friend bool operator==(const TalkFlags&, const TalkFlags&) = default;
};

struct RunFlags {
  TalkFlags talk;
  std::filesystem::path experiment;
  std::filesystem::path journal = "journal.json";
  std::optional<std::filesystem::path> page;  ///< absent: report.html beside the journal
  bool write_page = true;
  std::optional<run::RollbackStrategy> rollbacks;  ///< absent: what the experiment says
  Json overrides = Json::object();
  std::vector<net::Resolve> resolve;
  bool gate = false;
  bool guard = true;
};

struct ValidateFlags {
  TalkFlags talk;
  std::filesystem::path experiment;
  Json overrides = Json::object();
};

struct ReportFlags {
  TalkFlags talk;
  std::filesystem::path journal;
  std::optional<std::filesystem::path> output;
  std::optional<std::filesystem::path> load;
};

struct JournalFlags {
  TalkFlags talk;
  std::filesystem::path run;
  std::optional<std::filesystem::path> output;  ///< absent: standard output
};

struct RecoverFlags {
  TalkFlags talk;
  std::vector<std::filesystem::path> paths;  ///< none: the current folder
  bool yes = false, list = false, again = false, json = false;
  std::optional<std::filesystem::path> experiment;
  Json overrides = Json::object();
  std::vector<net::Resolve> resolve;
};

struct DemoFlags {
  TalkFlags talk;
  std::optional<std::filesystem::path> out;
  std::string profile = "seed";
  bool keep = false;
  bool cluster = false;
  std::string kube_context, gateway, prometheus;  ///< "" = not given
};

struct InfoFlags {
  TalkFlags talk;
};

/// Words for a command that reads them itself: `load`, `sandbox`.
struct OwnWords {
  std::string_view command;
  std::vector<std::string> words;
};

struct HelpWanted {
  std::string text;
};
struct VersionWanted {};

using Command = std::variant<RunFlags, ValidateFlags, ReportFlags, DemoFlags, InfoFlags,
                             JournalFlags, RecoverFlags, OwnWords, HelpWanted, VersionWanted>;

/// Reads the words after the program's name. Chaos Toolkit's options before the command are taken
/// where they do no harm. Touches no file; reads BRUNT_RESOLVE.
std::expected<Command, WrongUsage> parse_command_line(const std::vector<std::string>& words);

}  // namespace brunt::cli
