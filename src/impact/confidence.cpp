#include "impact/confidence.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/ratio.h"
#include "base/text.h"
#include "impact/claims.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

Check fault_check(const std::vector<Fault>& faults, const std::string& confirmed_by) {
  Check check{"Fault took effect", true, std::nullopt, "no fault was injected"};
  if (faults.empty()) return check;
  check.passed =
      std::all_of(faults.begin(), faults.end(), [](const Fault& f) { return f.confirmed; });
  check.evidence = confirmed_by.empty() ? "only the action's own status says so" : confirmed_by;
  return check;
}

Check coverage_check(const std::optional<Measured>& measured, const Reconciled& sources,
                     bool required) {
  Check check{"Coverage", required, std::nullopt, "no requests were read"};
  if (!measured) return check;
  std::vector<std::string> parts = {"client 100 %"};
  bool enough = true;
  const auto add = [&](std::string_view name, std::optional<double> share) {
    if (!share) return;
    enough = enough && *share >= 0.9 && sources.unwritten_failures == 0;
    parts.push_back(fmt::format("{} {:.0f} %", name, *share * 100));
  };
  add("log", sources.log_coverage);
  add("metric", sources.metric_coverage);
  check.passed = enough;
  check.evidence = join(parts, ", ") + " of the requests";
  if (sources.unwritten_failures > 0) {
    check.evidence += fmt::format("; {} failures were not written yet", sources.unwritten_failures);
  }
  return check;
}

Check agreement_check(const Reconciled& sources) {
  Check check{"Agreement", true, std::nullopt, "no second source to compare with"};
  if (!sources.compared) return check;
  check.passed = sources.agree;
  check.evidence = sources.agree ? "all sources agree once read over the same window"
                                 : "sources differ: see the reconciliation";
  return check;
}

Check identity_check(const Reconciled& sources) {
  Check check{"Identity", true, std::nullopt, "no second source names the system"};
  if (!sources.silent.empty()) {
    check.passed = false;
    check.evidence = join(sources.silent, ", ") +
                     " holds none of the load's requests: it is of another system, or of no use";
  } else if (sources.compared) {
    check.passed = true;
    check.evidence = "the load's requests are in the server's log";
  }
  return check;
}

Check baseline_check(const std::optional<Measured>& measured, bool required) {
  Check check{"Baseline", required, std::nullopt, "no requests were read"};
  if (!measured) return check;
  const std::size_t sent = measured->before ? measured->before->total : 0;
  const std::size_t needed = analysis::baseline_size(allowed_extra_failures);
  check.passed = sent >= needed;
  check.evidence = fmt::format("{} of {} requests needed before the fault to prove 99.9 %",
                               words::count(sent), words::count(needed));
  return check;
}

Check clock_check(const std::optional<Measured>& measured, const Reconciled& sources) {
  Check check{"Clocks", true, std::nullopt, "no line of the log pairs with a request"};
  if (!sources.wrong_clock.empty()) {
    check.passed = false;
    check.evidence = sources.wrong_clock;
    return check;
  }
  if (!measured || !sources.clock_offset_seconds) return check;
  const Interval& offset = *sources.clock_offset_seconds;
  const double middle = (offset.low + offset.high) / 2;
  const double half = (offset.high - offset.low) / 2;
  check.passed = std::abs(middle) < std::max(measured->spacing_seconds, 0.1);
  check.evidence = std::abs(middle) + half <= 0.1
                       ? std::string("log and client agree within 0.1 s")
                       : fmt::format("log minus client {:.2f} s (±{:.2f} s)", middle, half);
  return check;
}

}  // namespace

std::vector<Check> confidence_checks(const std::vector<Fault>& faults,
                                     const std::string& confirmed_by,
                                     const std::optional<Measured>& measured,
                                     const Reconciled& sources, Verdict outcome) {
  const bool sample_matters = outcome != Verdict::refuted;
  return {fault_check(faults, confirmed_by),
          coverage_check(measured, sources, sample_matters),
          agreement_check(sources),
          identity_check(sources),
          baseline_check(measured, sample_matters),
          clock_check(measured, sources),
          Check{"Repetition", outcome == Verdict::held, false, "no earlier runs known"}};
}

std::string confidence_word(const std::vector<Check>& checks, Verdict outcome) {
  if (outcome == Verdict::not_measured) return "low";
  bool blocked = false;  // repetition only keeps a held outcome from being high
  std::size_t failed = 0;
  std::size_t unknown = 0;
  for (const Check& check : checks) {
    if (!check.required || check.passed == true) continue;
    if (check.name == "Repetition") {
      blocked = true;
    } else if (check.passed) {
      ++failed;
    } else {
      ++unknown;
    }
  }
  failed += unknown > 0 ? 1U : 0U;  // what one missing source leaves open counts once
  if (failed > 1) return "low";
  return failed == 1 || blocked ? "medium" : "high";
}

}  // namespace brunt::impact
