#include "load/load_report.h"

#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/load_reading.h"
#include "cli/terminal_look.h"
#include "load/flag_set.h"
#include "load/flag_values.h"
#include "load/result_source.h"
#include "load/threshold.h"

namespace brunt::cli {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

struct Flags {
  std::string type = "text", output = "stdout", buckets, layout = "v12";
  nanoseconds every{0};
  std::vector<load::Threshold> thresholds;
};

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

/// What is added up, and how it is shown. Source: vegeta's report.go.
class Report {
 public:
  /// Errors: `invalid_input` with vegeta's text.
  static Result<Report> make(const Flags& flags, bool with_addition) {
    Report report(flags);
    const std::string& type = flags.type;
    if (type == "plot") {
      return bad("The plot reporter has been deprecated and succeeded by the vegeta plot command");
    }
    if (flags.layout != "v12" && flags.layout != "v6") {
      return bad(fmt::format("unknown layout \"{}\", expected v12 or v6", printable(flags.layout)));
    }
    if (type.starts_with("hist")) {
      if (flags.buckets.empty() && type.size() < 6) {
        return bad(fmt::format("bad buckets: '{}'", printable(type.substr(4))));
      }
      report.buckets_ =
          BRUNT_TRY(load::parse_buckets(flags.buckets.empty() ? type.substr(4) : flags.buckets));
    } else if (type == "json" && !flags.buckets.empty()) {
      report.buckets_ = BRUNT_TRY(load::parse_buckets(flags.buckets));
    } else if (type != "json" && type != "text" && type != "hdrplot") {
      return bad(fmt::format("unknown report type: \"{}\"", printable(type)));
    }
    if (with_addition && type == "text") {
      report.addition_ = std::make_unique<load::TerminalAddition>();
    }
    return report;
  }

  void add(const load::Result& result) {
    if (buckets_) buckets_->add(result.latency);
    if (!flags_.type.starts_with("hist") || !flags_.thresholds.empty()) metrics_.add(result);
    if (addition_) addition_->add(result);
  }

  /// Tells what was not kept. Was all of it?
  bool keeps_thresholds(const LoadCaller& caller) {
    metrics_.close();
    const auto all = load::missed(flags_.thresholds, metrics_);
    for (const auto& [text, found] : all)
      caller.tell(fmt::format("threshold '{}' was missed: {}", text, found));
    return all.empty();
  }

  std::string render() {
    const std::optional<load::Buckets>& buckets = buckets_;
    if (flags_.type.starts_with("hist")) return buckets ? load::histogram_report(*buckets) : "";
    metrics_.close();
    if (flags_.type == "json") return load::json_report(metrics_, buckets ? &*buckets : nullptr);
    if (flags_.type == "hdrplot") return load::hdrplot_report(metrics_);
    std::string text =
        flags_.layout == "v6" ? load::text_report_v6(metrics_) : load::text_report(metrics_);
    if (addition_) text += addition_->render(style());
    return text;
  }

 private:
  explicit Report(const Flags& flags) : flags_(flags), metrics_(flags.layout == "v6") {}

  static load::TerminalStyle style() {
    const Look look = look_of(STDOUT_FILENO, ColourWish::automatic, false);
    return {look.colour, !look.ascii, static_cast<std::size_t>(look.width)};
  }

  Flags flags_;
  load::Metrics metrics_;
  std::optional<load::Buckets> buckets_;
  std::unique_ptr<load::TerminalAddition> addition_;
};

/// Says when a report is due again. Source: Go's time.Ticker.
class Ticker {
 public:
  explicit Ticker(nanoseconds every) : every_(every), next_(steady_clock::now() + every) {}

  bool due() {
    if (every_.count() <= 0 || steady_clock::now() < next_) return false;
    next_ = steady_clock::now() + every_;
    return true;
  }

 private:
  nanoseconds every_;
  steady_clock::time_point next_;
};

Result<> read_and_report(load::ResultSource& source, Report& report, const LoadOutput& out,
                         const Flags& flags, const LoadCaller& caller) {
  Ticker ticker(flags.every);
  const bool clears = out.standard() && (caller.as_vegeta || out.terminal());
  load::Result result;
  while (!caller.stops.stop.stop_requested()) {
    if (ticker.due()) {
      BRUNT_TRY(out.write((clears ? "\033[2J\033[0;0H" : "") + report.render()));
    }
    if (!BRUNT_TRY(source.next(result))) break;
    report.add(result);
  }
  return out.write(report.render());
}

}  // namespace

int load_report_command(std::vector<std::string> words, const LoadCaller& caller) {
  Flags flags;
  load::FlagSet set;
  set.text("type", flags.type);
  set.text("output", flags.output);
  set.text("buckets", flags.buckets);
  set.text("layout", flags.layout);
  set.value("every", load::go_duration_into(flags.every));
  set.value("threshold", [&flags](std::string_view text) -> Result<> {
    flags.thresholds.push_back(BRUNT_TRY(load::parse_threshold(text)));
    return {};
  });
  if (auto parsed = set.parse(words); !parsed) return caller.refuse(parsed.error());
  if (flags.type.size() < 4) {
    return caller.fail({Errc::invalid_input, "invalid report type: " + printable(flags.type), {}});
  }
  auto source = open_results(words, caller);
  if (!source) return source.error();
  const auto out = LoadOutput::open(flags.output);
  if (!out) return caller.fail(out.error());
  const bool adds = out->standard() && out->terminal() && !caller.as_vegeta;
  auto report = Report::make(flags, adds);
  if (!report) return caller.fail(report.error());
  const auto done = read_and_report(*source, *report, *out, flags, caller);
  if (!done) return caller.fail(done.error());
  return caller.stopped(true, report->keeps_thresholds(caller) ? 0 : 3);
}

}  // namespace brunt::cli
