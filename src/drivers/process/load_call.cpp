#include "drivers/process/load_call.h"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "drivers/process/vegeta.h"
#include "load/attack.h"
#include "load/result_file.h"
#include "net/url.h"

namespace brunt::drivers::process {
namespace {

using provider::Outcome;

/// After a stop, answers that are on their way may still come in for this long.
constexpr auto patience = std::chrono::seconds(3);

double milliseconds(std::chrono::nanoseconds time) {
  return static_cast<double>(time.count()) / 1e6;
}

Json progress_json(const load::Progress& progress) {
  Json second_rows = Json::array();
  for (const auto& second : progress.seconds) {
    second_rows.push_back(
        Json::array({second.sent, second.ok, second.failed, milliseconds(second.p95)}));
  }
  Json ended = Json::array();
  for (const auto& [due, ok] : progress.ended) {
    ended.push_back(Json::array({due.time_since_epoch().count(), ok}));
  }
  return {{"load",
           {{"started_ns", progress.started.time_since_epoch().count()},
            {"due", progress.due},
            {"sent", progress.sent},
            {"ok", progress.ok},
            {"failed", progress.failed},
            {"in_flight", progress.in_flight},
            {"p99_ms", milliseconds(progress.p99)},
            {"seconds", std::move(second_rows)},
            {"ended", std::move(ended)}}}};
}

/// One file that results go to. The first failure is kept, and the file left alone from then on.
class Sink {
 public:
  static Result<Sink> open(const std::string& path, load::ResultFormat format) {
    return Sink(path, BRUNT_TRY(load::open_result_writer(path, format)));
  }
  void write(const load::Result& result) {
    if (!failure_) note(writer_->write(result));
    if (!failure_) ++kept_;
  }
  void sent(const load::Sent& hit) {
    if (!failure_) note(writer_->sent(hit));
  }
  void close() {
    if (!failure_) note(writer_->close());
  }
  /// "result.bin: cannot write: no space left on device (17 results kept)", or nothing.
  std::optional<std::string> trouble() const {
    if (!failure_) return std::nullopt;
    return fmt::format("{}: {} ({} results kept)", path_, failure_->what, kept_);
  }

 private:
  Sink(std::string path, std::unique_ptr<load::ResultWriter> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}
  void note(brunt::Result<> done) {
    if (!done) failure_ = std::move(done).error();
  }

  std::string path_;
  std::unique_ptr<load::ResultWriter> writer_;
  std::optional<Error> failure_;
  std::uint64_t kept_ = 0;
};

std::string rate_text(const load::AttackCommand& attack) {
  if (!attack.schedule.empty()) return attack.schedule;
  const load::AttackOptions& options = attack.options;
  if (options.rate_hits == 0) return "as fast as possible";
  if (options.rate_per == std::chrono::seconds(1)) return fmt::format("{}/s", options.rate_hits);
  return fmt::format("{}/{}", options.rate_hits, go_duration(options.rate_per));
}

Json load_facts(const load::AttackCommand& attack, const load::Summary& summary) {
  const load::AttackOptions& options = attack.options;
  const bool lazy = options.targets.empty();
  return {{"engine", "brunt " BRUNT_VERSION " (built in: no vegeta on PATH)"},
          {"output", attack.output_path},
          {"records", record_path(attack.output_path)},
          {"targets", lazy ? Json() : Json(options.targets.size())},
          {"url", lazy ? Json() : Json(net::mask_url(options.targets.front().url))},
          {"due", summary.due},
          {"sent", summary.sent},
          {"ok", summary.ok},
          {"failed", summary.failed},
          {"shed", summary.shed},
          {"lateness_p50_ns", summary.lateness_p50.count()},
          {"lateness_p99_ns", summary.lateness_p99.count()},
          {"lateness_max_ns", summary.lateness_max.count()},
          {"late", summary.late},
          {"generator_limited", summary.generator_limited},
          {"timeout_s", seconds(options.timeout)},
          {"rate", rate_text(attack)},
          {"duration_s", seconds(options.duration)},
          {"stopped", summary.stopped},
          {"warnings", summary.warnings}};
}

void fail(Outcome& outcome, const std::string& why) {
  outcome.succeeded = false;
  outcome.output = nullptr;
  outcome.failure = "chaoslib.exceptions.ActivityFailed: " + why;
  outcome.detail = why;
}

Outcome outcome_of(const load::AttackCommand& attack, const load::Summary& summary) {
  Outcome outcome;
  outcome.output = {{"status", 0}, {"stdout", ""}, {"stderr", ""}};
  outcome.summary = fmt::format("{} sent, {} failed", summary.sent, summary.failed);
  if (summary.generator_limited) {
    outcome.detail = "the load generator could not keep its schedule: see lateness in the journal";
  }
  outcome.evidence = {{"load", load_facts(attack, summary)}};
  return outcome;
}

}  // namespace

Result<Outcome> call_load(load::AttackCommand attack, const Limits& limits,
                          const provider::Notify& notify) {
  BRUNT_TRY(load::prepare_attack(attack, {}), "vegeta attack");
  Sink results = BRUNT_TRY(Sink::open(attack.output_path, attack.output_format));
  Sink records = BRUNT_TRY(Sink::open(record_path(attack.output_path), load::ResultFormat::record));

  std::stop_source abandon;
  std::optional<Deadline> give_up;
  attack.options.abandon = abandon.get_token();
  attack.options.on_sent = [&](const load::Sent& hit) {
    results.sent(hit);
    records.sent(hit);
  };
  const auto on_result = [&](const load::Result& result) -> Result<> {
    results.write(result);
    records.write(result);
    return {};
  };
  const auto on_progress = [&](const load::Progress& progress) {
    if (limits.stop.stop_requested() && !give_up) give_up = Deadline::in(patience);
    if (give_up && give_up->passed()) abandon.request_stop();
    if (notify) notify(progress_json(progress));
  };
  const auto summary = BRUNT_TRY(load::attack(attack.options, on_result, on_progress, limits));
  results.close();
  records.close();

  Outcome outcome = outcome_of(attack, summary);
  for (const Sink* sink : {&results, &records}) {
    if (const auto trouble = sink->trouble()) {
      fail(outcome, "results of the load were lost, though it was sent to its end: " + *trouble);
      break;
    }
  }
  const auto& unread = summary.target_error;
  if (unread) fail(outcome, fmt::format("ended after {} requests: {}", summary.sent, unread->what));
  if (limits.stop.stop_requested() && summary.stopped) {
    fail(outcome, fmt::format("stopped after {} of {} requests", summary.sent, summary.due));
  } else if (limits.deadline.passed()) {
    fail(outcome, "process activity took too long to complete");
  }
  return outcome;
}

}  // namespace brunt::drivers::process
