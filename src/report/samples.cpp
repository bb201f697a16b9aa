#include "report/samples.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "analysis/ratio.h"
#include "impact/analyse.h"
#include "report/numbers.h"

namespace brunt::report::samples {

using impact::ActivityBar;
using impact::Count;
using impact::ReportModel;
using impact::RequestMark;
using impact::Verdict;

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

WallTime at(std::string_view time) {
  return parse_time(time).value();
}

/// When the run of every sample began.
WallTime run_start() {
  return at("2026-03-01T10:00:00Z");
}

Count count_of(std::size_t failed, std::size_t total) {
  const analysis::Range range = analysis::wilson({failed, total});
  return {failed, total, {range.low, range.high}};
}

impact::Quantiles quantiles_of(const std::vector<RequestMark>& requests, WallTime from,
                               WallTime to) {
  std::vector<double> times;
  for (const RequestMark& request : requests) {
    if (!request.failed && request.sent >= from && request.sent < to)
      times.push_back(request.latency_seconds);
  }
  std::sort(times.begin(), times.end());
  const auto nth = [&](double p) {
    const auto n = static_cast<double>(times.size());
    return times.empty() ? 0 : times[static_cast<std::size_t>(std::min(n - 1, p * n))];
  };
  impact::Quantiles of;
  of.n = times.size();
  of.p50 = nth(0.5);
  of.p90 = nth(0.9);
  of.p95 = nth(0.95);
  of.p99 = nth(0.99);
  of.max = times.empty() ? 0 : times.back();
  return of;
}

ActivityBar activity(std::string phase, std::string name, std::string type, std::string provider) {
  ActivityBar bar;
  bar.phase = std::move(phase);
  bar.name = std::move(name);
  bar.type = std::move(type);
  bar.provider = std::move(provider);
  bar.status = "succeeded";
  return bar;
}

void add_steady_state(ReportModel& model) {
  model.hypothesis_title = "Function is available";
  model.steady_before = model.steady_after = true;
  model.checks_run = 2;
  for (const std::string_view phase : {"before", "after"}) {
    for (const auto& [name, tolerance] :
         {std::pair{"there-should-be-only-one-running-function-pod", 1},
          std::pair{"function-must-exist", 200}, std::pair{"function-must-respond", 200}}) {
      ActivityBar probe = activity(std::string(phase), name, "probe", "");
      probe.tolerance = tolerance;
      probe.tolerance_met = true;
      model.activities.push_back(probe);
    }
  }
}

ReportModel judged(const std::filesystem::path& journal, const std::filesystem::path& folder) {
  impact::Inputs inputs;
  inputs.journal_text = read(journal);
  inputs.journal = parse_json(inputs.journal_text).value();
  inputs.folder = folder;
  return impact::analyse(inputs).value();
}

}  // namespace

ReportModel seed(const std::filesystem::path& folder) {
  return judged(folder / "journal.json", folder);
}

ReportModel without_load(const std::filesystem::path& folder) {
  return judged(folder / "journal.json", folder / "nothing-here");
}

ReportModel load(std::size_t total, double length_seconds, std::size_t bad_from,
                 std::size_t bad_to) {
  ReportModel model;
  model.generator = "brunt 0.1.0";
  model.title = "Does checkout stay available?";
  model.status = "completed";
  model.start = run_start();
  model.end = later(*model.start, length_seconds + 4);
  model.duration_seconds = length_seconds + 4;
  model.timeout_seconds = 3;
  model.load_source = "results.bin";
  model.shortest_outage_seconds = 0.2;
  const double spacing = length_seconds / static_cast<double>(std::max<std::size_t>(total, 1));
  for (std::size_t i = 0; i < total; ++i) {
    const bool failed = i >= bad_from && i < bad_to;
    const double noise = static_cast<double>((i * 7919U) % 101U) / 101;
    const double slow = (i * 104729U) % 997U == 0 ? 6 : 1;
    model.requests.push_back({i, later(*model.start, 2 + spacing * static_cast<double>(i)),
                              failed ? 0.02 : slow * (0.03 + 0.04 * noise), failed ? 503 : 200,
                              failed, failed ? "503 Service Unavailable" : ""});
  }
  const std::size_t failures = bad_to - bad_from;
  model.all = count_of(failures, total);
  model.before = count_of(0, bad_from);
  model.after = count_of(0, total - bad_to);
  model.latency_all_successes = quantiles_of(model.requests, *model.start, *model.end);
  model.outcome = failures > 0 ? Verdict::refuted : Verdict::held;
  model.answer = failures > 0 ? "Yes, users were affected." : "No, users were not affected.";
  model.sentences = {fmt::format("{} of {} requests failed.", failures, total)};
  model.confidence = "medium";
  if (failures > 0 && bad_to < total) {
    const WallTime from = model.requests[bad_from].sent;
    const WallTime to = model.requests[bad_to].sent;
    const double length = between(from, to);
    model.windows = {{from,
                      to,
                      length,
                      {length - spacing, length + spacing},
                      count_of(failures, failures),
                      false}};
    model.faults = {{"stop-primary", "stopped the primary", later(from, -spacing / 2),
                     later(from, length_seconds / 100), 0, true}};
    model.recovered_after_seconds = length + spacing / 2;
    model.inside = count_of(failures, failures);
  }
  ActivityBar run = activity("method", "simulate-user-traffic", "action", "process vegeta");
  run.start = later(*model.start, 2);
  run.end = later(*model.end, -2);
  run.background = true;
  model.activities.push_back(run);
  add_steady_state(model);
  return model;
}

ReportModel interrupted(ReportModel model) {
  model.status = "interrupted";
  model.end = std::nullopt;
  const WallTime cut = model.windows.empty() ? run_start() : later(model.windows.front().end, -1);
  std::erase_if(model.activities, [&](const ActivityBar& bar) {
    return bar.phase == "after" || (bar.start && *bar.start > cut);
  });
  for (ActivityBar& bar : model.activities) {
    if (bar.end && *bar.end > cut) bar.end = cut;
    if (bar.end && later(*bar.end, bar.pause_after) > cut)
      bar.pause_after = std::max(0.0, between(*bar.end, cut));
  }
  std::erase_if(model.requests, [&](const RequestMark& request) { return request.sent > cut; });
  model.windows.front().open = true;
  model.windows.front().end = model.requests.back().sent;
  model.windows.front().seconds = between(model.windows.front().start, model.windows.front().end);
  model.logs.clear();
  model.metrics.clear();
  model.detectors.resize(1);
  model.after = std::nullopt;
  model.recovered_after_seconds = std::nullopt;
  model.detected_after_seconds = std::nullopt;
  model.detected_note = "never";
  model.sentences = {
      "40 of 57 requests failed, in a stretch that had not ended after 13.0 s, when the run "
      "stopped looking."};
  model.steady_after = std::nullopt;
  model.checks_run = 1;
  model.answer = "Yes, and it has not recovered.";
  return model;
}

ReportModel stopped_at_gate() {
  ReportModel model;
  model.generator = "brunt 0.1.0";
  model.title = "Does checkout survive the loss of a node?";
  model.status = "failed";
  model.start = at("2026-03-01T10:00:00Z");
  model.end = at("2026-03-01T10:00:02Z");
  model.duration_seconds = 2;
  model.answer = "Not run: the steady state was not met before.";
  model.steady_before = false;
  model.checks_run = 1;
  model.hypothesis_title = "Checkout answers";
  ActivityBar probe =
      activity("before", "checkout-answers", "probe", "http GET http://shop:8080/checkout");
  probe.tolerance = 200;
  probe.tolerance_met = false;
  probe.observed = "503";
  probe.start = at("2026-03-01T10:00:00.5Z");
  probe.end = at("2026-03-01T10:00:00.62Z");
  model.activities = {probe};
  return model;
}

ReportModel failed_rollback(ReportModel model) {
  for (const std::string_view name : {"restore-replicas", "remove-network-rule"}) {
    ActivityBar bar = activity("rollbacks", std::string(name), "action",
                               "python chaosk8s.deployment.actions.scale_deployment");
    bar.start = later(*model.end, -0.8);
    bar.end = later(*model.end, -0.2);
    model.activities.push_back(bar);
  }
  model.activities.back().status = "failed";
  model.activities.back().failure = "connection refused by 127.0.0.1:6443";
  return model;
}

ReportModel emulated(ReportModel model) {
  model.emulated =
      "emulated cluster, profile seed: real processes behind a Kubernetes API subset, no "
      "containers";
  model.emulation = Json::parse(
      R"({"profile":"seed","start_delay":"1.2s","image_delay":"9.6s","failure_mode":"blackhole","replicas":1})");
  model.sandbox_calls = {"GET /api/v1/namespaces/openfaas-fn/pods",
                         "DELETE /api/v1/namespaces/openfaas-fn/pods/{name}",
                         "GET /api/v1/namespaces/openfaas/pods/{name}/log"};
  model.generator_verdict = "schedule kept: p50 0.1 ms, p99 0.4 ms late";
  model.reproduce = {{"Run it again", "brunt run examples/lost-function/experiment.json"},
                     {"Kept open connections", "1"}};
  return model;
}

ReportModel long_title(ReportModel model) {
  model.title = std::string(
      "When the primary database of the checkout service is stopped in the middle of the evening "
      "peak and its replica has to take over, "
      "do customers who are about to pay still get an answer within three seconds, or do they see "
      "the error page that we promised the "
      "support team they would never have to explain again?");
  return model;
}

ReportModel two_windows() {
  ReportModel model = load(3600, 120, 900, 1100);
  const std::size_t from = 2200;
  const std::size_t to = 2280;
  for (std::size_t i = from; i < to; ++i) {
    model.requests[i].failed = true;
    model.requests[i].code = 0;
    model.requests[i].error = "connection refused";
  }
  const WallTime start = model.requests[from].sent;
  const WallTime end = model.requests[to].sent;
  model.windows.push_back({start, end, between(start, end), {2.6, 2.7}, count_of(80, 80), false});
  model.faults.push_back({"cut-network", "dropped packets", start, later(start, 2.2), 0, true});
  model.all = count_of(280, 3600);
  model.sentences = {
      "280 of 3600 requests failed (7.8 %, 95 % interval 6.9 to 8.7 %), in 2 stretches of 6.7 s "
      "and 2.7 s."};
  return model;
}

ReportModel held() {
  ReportModel model = load(1200, 60, 0, 0);
  model.faults = {{"stop-one-replica", "stopped one of two replicas", later(run_start(), 20),
                   later(run_start(), 21), 0, true}};
  model.before = count_of(0, 360);
  model.after = count_of(0, 840);
  model.sentences = {
      "0 of 1200 requests failed (0 %, 95 % interval 0 to 0.3 %). No outage of 0.2 s or longer "
      "happened."};
  impact::Claim claim;
  claim.name = "no impact window";
  claim.statement = "No outage opens after the fault";
  claim.observed = "none; one of 0.2 s would have been seen";
  claim.verdict = Verdict::held;
  model.claims = {claim};
  return model;
}

}  // namespace brunt::report::samples
