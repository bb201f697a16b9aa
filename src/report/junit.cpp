#include <fmt/format.h>

#include "impact/words.h"
#include "report/escape.h"
#include "report/json_parts.h"
#include "report/numbers.h"
#include "report/shapes.h"
#include "report/views.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;
using impact::Verdict;
namespace words = impact::words;

namespace {

enum class Kind { passed, failure, error, skipped };

/// The cases as XML, counted.
struct Suite {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  std::string cases;

  void add(std::string_view group, std::string_view name, double time, Kind kind,
           std::string_view message) {
    ++tests;
    cases += fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")", escape(group),
                         escape(name), time);
    const std::string told = escape(message);
    switch (kind) {
      case Kind::passed:
        cases += "/>\n";
        return;
      case Kind::failure:
        ++failures;
        cases += fmt::format(">\n      <failure message=\"{0}\">{0}</failure>\n", told);
        break;
      case Kind::error:
        ++errors;
        cases += fmt::format(">\n      <error message=\"{0}\">{0}</error>\n", told);
        break;
      case Kind::skipped:
        ++skipped;
        cases += fmt::format(">\n      <skipped message=\"{}\"/>\n", told);
        break;
    }
    cases += "    </testcase>\n";
  }
};

double length_of(const ActivityBar& activity) {
  return activity.start && activity.end ? between(*activity.start, *activity.end) : 0;
}

void add_claims(Suite& suite, const ReportModel& model) {
  for (const impact::Claim& claim : model.claims) {
    const Kind kind = claim.verdict == Verdict::held      ? Kind::passed
                      : claim.verdict == Verdict::refuted ? Kind::failure
                                                          : Kind::skipped;
    const std::string why = std::string(word_of(claim.verdict)) + ": " + claim.observed;
    suite.add("claims", claim.statement.empty() ? claim.name : claim.statement, 0, kind, why);
  }
}

void add_activity(Suite& suite, const ActivityBar& activity) {
  const bool probe =
      activity.phase == "before" || activity.phase == "after" || activity.phase == "during";
  const std::string group = probe ? "steady state " + activity.phase : activity.phase;
  if (activity.tolerance_met == false) {
    suite.add(group, activity.name, length_of(activity), Kind::failure,
              fmt::format("{} is outside the tolerance {}",
                          activity.observed.empty() ? "the value" : activity.observed,
                          to_text(activity.tolerance)));
  } else if (activity.status == "failed" || !activity.failure.empty()) {
    suite.add(group, activity.name, length_of(activity), Kind::error,
              activity.failure.empty() ? "failed" : activity.failure);
  } else if (probe && !activity.tolerance_met) {
    suite.add(group, activity.name, length_of(activity), Kind::skipped, "not measured");
  } else {
    suite.add(group, activity.name, length_of(activity), Kind::passed, "");
  }
}

std::string property(std::string_view name, std::string_view value) {
  if (value.empty()) return "";
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, escape(value));
}

std::string properties(const ReportModel& model) {
  return "    <properties>\n" + property("outcome", outcome_key(model.outcome)) +
         property("answer", model.answer) + property("confidence", model.confidence) +
         property("failed_requests", words::failed_figure(model)) +
         property("impact", words::impact_figure(model)) +
         property("detected", words::detected_figure(model)) +
         property("recovered", words::recovered_figure(model)) +
         property("error_budget", words::budget_figure(model)) +
         property("experiment_sha256", model.experiment_sha256) + "    </properties>\n";
}

}  // namespace

std::string junit(const ReportModel& model) {
  Suite suite;
  add_claims(suite, model);
  for (const ActivityBar& activity : model.activities)
    add_activity(suite, activity);
  if (!model.steady_after && model.steady_before)
    suite.add("steady state after", "all probes", 0, Kind::skipped, "not run");
  const std::string counts =
      fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", suite.tests,
                  suite.failures, suite.errors, suite.skipped, model.duration_seconds);
  const std::string stamp =
      model.start ? fmt::format(R"( timestamp="{}")", rfc3339(*model.start, 0)) : "";
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"brunt\" {0}>\n"
      "  <testsuite name=\"{1}\" {0}{2}>\n{3}{4}  </testsuite>\n</testsuites>\n",
      counts, escape(model.title), stamp, properties(model), suite.cases);
}

}  // namespace brunt::report
