#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "impact/analyse.h"
#include "impact/words.h"
#include "sys/file.h"

namespace brunt::impact {
namespace {

const std::filesystem::path seed = BRUNT_SEED;

Inputs seed_inputs() {
  Inputs inputs;
  inputs.folder = seed;
  inputs.journal_text = sys::read_file(seed / "journal.json").value();
  inputs.journal = parse_json(inputs.journal_text).value();
  return inputs;
}

Json facts() {
  return parse_json(sys::read_file(seed / "facts.json").value()).value();
}

/// The seed judged from its journal and the load's own result file beside it.
const ReportModel& judged() {
  static const ReportModel model = analyse(seed_inputs()).value();
  return model;
}

bool has_line(const std::vector<std::string>& lines, const std::string& start) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.starts_with(start); });
}

/// "42/42 [0.916201, 1.000000]".
std::string text(const Count& count) {
  return fmt::format("{}/{} [{:.6f}, {:.6f}]", count.failed, count.total, count.interval.low,
                     count.interval.high);
}

std::string text(const Json& counted, const std::string& failed) {
  const Json& interval = counted.at("wilson95");
  return fmt::format("{}/{} [{:.6f}, {:.6f}]", counted.at(failed).get<int>(),
                     counted.at("n").get<int>(), interval[0].get<double>(),
                     interval[1].get<double>());
}

TEST(Seed, IsRefutedWithHighConfidence) {
  EXPECT_EQ(judged().outcome, Verdict::refuted);
  EXPECT_EQ(judged().answer, "Yes, users were affected.");
  EXPECT_EQ(judged().confidence, "high");
  EXPECT_EQ(judged().load_source, "result.bin");
  EXPECT_EQ(judged().sentences,
            (std::vector<std::string>{
                "42 of 180 requests failed (23.3 %, 95 % interval 17.8 to 30.0 %), all of them in "
                "one stretch of 14.0 s (±0.3 s) that began within a second of the kill.",
                "Service came back by itself; afterwards 121 of 121 requests succeeded."}));
}

TEST(Seed, PrintsTheKeyFiguresOfTheFirstScreen) {
  EXPECT_EQ(words::failed_figure(judged()), "42 of 180");
  EXPECT_EQ(words::impact_figure(judged()), "14.0 s");
  EXPECT_EQ(words::detected_figure(judged()), "30.1 s (too late)");
  EXPECT_EQ(words::recovered_figure(judged()), "14–15 s");
  EXPECT_EQ(words::budget_figure(judged()), "0.54 % (burn 233×)");
}

TEST(Seed, HasOneImpactWindowWithItsBounds) {
  ASSERT_EQ(judged().windows.size(), 1U);
  const ImpactWindow& window = judged().windows[0];
  EXPECT_EQ(words::clock(window.start, 3), "17:20:48.978");
  EXPECT_EQ(words::clock(window.end, 3), "17:21:02.978");
  EXPECT_EQ(fmt::format("{:.1f} s [{:.2f}, {:.2f}]", window.seconds, window.bounds_seconds.low,
                        window.bounds_seconds.high),
            "14.0 s [13.67, 14.33]");
  EXPECT_FALSE(window.open);
  EXPECT_NEAR(judged().shortest_outage_seconds, 1.333, 5e-4);
}

TEST(Seed, CountsBeforeInsideAndAfterAsItsFactsDo) {
  const Json impact = facts().at("impact");
  EXPECT_EQ(text(judged().before.value()), text(impact.at("before"), "failed"));
  EXPECT_EQ(text(judged().inside.value()), text(impact.at("in_window"), "failed"));
  EXPECT_EQ(text(judged().after.value()), text(impact.at("after"), "failed"));
  const Json load = facts().at("vegeta");
  EXPECT_EQ(judged().all->failed, load.at("failed").get<std::size_t>());
  EXPECT_EQ(judged().all->total, load.at("requests").get<std::size_t>());
  EXPECT_NEAR(judged().all->interval.low, load.at("failure_ratio_wilson95")[0].get<double>(), 5e-7);
  EXPECT_NEAR(judged().all->interval.high, load.at("failure_ratio_wilson95")[1].get<double>(),
              5e-7);
}

TEST(Seed, WasSteadyBeforeAndAfterAndNotLookedAtInBetween) {
  EXPECT_EQ(judged().steady_before, true);
  EXPECT_EQ(judged().steady_after, true);
  EXPECT_EQ(judged().checks_run, 2U);
  EXPECT_EQ(judged().checks_inside, 0U);
  EXPECT_EQ(
      judged().blind_spots,
      (std::vector<std::string>{"0 of 2 hypothesis checks fell inside the impact window",
                                "log and metric were read before 39 server errors were written",
                                "17 requests before the fault: too few to prove 99.9 %"}));
}

TEST(Seed, HasItsLogReadLineByLine) {
  ASSERT_EQ(judged().logs.size(), 1U);
  const LogLane& lane = judged().logs[0];
  const Json log = facts().at("log");
  EXPECT_EQ(lane.name, log.at("pod").get<std::string>());
  EXPECT_EQ(lane.lines.size(), 76U);
  const auto with = [&](int status) {
    return std::count_if(lane.lines.begin(), lane.lines.end(),
                         [&](const LogLine& line) { return line.status == status; });
  };
  EXPECT_EQ(with(200), 70);
  EXPECT_EQ(with(502), 3);
  EXPECT_EQ(std::count_if(lane.lines.begin(), lane.lines.end(),
                          [](const LogLine& line) { return line.error; }),
            3);
  EXPECT_EQ(rfc3339(lane.lines.front().at), log.at("first").get<std::string>());
  EXPECT_EQ(rfc3339(lane.lines.back().at), log.at("last").get<std::string>());
  EXPECT_EQ(fmt::format("{:.3f}", lane.silence_seconds), "14.496");
  EXPECT_EQ(words::clock(lane.silence_start.value(), 3), "17:20:48.738");
  EXPECT_NEAR(lane.silence_seconds, log.at("gap_s").get<double>(), 1e-9);
}

TEST(Seed, HasItsErrorLinesInOneGroup) {
  const LogLane& lane = judged().logs.at(0);
  EXPECT_EQ(lane.form, "gateway");
  ASSERT_EQ(lane.groups.size(), 1U);
  EXPECT_EQ(lane.groups[0].count, 3U);
  EXPECT_EQ(rfc3339(lane.groups[0].first),
            facts().at("log").at("error_lines")[0].get<std::string>());
  EXPECT_EQ(lane.groups[0].context.size(), 10U);
}

TEST(Seed, KnowsHowExactItsSourcesAre) {
  std::vector<std::string> rows;
  for (const Source& s : judged().sources) {
    rows.push_back(fmt::format("{} {:.0f} % to {:.3g} s", s.kind, 100 * s.coverage.value_or(0),
                               s.precision_seconds.value_or(0)));
  }
  EXPECT_EQ(rows, (std::vector<std::string>{"client 100 % to 1e-06 s", "log 61 % to 1e-09 s",
                                            "metric 61 % to 0.24 s", "hypothesis 0 % to 1 s"}));
}

TEST(Seed, HasItsMetricReadScrapeByScrape) {
  ASSERT_EQ(judged().metrics.size(), 1U);
  const MetricLane& lane = judged().metrics[0];
  EXPECT_EQ(lane.scrape_interval_seconds, 5);
  ASSERT_EQ(lane.series.size(), 2U);
  for (const MetricSeries& series : lane.series) {
    const Json expected = facts().at("prometheus").at(series.label.substr(5));
    EXPECT_EQ(series.last - series.first, expected.at("delta").get<double>());
    const Json& increments = expected.at("increments");
    ASSERT_EQ(series.steps.size(), increments.size()) << series.label;
    for (std::size_t i = 0; i < increments.size(); ++i) {
      EXPECT_EQ(rfc3339(series.steps[i].at, 2), increments[i][0].get<std::string>());
      EXPECT_EQ(series.steps[i].increase, increments[i][1].get<double>());
    }
  }
}

TEST(Seed, SpendsItsErrorBudget) {
  const Json budget = facts().at("budget").at("slo_0.999_30d");
  EXPECT_NEAR(judged().burn_rate.value(), budget.at("burn_rate_over_run").get<double>(), 1e-9);
  EXPECT_NEAR(judged().budget_spent.value(), budget.at("spent_fraction").get<double>(), 1e-9);
}

TEST(Seed, LastedAsItsJournalSays) {
  EXPECT_EQ(judged().duration_seconds, 63);
  EXPECT_EQ(judged().time_precision_seconds, 1);
  EXPECT_EQ(judged().status, "completed");
  EXPECT_FALSE(judged().deviated);
}

TEST(Seed, SuggestsWhatTheNextRunNeeds) {
  for (const char* start :
       {"Baseline too short", "No check inside", "Log read too early", "Range misaligned",
        "Step too fine", "Probes without a tolerance", "One replica only"}) {
    EXPECT_TRUE(has_line(judged().suggestions, start)) << start;
  }
  EXPECT_EQ(judged().suggestions.size(), 7U);
  std::vector<std::string> rules;
  for (const Limit& limit : judged().limits)
    rules.push_back(limit.rule);
  EXPECT_EQ(rules, (std::vector<std::string>{"baseline-short", "no-check-in-window",
                                             "log-read-early", "range-misaligned", "step-too-fine",
                                             "probe-without-tolerance", "one-replica"}));
}

TEST(Seed, ReconcilesItsSources) {
  std::vector<std::string> rows;
  for (const Reconciliation& row : judged().reconciliation) {
    rows.push_back(fmt::format("{} | {} | {} | {} {}", row.source, row.predicted, row.seen,
                               row.blind   ? "blind"
                               : row.equal ? "equal"
                                           : "differs",
                               row.blind ? "" : row.reason));
  }
  EXPECT_EQ(rows,
            (std::vector<std::string>{
                "log, 200 | 68 | 68 | equal ",
                "log, 502 | 3 of 42 older than 30 s | 3 | equal 39 in flight",
                "Prometheus, 200 | 67 up to last scrape | +67 | equal ",
                "Prometheus, 502 | 1 up to last scrape | +1 | equal ",
                "hypothesis | a miss if run from 17:20:49 to 17:21:03 | not run then | blind "}));
}

TEST(Seed, TellsWhoNoticedAndWhen) {
  const auto after = [](std::string_view start) {
    for (const Detector& detector : judged().detectors) {
      if (detector.name.starts_with(start)) return detector.after_seconds;
    }
    ADD_FAILURE() << start;
    return std::optional<double>();
  };
  EXPECT_NEAR(after("client").value(), 3.0, 1e-6);
  EXPECT_NEAR(after("log").value(), 30.094, 5e-4);
  EXPECT_GE(after("metric").value(), 30.17);
  EXPECT_LE(after("metric").value(), 30.42);
  EXPECT_FALSE(after("hypothesis").has_value());
  EXPECT_FALSE(after("page").has_value());
}

TEST(Seed, PassesTheChecksThatItsReportLists) {
  std::vector<std::string> passed;
  for (const Check& check : judged().checks) {
    passed.push_back(fmt::format("{}{} {}", check.name, check.required ? "" : " (not required)",
                                 check.passed == true ? "yes" : "no"));
  }
  EXPECT_EQ(passed,
            (std::vector<std::string>{"Fault took effect yes", "Coverage (not required) no",
                                      "Agreement yes", "Identity yes", "Baseline (not required) no",
                                      "Clocks yes", "Repetition (not required) no"}));
  EXPECT_NE(judged().checks[1].evidence.find("log 61 %, metric 61 %"), std::string::npos)
      << judged().checks[1].evidence;
}

TEST(Seed, MeasuresLatencyOfSuccessesOnly) {
  EXPECT_EQ(judged().latency_all_successes->n, 138U);
  EXPECT_NEAR(judged().latency_all_successes->p50, 0.1638, 1e-4);
  EXPECT_LT(judged().latency_all_successes->max, 0.34);
  EXPECT_EQ(judged().latency_before->n, 17U);
  EXPECT_EQ(judged().latency_after->n, 121U);
}

const Measure& measure(const std::string& name) {
  const auto& all = judged().measures;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Measure& m) { return m.name == name; });
  static const Measure none;
  EXPECT_NE(found, all.end()) << name;
  return found == all.end() ? none : *found;
}

/// "14 [13.978, 14.978] s".
std::string text(const Measure& m) {
  return fmt::format("{:.3f} [{:.3f}, {:.3f}] {}", m.value.value_or(NAN), m.low.value_or(NAN),
                     m.high.value_or(NAN), m.unit);
}

TEST(Seed, PrintsEveryMeasureOfItsTable) {
  EXPECT_EQ(text(measure("failure ratio, run")), "0.233 [0.178, 0.300] ratio");
  EXPECT_EQ(text(measure("failure ratio, during")), "1.000 [0.916, 1.000] ratio");
  EXPECT_EQ(text(measure("failure ratio, before")), "0.000 [0.000, 0.184] ratio");
  EXPECT_EQ(text(measure("failure ratio, after")), "0.000 [0.000, 0.031] ratio");
  EXPECT_EQ(text(measure("extra failures")), "0.258 [0.064, 0.330] ratio");
  EXPECT_EQ(text(measure("time to impact")), "0.978 [0.000, 0.978] s");
  EXPECT_EQ(text(measure("impact duration, window 1")), "14.000 [13.667, 14.333] s");
  EXPECT_EQ(text(measure("time to recover")), "14.977 [13.977, 14.977] s");
  EXPECT_NEAR(measure("time to detect, client").value.value(), 3.0, 1e-6);
  EXPECT_NEAR(measure("detection margin, client").value.value(), 11.0, 1e-6);
  const std::string log = "log gateway-6444794955-rgl7s";
  EXPECT_NEAR(measure("time to detect, " + log).value.value(), 30.1, 0.05);
  EXPECT_NEAR(measure("detection margin, " + log).value.value(), -16.1, 0.05);
  const Measure& metric = measure("time to detect, metric query-total-function-invocation");
  EXPECT_NEAR(metric.low.value(), 30.17, 0.01);
  EXPECT_NEAR(metric.high.value(), 30.42, 0.01);
  EXPECT_FALSE(measure("time to detect, hypothesis").value.has_value());
  EXPECT_NEAR(measure("error budget spent").value.value(), 0.0054, 5e-5);
  EXPECT_NEAR(measure("burn rate").value.value(), 233, 0.5);
  EXPECT_EQ(measure("requests missing before the fault").value, 3821);
  EXPECT_EQ(text(measure("median time to failure")).substr(0, 3), "3.1");
}

TEST(Seed, WouldNotHaveRungAnyPager) {
  std::vector<std::string> rows;
  for (const PagerAnswer& rule : judged().pager) {
    rows.push_back(fmt::format("{:g} h x {:g}: {:.1f} s, {}", rule.window_seconds / 3600,
                               rule.factor, rule.fires_after_seconds.value_or(0),
                               rule.rang ? "rang" : "silent"));
  }
  EXPECT_EQ(rows,
            (std::vector<std::string>{"1 h x 14.4: 51.8 s, silent", "6 h x 6: 129.6 s, silent",
                                      "72 h x 1: 259.2 s, silent"}));
}

const Comparison& compared(const std::string& quantity, const std::string& against) {
  static const Comparison none;
  for (const Comparison& row : judged().comparison) {
    if (row.quantity == quantity && row.against == against) return row;
  }
  ADD_FAILURE() << quantity;
  return none;
}

TEST(Seed, ComparesBeforeDuringAndAfter) {
  const Comparison& ratio = compared("failure ratio", "during");
  EXPECT_EQ(ratio.effect, 1);
  EXPECT_NEAR(ratio.interval->low, 0.80, 5e-3);
  EXPECT_EQ(ratio.interval->high, 1);
  EXPECT_NEAR(ratio.p.value() / 3.6e-15, 1, 0.02);
  EXPECT_EQ(ratio.verdict, "worse");
  const Comparison& time = compared("time at gateway-6444794955-rgl7s, p50", "after");
  EXPECT_NEAR(time.before.value(), 0.0155, 1e-4);
  EXPECT_NEAR(time.after.value(), 0.0149, 1e-4);
  EXPECT_NEAR(time.effect.value(), -0.00017, 1e-5);
  EXPECT_LT(time.interval->high, 0.005);
  EXPECT_EQ(time.verdict, "not worse");
  EXPECT_EQ(compared("latency of successes, p50", "after").verdict, "no change");
}

TEST(Seed, GivesTheSameAnswerFromItsTableOfRequests) {
  Inputs inputs = seed_inputs();
  inputs.load_file = seed / "requests.csv";
  const ReportModel model = analyse(inputs).value();
  EXPECT_EQ(model.load_source, "requests.csv");
  EXPECT_EQ(model.answer, judged().answer);
  EXPECT_EQ(model.sentences, judged().sentences);
  EXPECT_EQ(model.windows.size(), 1U);
  EXPECT_EQ(model.before, judged().before);
  EXPECT_EQ(model.inside, judged().inside);
  EXPECT_EQ(model.after, judged().after);
}

TEST(Seed, IsNotMeasuredFromItsJournalAlone) {
  Inputs inputs = seed_inputs();
  inputs.folder = seed / "nothing-here";
  const ReportModel model = analyse(inputs).value();
  EXPECT_EQ(model.outcome, Verdict::not_measured);
  EXPECT_EQ(model.answer, "Cannot tell: the load's result is missing.");
  EXPECT_EQ(model.confidence, "low");
  EXPECT_EQ(model.load_missing, "result.bin");
  EXPECT_FALSE(model.all.has_value());
  EXPECT_EQ(words::failed_figure(model), "–");
  EXPECT_EQ(model.sentences,
            (std::vector<std::string>{
                "result.bin, named by simulate-user-traffic, is not beside the journal.",
                "The log of gateway-6444794955-rgl7s was silent for 14.5 s from 17:20:48.738 and "
                "holds 3 errors (502): signs of trouble, not a measure."}));
  EXPECT_TRUE(model.faults.at(0).confirmed);  // the silence began within two seconds
  EXPECT_EQ(model.blind_spots.at(0), "result.bin is not beside the journal");
}

}  // namespace
}  // namespace brunt::impact
