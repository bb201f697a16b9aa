#include "cli/load_command.h"

#include <ctime>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/terminal_look.h"
#include "cli/version.h"
#include "load/flag_set.h"
#include "load/load_report.h"
#include "load/result_file.h"
#include "load/vegeta_flags.h"
#include "sys/fd.h"

namespace brunt::cli {
namespace {

using load::FlagSet;

struct Caller {
  bool as_vegeta;
  const Stops& stops;

  /// One line on standard error: vegeta's `YYYY/MM/DD hh:mm:ss message`, or ours.
  void tell(std::string_view message) const {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    const std::string stamp =
        fmt::format("{}/{:02}/{:02} {:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                    local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
    print_text(STDERR_FILENO, fmt::format("{} {}\n", as_vegeta ? stamp : "error:", message));
  }

  int fail(const Error& error) const {
    tell(error.context.empty() ? error.what : error.context + ": " + error.what);
    return 1;
  }

  /// A flag that cannot be taken, or -h.
  int refuse(const Error& error) const {
    const bool help = error.what == FlagSet::help_asked;
    if (help) {
      print_text(as_vegeta ? STDERR_FILENO : STDOUT_FILENO, help_text("load"));
      return 0;
    }
    print_text(STDERR_FILENO, fmt::format("{}\n{}", error.what, help_text("load")));
    return 2;
  }
};

/// To a file, or to standard output when it is called "stdout".
Result<> put(const std::string& output, std::string_view text) {
  const bool standard = output == "stdout";
  const sys::Fd fd(standard
                       ? ::dup(STDOUT_FILENO)
                       : ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (fd && print_text(fd.get(), text)) return {};
  return std::unexpected(Error{Errc::unavailable, fmt::format("cannot write '{}'", output), {}});
}

void show_summary(const load::Summary& summary) {
  const auto ms = [](std::chrono::nanoseconds value) { return seconds(value) * 1000; };
  print_text(STDERR_FILENO,
             fmt::format("sent {} of {} due, {} succeeded, {} failed, {} never sent; send error "
                         "p50 {:.3f} ms, p99 {:.3f} ms{}\n",
                         summary.sent, summary.due, summary.ok, summary.failed, summary.queued,
                         ms(summary.lateness_p50), ms(summary.lateness_p99),
                         summary.generator_limited ? " (GENERATOR LIMITED)" : ""));
}

int attack_command(std::vector<std::string> words, const Caller& caller) {
  words.insert(words.begin(), "attack");
  auto command = load::parse_attack_words(std::move(words));
  if (!command) return caller.refuse(command.error());
  if (auto ready = load::prepare_attack(*command, ""); !ready) return caller.fail(ready.error());
  command->options.abandon = caller.stops.give_up;
  const Limits limits{Deadline::never(), caller.stops.stop};
  const auto summary = load::run_attack(*command, "", {}, limits);
  if (!summary) return caller.fail(summary.error());
  for (const std::string& warning : summary->warnings) {
    print_text(STDERR_FILENO, "warning: " + warning + "\n");
  }
  if (!caller.as_vegeta) show_summary(*summary);
  const std::optional<Error>& unrecorded = summary->record_error;
  return unrecorded ? caller.fail(*unrecorded) : 0;
}

struct ReportFlags {
  std::string type = "text", output = "stdout", buckets, layout = "v12";
};

/// Source: vegeta's `report -type`; `buckets` wins over those within the type.
Result<std::string> render_report(const ReportFlags& flags,
                                  const std::vector<load::Result>& results) {
  if (flags.type.starts_with("hist")) {
    load::Buckets buckets = BRUNT_TRY(
        load::parse_buckets(flags.buckets.empty() ? flags.type.substr(4) : flags.buckets));
    for (const load::Result& result : results)
      buckets.add(result.latency);
    return load::histogram_report(buckets);
  }
  load::Metrics metrics;
  for (const load::Result& result : results)
    metrics.add(result);
  metrics.close();
  if (flags.type == "json") {
    if (flags.buckets.empty()) return load::json_report(metrics, nullptr);
    load::Buckets buckets = BRUNT_TRY(load::parse_buckets(flags.buckets));
    for (const load::Result& result : results)
      buckets.add(result.latency);
    return load::json_report(metrics, &buckets);
  }
  return flags.layout == "v6" ? load::text_report_v6(metrics) : load::text_report(metrics);
}

Result<> check(const ReportFlags& flags) {
  const auto bad = [](std::string what) {
    return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
  };
  if (flags.type == "plot" || flags.type == "hdrplot") {
    return bad(fmt::format("the {} report is not supported yet; use text, json or hist[buckets]",
                           flags.type));
  }
  const bool known = flags.type == "text" || flags.type == "json" || flags.type.starts_with("hist");
  if (!known) return bad(fmt::format("unknown report type: \"{}\"", printable(flags.type)));
  if (flags.layout == "v12" || flags.layout == "v6") return {};
  return bad(fmt::format("unknown layout \"{}\", expected v12 or v6", printable(flags.layout)));
}

load::TerminalStyle style_of_terminal() {
  const Look look = look_of(STDOUT_FILENO, ColourWish::automatic, false);
  return {look.colour, !look.ascii, static_cast<std::size_t>(look.width)};
}

int report_files(std::vector<std::string> words, const Caller& caller) {
  ReportFlags flags;
  FlagSet set;
  set.text("type", flags.type);
  set.text("output", flags.output);
  set.text("buckets", flags.buckets);
  set.text("layout", flags.layout);
  set.refuse("every", "repeated reports are not supported yet");
  if (auto parsed = set.parse(words); !parsed) return caller.refuse(parsed.error());
  if (auto checked = check(flags); !checked) return caller.fail(checked.error());
  if (words.empty()) words.emplace_back("stdin");
  const auto results = load::read_result_files(words);
  if (!results) return caller.fail(results.error());
  auto text = render_report(flags, *results);
  if (!text) return caller.fail(text.error());
  const bool on_terminal = flags.output == "stdout" && ::isatty(STDOUT_FILENO) == 1;
  if (on_terminal && flags.type == "text" && !caller.as_vegeta) {
    *text += load::terminal_addition(*results, style_of_terminal());
  }
  if (auto written = put(flags.output, *text); !written) return caller.fail(written.error());
  return 0;
}

int encode_files(std::vector<std::string> words, const Caller& caller) {
  std::string to = "json";
  std::string output = "stdout";
  FlagSet set;
  set.text("to", to);
  set.text("output", output);
  if (auto parsed = set.parse(words); !parsed) return caller.refuse(parsed.error());
  const auto format = load::parse_result_format(to);
  if (!format) return caller.fail(format.error());
  if (words.empty()) words.emplace_back("stdin");
  const auto results = load::read_result_files(words);
  if (!results) return caller.fail(results.error());
  auto writer = load::open_result_writer(output, *format);
  if (!writer) return caller.fail(writer.error());
  for (const load::Result& result : *results) {
    if (caller.stops.stop.stop_requested()) break;
    if (auto kept = (*writer)->write(result); !kept) return caller.fail(kept.error());
  }
  if (auto closed = (*writer)->close(); !closed) return caller.fail(closed.error());
  return 0;
}

int dispatch(std::vector<std::string> words, const Caller& caller) {
  const std::string command = words.front();
  words.erase(words.begin());
  if (command == "attack") return attack_command(std::move(words), caller);
  if (command == "report") return report_files(std::move(words), caller);
  if (command == "encode") return encode_files(std::move(words), caller);
  if (command == "dump" || command == "plot") {
    const bool dump = command == "dump";
    caller.tell(dump ? "dump has been succeeded by the encode command"
                     : "plot is not supported yet; a run's own page has the plot");
    return 1;
  }
  const std::string near = closest(command, {"attack", "report", "encode"});
  caller.tell(
      caller.as_vegeta || near.empty()
          ? "Unknown command: " + printable(command)
          : fmt::format("unknown command '{}', did you mean '{}'?", printable(command), near));
  return 1;
}

}  // namespace

int load_command(const std::vector<std::string>& words, bool called_as_vegeta, const Stops& stops) {
  const Caller caller{called_as_vegeta, stops};
  std::vector<std::string> rest = words;
  load::GlobalFlags global;
  FlagSet flags;
  load::add_global_flags(flags, global);
  if (auto parsed = flags.parse(rest); !parsed) return caller.refuse(parsed.error());
  if (global.version) {
    const std::string text =
        fmt::format("Version: {} (brunt)\nCommit: \nRuntime: native\nDate: \n", version());
    return print_text(STDOUT_FILENO, text) ? 0 : 1;
  }
  if (rest.empty()) {
    print_text(STDERR_FILENO, help_text("load"));
    return 1;
  }
  return dispatch(std::move(rest), caller);
}

}  // namespace brunt::cli
