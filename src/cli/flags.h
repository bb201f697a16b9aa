#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analysis/claim_text.h"
#include "base/json.h"
#include "cli/log.h"
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
  bool as_chaos = false;  ///< called by Chaos Toolkit's name: its log lines, its defaults
  LogWish log;
  std::optional<std::filesystem::path> settings;    ///< absent: config::default_settings_path()
  std::optional<std::filesystem::path> change_dir;  ///< entered before the command begins

  friend bool operator==(const TalkFlags&, const TalkFlags&) = default;
};

struct RunFlags {
  TalkFlags talk;
  std::filesystem::path experiment;
  std::filesystem::path journal = "journal.json";
  std::optional<std::filesystem::path> page;  ///< absent: report.html beside the journal
  std::chrono::nanoseconds frequency = std::chrono::seconds(1);
  Json overrides = Json::object();
  std::vector<std::filesystem::path> control_files;
  std::vector<std::filesystem::path> var_files;
  std::vector<net::Resolve> resolve;
  std::vector<analysis::StatedClaim> claims;
  std::vector<std::filesystem::path> slo_files;
  std::string events;  ///< who follows them, see EventStream; "" = nobody
  std::optional<run::HypothesisStrategy> hypothesis;  ///< absent: what the experiment says
  std::optional<run::RollbackStrategy> rollbacks;     ///< absent: what the experiment says
  run::Dry dry = run::Dry::none;
  run::Only only = run::Only::everything;
  bool write_page = true;
  bool misspelt_strategy = false;  ///< "continously", as the reference has it
  bool fail_fast = false;
  bool validate = true;  ///< off: no activity is asked beforehand whether it can be run
  bool strict = false;
  bool as_reference = false;  ///< called as `chaos`: no rollbacks after an interruption by default
  bool verify_tls = true;     ///< of the experiment's own address
  bool gate = false;
  bool guard = true;
};

/// How `brunt validate` tells what it found.
enum class FindingsForm { text, json, sarif };

struct ValidateFlags {
  TalkFlags talk;
  std::filesystem::path experiment;
  Json overrides = Json::object();
  std::vector<std::filesystem::path> var_files;
  bool verify_tls = true;
  bool strict = false;
  FindingsForm form = FindingsForm::text;
};

struct SchemaFlags {
  TalkFlags talk;
  std::string of;  ///< experiment, report
};

struct ReportFlags {
  TalkFlags talk;
  std::vector<std::filesystem::path> journals;  ///< at least one
  std::optional<std::filesystem::path> output;
  std::optional<std::filesystem::path> load;
  std::vector<analysis::StatedClaim> claims;
  std::vector<std::filesystem::path> slo_files;
  std::string format;  ///< "" = by the output's suffix
  bool letter = false;
  bool failures_only = false;
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
  std::vector<std::filesystem::path> var_files;
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
  std::string about;  ///< core, settings, extensions; "" = what this program is
};

struct SettingsFlags {
  TalkFlags talk;
  std::string verb;  ///< show, get, set, remove
  std::string key, value;
  std::string format;  ///< yaml, json, string
};

struct InitFlags {
  TalkFlags talk;
  std::filesystem::path discovery = "discovery.json";
  std::filesystem::path experiment = "experiment.json";
  std::string from;  ///< sandbox, sandbox:NAME, cluster; "" = the discovery, or nothing
};

struct DiscoverFlags {
  TalkFlags talk;
  std::string package;
  std::filesystem::path discovery = "discovery.json";
  bool system_info = true;
};

/// A text that is made from the option table and printed.
struct TextWanted {
  TalkFlags talk;
  enum class Kind { completion, man } kind = Kind::completion;
  std::string of;  ///< shell; command, "" = the program
};

/// Words for a command that reads them itself: `load`, `sandbox`.
struct OwnWords {
  TalkFlags talk;
  std::string_view command;
  std::vector<std::string> words;
};

struct HelpWanted {
  std::string text;
};
struct VersionWanted {};

using Command = std::variant<RunFlags, ValidateFlags, SchemaFlags, ReportFlags, DemoFlags,
                             InfoFlags, JournalFlags, RecoverFlags, OwnWords, SettingsFlags,
                             InitFlags, DiscoverFlags, TextWanted, HelpWanted, VersionWanted>;

/// Reads the words after the program's name. Chaos Toolkit's options before the command are taken
/// as they are there. Touches no file; reads BRUNT_RESOLVE.
std::expected<Command, WrongUsage> parse_command_line(const std::vector<std::string>& words,
                                                      bool as_chaos = false);

}  // namespace brunt::cli
