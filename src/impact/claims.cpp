#include "impact/claims.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "impact/words.h"

namespace brunt::impact {
namespace {

/// What the data form of a claim made by default says.
Claim stated_by_default(std::string name, std::string statement, std::string indicator,
                        std::string window) {
  Claim claim;
  claim.name = std::move(name);
  claim.statement = std::move(statement);
  claim.verdict = Verdict::held;
  claim.indicator = std::move(indicator);
  claim.window = std::move(window);
  return claim;
}

Claim no_window(const Measured& m, const ClaimEvidence& evidence) {
  Claim claim = stated_by_default(
      "no impact window",
      "no outage opens between the fault and the end of the load (none longer than " +
          words::duration(allowed_outage_seconds) + " may be missed)",
      "impact", "since");
  claim.comparison = "<=";
  claim.threshold = allowed_outage_seconds;
  const ImpactWindow* longest = longest_window(m.windows);
  claim.observed_value = longest == nullptr ? 0 : longest->seconds;
  if (!m.windows.empty()) {
    claim.verdict = Verdict::refuted;
    const ImpactWindow& w = m.windows.front();
    claim.interval = w.bounds_seconds;
    claim.observed = m.windows.size() == 1
                         ? fmt::format("one of {} from {}", words::duration_with_bounds(w),
                                       words::clock(w.start, 3))
                         : fmt::format("{}, the first from {}",
                                       words::plural(m.windows.size(), "window", "windows"),
                                       words::clock(w.start, 3));
    return claim;
  }
  const bool sharp = m.shortest_outage_seconds <= allowed_outage_seconds;
  const bool covered = !evidence.fault || fault_coverage(evidence) >= 0.9;
  claim.verdict = m.since.total > 0 && sharp && covered ? Verdict::held : Verdict::inconclusive;
  claim.observed = "none of " + words::duration(m.shortest_outage_seconds) + " or longer";
  if (m.since.total > 0 && !covered) {
    claim.observed += fmt::format(", but requests were sent in {} of the fault only",
                                  words::percent(fault_coverage(evidence)));
  }
  return claim;
}

Claim extra_failures(const Measured& m) {
  Claim claim = stated_by_default("extra failures",
                                  "at most " + words::percent(allowed_extra_failures) +
                                      " more requests fail from the fault on than before it",
                                  "extra failures", "since");
  claim.verdict = Verdict::inconclusive;
  claim.comparison = "<=";
  claim.threshold = allowed_extra_failures;
  if (!m.before || m.before->total == 0) {
    claim.verdict = Verdict::not_measured;
    claim.decides = false;
    claim.observed = "no request before the fault to compare with";
    return claim;
  }
  const double d = extra_ratio(m);
  claim.observed_value = d;
  claim.interval = m.extra;
  claim.observed = fmt::format("{} more [{}, {}]: {} of {} against {} of {}", words::percent(d),
                               words::percent_number(m.extra.low), words::percent(m.extra.high),
                               words::count(m.since.failed), words::count(m.since.total),
                               words::count(m.before->failed), words::count(m.before->total));
  if (m.extra.low > allowed_extra_failures) {
    claim.verdict = Verdict::refuted;
  } else if (m.extra.high <= allowed_extra_failures) {
    claim.verdict = Verdict::held;
  } else {
    claim.decides = false;  // nobody stated an objective: the answer carries the bound instead
  }
  return claim;
}

Claim recovered(const Measured& m) {
  Claim claim = stated_by_default("recovered", "requests are answered again before the load ends",
                                  "recovery", "since");
  if (m.windows.empty()) {
    claim.observed = "nothing to recover from";
  } else if (m.windows.back().open) {
    claim.verdict = Verdict::refuted;
    claim.observed =
        fmt::format("still failing at {}, the last request", words::clock(m.windows.back().end, 3));
  } else {
    claim.observed = "answered again from " + words::clock(m.windows.back().end, 3);
    if (m.after && m.after->total > 0) {
      claim.observed +=
          fmt::format(", {} of {} since", words::count(m.after->total - m.after->failed),
                      words::count(m.after->total));
    }
  }
  return claim;
}

Claim steady_after(const Journal& journal) {
  Claim claim = stated_by_default("steady state after", "the steady state is met after the method",
                                  "steady state", "after");
  claim.verdict = Verdict::not_measured;
  const auto met = steady(journal, "after");
  if (!met) {
    claim.observed = "the check after the method did not run";
  } else {
    claim.verdict = *met ? Verdict::held : Verdict::refuted;
    claim.observed = *met ? "met" : "not met";
  }
  return claim;
}

}  // namespace

std::optional<bool> steady(const Journal& journal, std::string_view phase) {
  for (const Evaluation& evaluation : journal.evaluations) {
    if (evaluation.phase == phase) return evaluation.met;
  }
  return std::nullopt;
}

std::vector<Claim> judge_claims(const Journal& journal, const ClaimEvidence& evidence,
                                const std::vector<analysis::StatedClaim>& stated) {
  OwnClaims own = claims_of_experiment(journal.experiment);
  std::vector<Claim> claims;
  claims.reserve(stated.size() + own.claims.size());
  for (const analysis::StatedClaim& claim : stated)
    claims.push_back(judge_stated(claim, evidence));
  for (const analysis::StatedClaim& claim : own.claims)
    claims.push_back(judge_stated(claim, evidence));
  claims.insert(claims.end(), own.unread.begin(), own.unread.end());
  const bool decided = claims.empty();
  const Measured m = evidence.measured.value_or(Measured{});
  for (Claim claim : {no_window(m, evidence), extra_failures(m), recovered(m)}) {
    if (!evidence.measured) {
      claim.verdict = Verdict::not_measured;
      claim.decides = true;
      claim.observed = evidence.why_not;
      claim.observed_value.reset();
      claim.interval.reset();
    } else if (evidence.wrong_system && claim.verdict == Verdict::held) {
      claim.verdict = Verdict::not_measured;
      claim.observed += ", but a source that should have seen the requests saw none";
    }
    claim.decides = claim.decides && decided;
    claims.push_back(std::move(claim));
  }
  if (journal.has_hypothesis) claims.push_back(steady_after(journal));
  return claims;
}

Verdict outcome_of(const std::vector<Claim>& claims) {
  std::optional<Verdict> worst;  // the enumerators go from worst to best
  for (const Claim& claim : claims) {
    if (claim.decides && (!worst || claim.verdict < *worst)) worst = claim.verdict;
  }
  return worst.value_or(Verdict::not_measured);
}

bool bad_before(const Measured& measured) {
  return measured.before && measured.before->total > 0 &&
         measured.before->interval.low > allowed_extra_failures;
}

const Claim* find_claim(const std::vector<Claim>& claims, std::string_view name) {
  const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& c) {
    return c.origin == "default" && c.name == name;
  });
  return found == claims.end() ? nullptr : &*found;
}

}  // namespace brunt::impact
