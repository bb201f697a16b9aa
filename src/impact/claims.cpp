#include "impact/claims.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "impact/words.h"

namespace brunt::impact {
namespace {

double ratio(const Count& count) {
  return count.total == 0 ? 0
                          : static_cast<double>(count.failed) / static_cast<double>(count.total);
}

Claim no_window(const Measured& m) {
  Claim claim{"no impact window",
              "no outage opens between the fault and the end of the load (none longer than " +
                  words::duration(allowed_outage_seconds) + " may be missed)",
              "", Verdict::held, true};
  if (!m.windows.empty()) {
    claim.verdict = Verdict::refuted;
    const ImpactWindow& w = m.windows.front();
    claim.observed = m.windows.size() == 1
                         ? fmt::format("one of {} from {}", words::duration_with_bounds(w),
                                       words::clock(w.start, 3))
                         : fmt::format("{}, the first from {}",
                                       words::plural(m.windows.size(), "window", "windows"),
                                       words::clock(w.start, 3));
    return claim;
  }
  const bool sharp = m.shortest_outage_seconds <= allowed_outage_seconds;
  claim.verdict = m.since.total > 0 && sharp ? Verdict::held : Verdict::inconclusive;
  claim.observed = "none of " + words::duration(m.shortest_outage_seconds) + " or longer";
  return claim;
}

Claim extra_failures(const Measured& m) {
  Claim claim{"extra failures",
              "at most " + words::percent(allowed_extra_failures) +
                  " more requests fail from the fault on than before it",
              "", Verdict::inconclusive, true};
  if (!m.before || m.before->total == 0) {
    claim.verdict = Verdict::not_measured;
    claim.decides = false;
    claim.observed = "no request before the fault to compare with";
    return claim;
  }
  const double d = ratio(m.since) - ratio(*m.before);
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
  Claim claim{"recovered", "requests are answered again before the load ends", "", Verdict::held,
              true};
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
  Claim claim{"steady state after", "the steady state is met after the method", "",
              Verdict::not_measured, true};
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

std::vector<Claim> judge_claims(const Journal& journal, const std::optional<Measured>& measured,
                                const std::string& why_not) {
  std::vector<Claim> claims;
  if (measured) {
    claims = {no_window(*measured), extra_failures(*measured), recovered(*measured)};
  } else {
    const Measured nothing;
    claims = {no_window(nothing), extra_failures(nothing), recovered(nothing)};
    for (Claim& claim : claims) {
      claim.verdict = Verdict::not_measured;
      claim.decides = true;
      claim.observed = why_not;
    }
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
  const auto found =
      std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.name == name; });
  return found == claims.end() ? nullptr : &*found;
}

}  // namespace brunt::impact
