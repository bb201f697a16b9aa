#include "report/samples.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "analysis/ratio.h"
#include "base/text.h"
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
  return {times.size(), nth(0.5), nth(0.9), nth(0.95), nth(0.99), times.empty() ? 0 : times.back()};
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

void add_method(ReportModel& model, const Json& journal) {
  for (const Json& run : journal["run"]) {
    const Json& what = run["activity"];
    const Json& provider = what["provider"];
    ActivityBar bar = activity("method", what["name"], what["type"], "");
    bar.provider = provider["type"] == "python"
                       ? fmt::format("python {}.{}", provider["module"].get<std::string>(),
                                     provider["func"].get<std::string>())
                       : "process " + provider["path"].get<std::string>();
    bar.arguments = provider["arguments"];
    bar.background = what.value("background", false);
    bar.start = at(run["start"].get<std::string>());
    bar.end = at(run["end"].get<std::string>());
    if (what.contains("pauses")) {
      bar.pause_before = what["pauses"]["before"];
      bar.pause_after = what["pauses"]["after"];
    }
    model.activities.push_back(bar);
  }
}

void add_log(ReportModel& model, const Json& output) {
  impact::LogLane lane;
  lane.activity = "fetch-openfaas-gateway-logs";
  for (const auto& [pod, text] : output.items()) {
    lane.name = pod;
    for (const std::string& line : split(trim(text.get_ref<const std::string&>()), '\n')) {
      const std::size_t space = line.find(' ');
      impact::LogLine parsed{at(line.substr(0, space)), line.substr(space + 21), 0, false};
      const std::size_t status = line.find("- [");
      if (status != std::string::npos) parsed.status = std::stoi(line.substr(status + 3));
      parsed.error = status == std::string::npos;
      lane.lines.push_back(parsed);
    }
  }
  lane.silence_start = at("2018-04-24T17:20:48.737988738Z");
  lane.silence_end = at("2018-04-24T17:21:03.233857966Z");
  lane.silence_seconds = 14.496;
  model.logs.push_back(lane);
}

void add_metric(ReportModel& model) {
  impact::MetricLane lane;
  lane.query = "gateway_function_invocation_total{function_name='astre'}";
  lane.activity = "query-total-function-invocation";
  lane.from = at("2018-04-24T17:20:20.15Z");
  lane.to = at("2018-04-24T17:21:20.15Z");
  lane.scrape_interval_seconds = 5;
  impact::MetricSeries good{"code 200", 6436, 6503, {}};
  for (const auto& [when, grew] : {std::pair{"45", 4}, std::pair{"50", 14}}) {
    good.steps.push_back(
        {at(fmt::format("2018-04-24T17:20:{}.15Z", when)), static_cast<double>(grew)});
  }
  for (const auto& [when, grew] :
       {std::pair{"05", 4}, std::pair{"10", 15}, std::pair{"15", 15}, std::pair{"20", 15}}) {
    good.steps.push_back(
        {at(fmt::format("2018-04-24T17:21:{}.15Z", when)), static_cast<double>(grew)});
  }
  lane.series = {good, {"code 502", 29, 30, {{at("2018-04-24T17:21:20.15Z"), 1}}}};
  model.metrics.push_back(lane);
}

void add_seed_answer(ReportModel& model) {
  model.outcome = Verdict::refuted;
  model.answer = "Yes, users were affected.";
  model.sentences = {
      "42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %), all of them in one "
      "stretch of 14.0 s (±0.3 s) that began within a second of the kill.",
      "Service came back by itself; afterwards 121 of 121 requests succeeded."};
  model.confidence = "high";
  model.blind_spots = {
      "0 of 2 hypothesis checks fell inside the impact window.",
      "Log and metric were read at 17:21:20, before 39 server errors were written.",
      "Baseline of 17 requests: enough to see an outage, not to prove 99.9 %."};
  model.claims = {{"no impact window", "No outage opens after the fault",
                   "one of 14.0 s [13.67, 14.33]", Verdict::refuted},
                  {"extra failures", "Extra failures since the fault of at most 0.1 %",
                   "+25.8 points [6.0, 33.0]", Verdict::refuted},
                  {"recovered", "Service recovers while it is watched", "14 to 15 s after the kill",
                   Verdict::held},
                  {"steady state after", "Steady state is met afterwards",
                   "3 of 3 probes at 17:21:43", Verdict::held}};
  model.checks = {
      {"Fault took effect", true, true, "log silent and client failing from the same second"},
      {"Agreement", true, true, "four predictions of four met"},
      {"Identity", true, true, "the load's requests are in the log that was read"},
      {"Clocks", true, true, "within 0.1 s"},
      {"Coverage", false, false, "client all; log and metric 61 % of the requests"},
      {"Baseline", false, false, "17 of 3838 requests"},
      {"Repetition", false, std::nullopt, "no earlier run was given"}};
  model.detected_after_seconds = 30.094;
  model.detected_note = "too late";
  model.recovered_after_seconds = 14.9775;
  model.recovered_bounds_seconds = impact::Interval{14, 15};
  model.budget_spent = 0.0054;
  model.burn_rate = 233.3;
  model.shortest_outage_seconds = 1.333;
  model.detectors = {
      {"client errors", at("2018-04-24T17:20:51.978Z"), 3.0, "the client times out"},
      {"gateway log", at("2018-04-24T17:21:19.071Z"), 30.094, "its first error line"},
      {"metric, code 502", at("2018-04-24T17:21:19.27Z"), 30.3, "first scrape that counts one"},
      {"hypothesis checks", std::nullopt, std::nullopt, "looked at two moments outside"}};
  model.reconciliation = {
      {"Log, code 200", "68", "68", true, "requests 0 to 16 and 59 to 109"},
      {"Log, code 502", "3", "3", true, "3 of 42 were older than 30 s; 39 in flight"},
      {"Prometheus, code 200", "+67", "+67", true, "up to the scrape at 17:21:19"},
      {"Prometheus, code 502", "+1", "+1", true, "the second came after the last scrape"},
      {"Hypothesis", "a miss", "not run", false, "only if run between 17:20:49 and 17:21:03"}};
  model.suggestions = {
      "One replica only: deleting the only pod leaves nothing to answer. Run two replicas and ask "
      "again.",
      "No check inside the window: checks at 17:20:42 and 17:21:43; the outage lay between. Check "
      "every second while the method runs.",
      "Baseline too short: 17 requests in 5.7 s support no failure ratio below 18.4 %. For 0.1 % "
      "send 3838 first: 21 min at 3 a second.",
      "Log read too early: the gateway reports after 30 s. Read it after impact + 30 s.",
      "Query range not aligned with the run: it began 22 s before the run and ended 24 s before "
      "its end.",
      "Step finer than the scrape: 61 samples, 13 scrapes. Ask at the scrape's own interval."};
}

}  // namespace

ReportModel seed(const std::filesystem::path& folder) {
  ReportModel model;
  const Json journal = parse_json(read(folder / "journal.json")).value();
  model.generator = "brunt 0.1.0";
  model.title = journal["experiment"]["title"];
  model.description = journal["experiment"]["description"];
  model.tags = {"kubernetes", "openfaas", "cloudnative"};
  model.journal_sha256 = "1f0c3d5a7b9e2c4d6f8091a3b5c7d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f80";
  model.status = "completed";
  model.start = at("2018-04-24T17:20:41Z");
  model.end = at("2018-04-24T17:21:44Z");
  model.duration_seconds = 63;
  model.node = "sylvain-laptop";
  model.platform = journal["platform"];
  model.target = "namespace openfaas-fn";
  model.timeout_seconds = 3;
  model.load_source = "requests.csv";
  std::istringstream rows(read(folder / "requests.csv"));
  std::string line;
  std::getline(rows, line);
  while (std::getline(rows, line)) {
    const std::vector<std::string> cells = split(line, ',');
    const bool failed = cells[3] == "0";
    model.requests.push_back(
        {std::stoul(cells[0]), at(cells[1]), std::stod(cells[4]) / 1000, std::stoi(cells[3]),
         failed,
         failed
             ? "Get http://demo.foo.bar/function/astre: net/http: timeout awaiting response headers"
             : ""});
  }
  const WallTime from = model.requests.at(17).sent;
  const WallTime to = model.requests.at(59).sent;
  model.windows = {{from, to, 14, {13.667, 14.333}, count_of(42, 42), false}};
  model.all = count_of(42, 180);
  model.before = count_of(0, 17);
  model.inside = count_of(42, 42);
  model.after = count_of(0, 121);
  model.latency_all_successes = quantiles_of(model.requests, *model.start, *model.end);
  model.latency_before = quantiles_of(model.requests, *model.start, from);
  model.latency_after = quantiles_of(model.requests, to, *model.end);
  model.faults = {{"terminate-one-function", "deleted one pod in openfaas-fn",
                   at("2018-04-24T17:20:48Z"), at("2018-04-24T17:20:49Z"), 1, true}};
  add_steady_state(model);
  add_method(model, journal);
  const auto load_output = std::find_if(model.activities.begin(), model.activities.end(),
                                        [](const ActivityBar& bar) { return bar.background; });
  load_output->output_summary = "180 requests, 42 without answer";
  add_log(model, journal["run"][2]["output"]);
  add_metric(model);
  add_seed_answer(model);
  return model;
}

ReportModel load(std::size_t total, double length_seconds, std::size_t bad_from,
                 std::size_t bad_to) {
  ReportModel model;
  model.generator = "brunt 0.1.0";
  model.title = "Does checkout stay available?";
  model.status = "completed";
  model.start = at("2026-03-01T10:00:00Z");
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

ReportModel without_load(ReportModel model) {
  model.requests.clear();
  model.windows.clear();
  model.all = model.before = model.inside = model.after = std::nullopt;
  model.latency_all_successes = model.latency_before = model.latency_after = std::nullopt;
  model.detected_after_seconds = model.recovered_after_seconds = model.budget_spent =
      model.burn_rate = std::nullopt;
  model.recovered_bounds_seconds = std::nullopt;
  for (impact::Detector& detector : model.detectors)
    detector.after_seconds = std::nullopt;
  model.detectors.erase(model.detectors.begin());
  model.reconciliation.clear();
  model.load_source.clear();
  model.load_missing = "result.bin";
  model.outcome = Verdict::not_measured;
  model.answer = "Cannot tell: the load's result is missing.";
  model.sentences = {
      "result.bin is not beside the journal. Signs of trouble: the gateway log was silent for 14.5 "
      "s and then told of 3 errors; that is not a measure of it."};
  model.confidence = "low";
  return model;
}

ReportModel interrupted(ReportModel model) {
  model.status = "interrupted";
  model.end = std::nullopt;
  const WallTime cut = model.windows.empty() ? *model.start : later(model.windows.front().end, -1);
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
  model.faults = {{"stop-one-replica", "stopped one of two replicas", later(*model.start, 20),
                   later(*model.start, 21), 0, true}};
  model.before = count_of(0, 360);
  model.after = count_of(0, 840);
  model.sentences = {
      "0 of 1200 requests failed (0 %, 95 % interval 0 to 0.3 %). No outage of 0.2 s or longer "
      "happened."};
  model.claims = {{"no impact window", "No outage opens after the fault",
                   "none; one of 0.2 s would have been seen", Verdict::held}};
  return model;
}

ReportModel filled_with(ReportModel model, const std::string& text) {
  model.generator = model.title = model.description = model.hypothesis_title =
      model.experiment_sha256 = model.journal_sha256 = text;
  model.status = model.node = model.platform = model.engine = model.target = model.emulated =
      model.answer = model.confidence = text;
  model.detected_note = model.load_source = model.load_missing = model.generator_verdict = text;
  model.tags = model.sentences = model.blind_spots = model.suggestions =
      model.sandbox_calls = {text};
  model.emulation = {{text, text}};
  model.reproduce = {{text, text}, {text, "brunt " + text}};
  for (impact::Claim& claim : model.claims)
    claim.name = claim.statement = claim.observed = text;
  for (impact::Check& check : model.checks)
    check.name = check.evidence = text;
  for (RequestMark& request : model.requests)
    request.error = text;
  for (ActivityBar& bar : model.activities) {
    bar.name = bar.type = bar.provider = bar.status = bar.observed = bar.output_summary =
        bar.output_text = bar.failure = text;
    bar.tolerance = text;
    bar.arguments = {{text, text}};
  }
  for (impact::Fault& fault : model.faults)
    fault.name = fault.what = text;
  for (impact::LogLane& log : model.logs) {
    log.name = text;
    for (impact::LogLine& line : log.lines)
      line.text = text;
  }
  for (impact::MetricLane& metric : model.metrics) {
    metric.query = text;
    for (impact::MetricSeries& series : metric.series)
      series.label = text;
  }
  for (impact::Detector& detector : model.detectors)
    detector.name = detector.note = text;
  for (impact::Reconciliation& row : model.reconciliation)
    row.source = row.predicted = row.seen = row.reason = text;
  return model;
}

std::vector<std::pair<std::string, ReportModel>> all(const std::filesystem::path& folder) {
  const ReportModel base = seed(folder);
  ReportModel long_title = base;
  long_title.title = std::string(
      "When the primary database of the checkout service is stopped in the middle of the evening "
      "peak and its replica has to take over, "
      "do customers who are about to pay still get an answer within three seconds, or do they see "
      "the error page that we promised the "
      "support team they would never have to explain again?");
  ReportModel hour = load(36000, 3600, 18000, 18060);
  return {{"seed", base},
          {"without_load", without_load(base)},
          {"interrupted", interrupted(base)},
          {"stopped_at_gate", stopped_at_gate()},
          {"failed_rollback", failed_rollback(base)},
          {"emulated", emulated(base)},
          {"long_title", long_title},
          {"two_windows", two_windows()},
          {"held", held()},
          {"hour", hour},
          {"many", load(100000, 600, 20000, 25000)},
          {"script",
           filled_with(base, "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&")},
          {"empty", ReportModel{}}};
}

}  // namespace brunt::report::samples
