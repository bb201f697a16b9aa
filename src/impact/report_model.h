#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace brunt::impact {

/// What the evidence says of a claim, worst first. Source: reference report.md C.3.
enum class Verdict { refuted, not_measured, inconclusive, held };

struct Interval {
  double low = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// `failed` of `total` requests, with Wilson's 95 % interval of the ratio.
struct Count {
  std::size_t failed = 0, total = 0;
  Interval interval;
  /// 0 for an empty count.
  double ratio() const {
    return total == 0 ? 0.0 : static_cast<double>(failed) / static_cast<double>(total);
  }
  friend bool operator==(const Count&, const Count&) = default;
};

/// One stretch of time in which users were hurt.
struct ImpactWindow {
  WallTime start{}, end{};
  double seconds = 0;
  Interval bounds_seconds;  ///< shortest and longest it can have been
  Count inside;
  bool open = false;  ///< had not ended when the run stopped looking
};

struct Claim {
  std::string name;  ///< "no impact window", "extra failures", "recovered", "steady state after"
  std::string statement;  ///< in words, with the threshold
  std::string observed;   ///< in words, with numbers
  Verdict verdict = Verdict::not_measured;
  bool decides = true;  ///< counts for the outcome; else it only bounds what could be seen
  std::string origin = "default";  ///< "default", "experiment", "command line", "SLO file a.yaml"
  std::string indicator;   ///< "success", "p95", "impact", "recovery", ...; see claim_text.h
  std::string window;      ///< "run", "before", "during", "after", "since"
  std::string comparison;  ///< ">=", "<=", ">", "<"; "" for what is met or not
  std::optional<double> threshold;       ///< in base units: fraction or seconds
  std::optional<double> observed_value;  ///< in the threshold's unit
  std::optional<Interval> interval;      ///< of the observed value, 95 %
};

/// One figure with its interval and the way it was made. Units: "s", "ratio", "requests", "1".
struct Measure {
  std::string name;  ///< "failure ratio, run", "time to recover"
  std::optional<double> value;
  std::string unit;
  std::optional<double> low, high;
  std::string method;  ///< "Wilson 95 %", "resolution of the inputs"
  std::string inputs;  ///< "42 of 180 requests"
};

/// One row of the comparison before, during and after the fault.
struct Comparison {
  std::string quantity;  ///< "failure ratio", "latency of successes, p50", "time at gateway-1, p50"
  std::string unit;      ///< "ratio", "s"
  std::optional<double> before, during, after;
  std::string against;               ///< what `effect` compares with before: "during", "after"
  std::optional<double> effect;      ///< difference or shift, in `unit`
  std::optional<Interval> interval;  ///< of the effect: the wider of the test's and the bootstrap's
  std::optional<double> p;           ///< adjusted by Holm where there are several
  std::optional<double> superiority;  ///< chance that a later value exceeds one before
  std::string method;
  std::string
      verdict;  ///< "worse", "better", "no change", "not worse", "too little to tell"; or ""
};

/// Where evidence came from, and how far it goes.
struct Source {
  std::string kind;  ///< "client", "log", "metric", "hypothesis", "process", "events", "journal"
  std::string name;  ///< file, pod or activity
  std::optional<WallTime> from, to;
  std::optional<double> coverage;  ///< share of the load's requests sent while it looked
  std::optional<double> precision_seconds;
  std::optional<Interval> clock_offset_seconds;   ///< its clock less the client's
  std::optional<double> reporting_delay_seconds;  ///< until it tells of a failure
  std::optional<bool> same_system;                ///< identity check; absent: cannot be told
  std::string note;
};

/// A rule that the report checks itself by: what it does not show, and why.
struct Limit {
  std::string rule;  ///< "baseline-short", "no-check-in-window", "log-read-early", ...
  std::string text, evidence;
};

/// Would this paging rule have rung?
struct PagerAnswer {
  double window_seconds = 0, factor = 0;
  std::optional<double> fires_after_seconds;  ///< failures as in the longest window; absent: never
  bool rang = false;
};

/// A run of this or an earlier day, a row of the history.
struct HistoryRow {
  WallTime start{};
  std::string title, outcome;
  std::optional<double> impact_seconds;
  Interval impact_bounds;
  std::size_t failed = 0, total = 0;
  std::optional<double> recovered_after_seconds, detected_after_seconds, p95_seconds;
  bool comparable = true;
  std::string why_not;  ///< when not comparable
  std::string changed;  ///< against the comparable run before: "worse by 5.0 s", "no change"
  std::vector<std::string> versions;  ///< "chaostoolkit-lib 1.45.0", what names the software
  bool current = false;               ///< the run that this report is of
};

/// Error lines of a log that say the same but for numbers and names.
struct LogGroup {
  std::string text;  ///< numbers and identifiers replaced by "…"
  std::size_t count = 0;
  WallTime first{};
  std::vector<std::string> context;  ///< up to ten lines around the first
};

/// What the cluster itself wrote down, a mark on the timeline.
struct ClusterEvent {
  WallTime at{};
  double precision_seconds = 1;
  std::string reason, object, message;  ///< "Killing", "Pod astre-1", "Stopping container astre"
  bool warning = false;
  std::size_t count = 1;
  std::string activity;  ///< that read it
};

/// A stretch in which a metric was off its baseline.
struct MetricWindow {
  WallTime start{}, end{};
  bool drift = false, open = false;
  double resolution_seconds = 0;  ///< width of a bucket
};

/// One line of the confidence check list.
struct Check {
  std::string name;  ///< "Fault took effect", "Coverage", "Agreement", "Identity", "Baseline",
                     ///< "Clocks", "Repetition"
  bool required = true;
  std::optional<bool> passed;  ///< absent: could not be judged
  std::string evidence;
};

/// One request, a mark on the timeline.
struct RequestMark {
  std::size_t seq = 0;
  WallTime sent{};
  double latency_seconds = 0;
  int code = 0;
  bool failed = false;
  std::string error;
};

/// One activity, probe or check as a bar on the timeline and a card below it.
struct ActivityBar {
  std::string phase;                   ///< "before", "method", "after", "rollbacks"
  std::string name, type, provider;    ///< provider: "python chaosk8s.pod.actions.terminate_pods"
  std::optional<WallTime> start, end;  ///< absent where the journal has none
  double pause_before = 0, pause_after = 0;  ///< seconds
  bool background = false;
  std::string status;  ///< "succeeded", "failed", "" when unknown
  std::optional<bool> tolerance_met;
  Json tolerance;           ///< null outside the hypothesis
  std::string observed;     ///< measured value in a few words
  Json arguments;           ///< object, or text
  std::string output_kind;  ///< "load", "metric", "log", "http", "process", "value", "json", "none"
  std::string output_summary;  ///< a sentence
  std::string output_text;     ///< up to 20 lines, secrets masked
  std::string failure;         ///< last line of the exception
};

struct Fault {
  std::string name;  ///< the activity's
  std::string what;  ///< "deleted pod astre-... in openfaas-fn"
  WallTime start{};
  std::optional<WallTime> end;
  double precision_seconds = 0;  ///< how well the start is known
  bool confirmed = false;        ///< by something else than its own status
};

struct LogLine {
  WallTime at{};
  std::string text;
  int status = 0;  ///< HTTP status in the line, 0 = none
  bool error = false;
  std::string method{}, path{};          ///< of the request it tells of; "" = none
  std::optional<double> took_seconds{};  ///< how long that took, when the line says
};

struct LogLane {
  std::string name;  ///< pod
  std::string activity;
  std::vector<LogLine> lines;
  std::optional<WallTime> silence_start, silence_end;
  double silence_seconds = 0;
  double clock_shift_seconds = 0;  ///< taken off its times: its clock was ahead by this
  std::string form;  ///< of its lines: "gateway", "combined", "json", "logfmt", "klog", ""
  std::vector<LogGroup> groups;  ///< of its error lines, the most frequent first
};

struct MetricStep {
  WallTime at{};
  double increase = 0;
};
struct MetricSeries {
  std::string label;  ///< labels that differ, e.g. "code 200"
  double first = 0, last = 0;
  std::vector<MetricStep> steps;
};
struct MetricLane {
  std::string query, activity;
  WallTime from{}, to{};
  double scrape_interval_seconds = 0;  ///< 0 = unknown
  double step_seconds = 0;             ///< of the query, 0 = unknown
  std::vector<MetricSeries> series;
  std::vector<MetricWindow> windows;
  bool true_times = false;      ///< raw samples: their times are those of the scrapes
  std::size_t odd_samples = 0;  ///< NaN or infinite: shown, in no sum
};

/// One row of "what a source could have seen against what it saw".
struct Reconciliation {
  std::string source, predicted, seen;
  bool equal = false;
  std::string reason;
  bool blind = false;  ///< it did not look then: neither equal nor different
};

struct Detector {
  std::string name;
  std::optional<WallTime> at;           ///< absent: never spoke
  std::optional<double> after_seconds;  ///< since the impact began
  std::string note;
  std::optional<double> margin_seconds{};    ///< left when it spoke; below 0: too late
  std::optional<Interval> bounds_seconds{};  ///< of after_seconds, by the resolution of its source
};

struct Quantiles {
  std::size_t n = 0;
  double p50 = 0, p90 = 0, p95 = 0, p99 = 0, max = 0;                ///< seconds
  std::optional<Interval> p50_interval, p95_interval, p99_interval;  ///< absent: too few values
};

/// Everything a report shows, computed once. Renderers are pure functions of it.
struct ReportModel {
  std::string generator;  ///< "brunt 0.1.0"
  // the experiment and its run
  std::string title, description, hypothesis_title;
  std::vector<std::string> tags;
  std::string experiment_sha256, journal_sha256;
  std::string status;
  bool deviated = false;
  std::optional<WallTime> start, end;
  double duration_seconds = 0;
  double time_precision_seconds = 0;   ///< of the journal's times: 1 or 1e-6
  std::string node, platform, engine;  ///< engine: "chaostoolkit-lib 1.45.0", "brunt 0.1.0"
  std::string target;                  ///< what was broken, e.g. kubernetes namespaces
  std::string emulated;                ///< "emulated cluster, profile seed: ..." or ""
  Json emulation;                      ///< its parameters, object; null when real
  // the answer
  Verdict outcome = Verdict::not_measured;
  std::string answer;                  ///< "Yes, users were affected."
  std::vector<std::string> sentences;  ///< the lead, one or two
  std::string confidence;              ///< "high", "medium", "low"
  std::vector<std::string>
      blind_spots;  ///< "0 of 2 hypothesis checks fell inside the impact window"
  std::vector<Claim> claims;
  std::vector<Check> checks;
  // figures
  std::optional<Count> all, before, inside, after;  ///< absent: no request evidence
  std::vector<ImpactWindow> windows;
  std::optional<double>
      detected_after_seconds;  ///< first server-side detector, after the impact began
  std::string detected_note;   ///< "too late", "never"
  std::optional<double> recovered_after_seconds;     ///< from the fault
  std::optional<Interval> recovered_bounds_seconds;  ///< as well as the fault's time is known
  std::optional<double> budget_spent;                ///< fraction of 99.9 %/30 d
  std::optional<double> burn_rate;
  double shortest_outage_seconds = 0;  ///< that this run could have seen
  std::optional<Quantiles> latency_before, latency_after, latency_all_successes;
  std::string load_source;        ///< file the requests were read from, or ""
  std::string load_missing;       ///< name of the file that should have been there, or ""
  std::string load_problem;       ///< why it was not used: "is not beside journal.json"
  double timeout_seconds = 0;     ///< of the load's requests, 0 = unknown
  std::string generator_verdict;  ///< schedule error of the load
  // evidence
  std::optional<bool> steady_before, steady_after;
  std::size_t checks_run = 0, checks_inside = 0;
  std::vector<Fault> faults;
  std::vector<ActivityBar> activities;
  std::vector<RequestMark> requests;
  std::vector<LogLane> logs;
  std::vector<MetricLane> metrics;
  std::vector<Detector> detectors;
  std::vector<Reconciliation> reconciliation;
  std::vector<std::string> suggestions;
  std::vector<Measure> measures;
  std::vector<Comparison> comparison;
  std::vector<Source> sources;
  std::vector<ClusterEvent> cluster_events;  ///< in order of time
  std::vector<Limit> limits;
  std::vector<PagerAnswer> pager;
  std::vector<HistoryRow> history;               ///< oldest first; empty when no other run is known
  std::optional<Quantiles> latency_during;       ///< successes inside the windows
  std::size_t failures_timed = 0;                ///< failures with a time
  std::optional<double> failure_median_seconds;  ///< median time to failure
  std::optional<double> score;     ///< 0 to 100, mean of the claims; never to be shown alone
  std::size_t score_left_out = 0;  ///< claims not measured
  std::vector<std::string> sandbox_calls;  ///< coverage list of the emulated endpoints used
  std::vector<std::pair<std::string, std::string>> reproduce;  ///< name, value
};

}  // namespace brunt::impact
