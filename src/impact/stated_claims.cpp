#include "impact/stated_claims.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "analysis/quantiles.h"
#include "impact/secrets.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

using analysis::Comparison;
using analysis::Indicator;
using analysis::Range;
using analysis::Span;
using analysis::StatedClaim;
using analysis::Unit;

constexpr double endless = std::numeric_limits<double>::infinity();

/// Requests sent in [from, to).
struct Reach {
  WallTime from = WallTime::min(), to = WallTime::max();
  bool holds(const RequestMark& r) const { return r.sent >= from && r.sent < to; }
};

/// None when nothing was measured.
const std::vector<ImpactWindow>& windows_of(const ClaimEvidence& evidence) {
  static const std::vector<ImpactWindow> none;
  const auto& measured = evidence.measured;
  return measured ? measured->windows : none;
}

/// Absent when there was no fault to be before or after of.
std::optional<Reach> reach_of(Span span, const ClaimEvidence& evidence) {
  if (span == Span::run) return Reach{};
  if (!evidence.fault) return std::nullopt;
  const WallTime fault = *evidence.fault;
  const auto& windows = windows_of(evidence);
  switch (span) {
    case Span::before:
      return Reach{WallTime::min(), fault};
    case Span::since:
      return Reach{fault, WallTime::max()};
    case Span::after:
      return Reach{windows.empty() ? fault : windows.back().end, WallTime::max()};
    case Span::during: {
      WallTime over = std::max(evidence.fault_end.value_or(fault), fault);
      if (!windows.empty()) over = std::max(over, windows.back().end);
      const bool open = !windows.empty() && windows.back().open;
      if (open || over < fault + std::chrono::seconds(1)) over = WallTime::max();
      return Reach{fault, over};
    }
    case Span::run:
      break;
  }
  return Reach{};
}

/// Does the value, known to lie in `range`, meet the threshold?
Verdict compare(const Range& range, Comparison comparison, double threshold) {
  const auto decide = [](bool held, bool refuted) {
    return held ? Verdict::held : refuted ? Verdict::refuted : Verdict::inconclusive;
  };
  switch (comparison) {
    case Comparison::at_least:
      return decide(range.low >= threshold, range.high < threshold);
    case Comparison::at_most:
      return decide(range.high <= threshold, range.low > threshold);
    case Comparison::above:
      return decide(range.low > threshold, range.high <= threshold);
    case Comparison::below:
      return decide(range.high < threshold, range.low >= threshold);
  }
  return Verdict::inconclusive;
}

Interval interval_of(const Range& range) {
  return {range.low, range.high};
}

void not_measured(Claim& claim, std::string why) {
  claim.verdict = Verdict::not_measured;
  claim.observed = std::move(why);
}

/// Puts value, interval and verdict in; an endless side is told in words only.
void settle(Claim& claim, const StatedClaim& stated, double value, const Range& range) {
  claim.observed_value = value;
  if (std::isfinite(range.low) && std::isfinite(range.high)) claim.interval = interval_of(range);
  claim.verdict = compare(range, stated.comparison, stated.threshold);
}

void judge_share(Claim& claim, const StatedClaim& stated, const Reach& reach,
                 const std::vector<RequestMark>& requests) {
  analysis::Ratio ratio;
  for (const RequestMark& r : requests) {
    if (!reach.holds(r)) continue;
    ++ratio.total;
    const bool slow = stated.within_seconds > 0 && r.latency_seconds > stated.within_seconds;
    const bool good = !r.failed && !slow;
    ratio.count += good == (stated.indicator == Indicator::success) ? 1U : 0U;
  }
  if (ratio.total == 0) return not_measured(claim, "no request was sent then");
  const Range range = analysis::wilson(ratio);
  settle(claim, stated, ratio.value(), range);
  claim.observed = fmt::format("{} of {}, {} [{}, {}]", words::count(ratio.count),
                               words::count(ratio.total), words::percent(ratio.value()),
                               words::percent_number(range.low), words::percent(range.high));
}

void judge_extra(Claim& claim, const StatedClaim& stated, const Measured& m) {
  if (!m.before || m.before->total == 0 || m.since.total == 0) {
    return not_measured(claim, "no request before or none after the fault to compare");
  }
  const double d = extra_ratio(m);
  settle(claim, stated, d, {m.extra.low, m.extra.high});
  claim.observed = fmt::format("{} more [{}, {}]", words::percent(d),
                               words::percent_number(m.extra.low), words::percent(m.extra.high));
}

double share_of(Indicator indicator) {
  switch (indicator) {
    case Indicator::p50:
      return 0.5;
    case Indicator::p90:
      return 0.9;
    case Indicator::p95:
      return 0.95;
    case Indicator::p99:
      return 0.99;
    default:
      return 1;
  }
}

void judge_latency(Claim& claim, const StatedClaim& stated, const Reach& reach,
                   const std::vector<RequestMark>& requests) {
  std::vector<double> values;
  for (const RequestMark& r : requests) {
    if (reach.holds(r) && !r.failed) values.push_back(r.latency_seconds);
  }
  if (values.empty()) return not_measured(claim, "no request was answered then");
  std::sort(values.begin(), values.end());
  const double p = share_of(stated.indicator);
  const double value = p < 1 ? analysis::quantile(values, p) : values.back();
  const Range range = p < 1 ? analysis::quantile_interval(values, p) : Range{value, value};
  settle(claim, stated, value, range);
  claim.observed = fmt::format("{} of {}", words::duration(value),
                               words::plural(values.size(), "success", "successes"));
  if (p == 1) return;
  if (claim.interval) {
    claim.observed +=
        fmt::format(" [{}, {}]", words::duration(range.low), words::duration(range.high));
  } else {
    claim.observed += ", too few to bound it";
  }
}

void judge_impact(Claim& claim, const StatedClaim& stated, const Measured& m) {
  if (stated.indicator == Indicator::windows) {
    const double n = static_cast<double>(m.windows.size());
    const bool blind = m.windows.empty() && !(m.shortest_outage_seconds <= 1);
    double most = n;
    if (blind) most = endless;
    settle(claim, stated, n, {n, most});
    claim.observed = words::plural(m.windows.size(), "window", "windows");
    return;
  }
  const ImpactWindow* longest = longest_window(m.windows);
  if (longest == nullptr) {
    settle(claim, stated, 0, {0, m.shortest_outage_seconds});
    claim.observed = std::isfinite(m.shortest_outage_seconds)
                         ? "none of " + words::duration(m.shortest_outage_seconds) + " or longer"
                         : "too few requests to see any";
    return;
  }
  double most = longest->bounds_seconds.high;
  if (longest->open) most = endless;
  settle(claim, stated, longest->seconds, {longest->bounds_seconds.low, most});
  claim.observed = words::duration_with_bounds(*longest);
}

void judge_recovery(Claim& claim, const StatedClaim& stated, const ClaimEvidence& evidence) {
  const auto& windows = windows_of(evidence);
  const auto& fault = evidence.fault;
  if (!fault) return not_measured(claim, "no fault to recover from");
  if (windows.empty()) {
    settle(claim, stated, 0, {0, 0});
    claim.observed = "nothing to recover from";
    return;
  }
  if (windows.back().open) {
    const double so_far = seconds(windows.back().end - *fault);
    settle(claim, stated, so_far, {so_far, endless});
    claim.observed = "not within " + words::duration(so_far) + ", when the load ended";
    return;
  }
  const double value = seconds(windows.back().end - *fault);
  const Interval bounds = evidence.recovered_seconds.value_or(Interval{value, value});
  settle(claim, stated, bounds.high, {bounds.low, bounds.high});
  claim.observed = bounds.high - bounds.low < 0.5
                       ? words::duration(bounds.high)
                       : fmt::format("{:.1f} to {}", bounds.low, words::duration(bounds.high));
}

void judge_detection(Claim& claim, const StatedClaim& stated, const ClaimEvidence& evidence) {
  if (windows_of(evidence).empty()) {
    claim.decides = false;
    return not_measured(claim, "nothing to detect");
  }
  if (!evidence.server_looked) return not_measured(claim, "no server-side source was read");
  const double value = evidence.detected_seconds.value_or(endless);
  claim.verdict = compare({value, value}, stated.comparison, stated.threshold);
  claim.observed = evidence.detected_seconds ? words::duration(value) : "never";
  claim.observed_value = evidence.detected_seconds;
}

bool looks_at_fault(const StatedClaim& stated) {
  return stated.span == Span::during || stated.span == Span::since ||
         stated.indicator == Indicator::impact || stated.indicator == Indicator::windows;
}

void judge(Claim& claim, const StatedClaim& stated, const ClaimEvidence& evidence) {
  const auto& measured = evidence.measured;
  if (!measured) return not_measured(claim, evidence.why_not);
  const auto reach = reach_of(stated.span, evidence);
  if (!reach) return not_measured(claim, "there was no fault");
  switch (stated.indicator) {
    case Indicator::success:
    case Indicator::failures:
      judge_share(claim, stated, *reach, evidence.requests);
      break;
    case Indicator::extra_failures:
      judge_extra(claim, stated, *measured);
      break;
    case Indicator::p50:
    case Indicator::p90:
    case Indicator::p95:
    case Indicator::p99:
    case Indicator::longest:
      judge_latency(claim, stated, *reach, evidence.requests);
      break;
    case Indicator::impact:
    case Indicator::windows:
      judge_impact(claim, stated, *measured);
      break;
    case Indicator::recovery:
      judge_recovery(claim, stated, evidence);
      break;
    case Indicator::detection:
      judge_detection(claim, stated, evidence);
      break;
  }
  if (claim.verdict == Verdict::refuted || claim.verdict == Verdict::not_measured) return;
  if (evidence.wrong_system) {
    not_measured(claim, claim.observed + ", but a source that should have seen it saw nothing");
  } else if (looks_at_fault(stated) && fault_coverage(evidence) < 0.9) {
    not_measured(claim, fmt::format("{}, but requests were sent in {} of the fault only",
                                    claim.observed, words::percent(fault_coverage(evidence))));
  }
}

}  // namespace

OwnClaims claims_of_experiment(const Json& experiment) {
  OwnClaims own;
  const Json& list = member(member(experiment, "brunt"), "claims");
  if (!list.is_array()) return own;
  for (const Json& item : list) {
    const std::string text = item.is_string() ? item.get<std::string>() : string_or(item, "claim");
    auto claim = analysis::parse_claim(text);
    if (claim) {
      claim->origin = "experiment";
      claim->name = mask_text(string_or(item, "name"));
      own.claims.push_back(*std::move(claim));
      continue;
    }
    Claim unread;
    unread.name = unread.statement = mask_text(text);
    unread.origin = "experiment";
    unread.observed = claim.error().what;
    own.unread.push_back(std::move(unread));
  }
  return own;
}

double fault_coverage(const ClaimEvidence& evidence) {
  if (!evidence.fault || evidence.requests.empty()) return 0;
  const double lasted = seconds(evidence.fault_end.value_or(*evidence.fault) - *evidence.fault);
  if (lasted <= 0) return evidence.requests.back().sent >= *evidence.fault ? 1 : 0;
  const double spacing = evidence.measured ? evidence.measured->spacing_seconds : 0;
  const double from = seconds(evidence.requests.front().sent - *evidence.fault) - spacing;
  const double to = seconds(evidence.requests.back().sent - *evidence.fault) + spacing;
  return std::clamp((std::min(to, lasted) - std::max(from, 0.0)) / lasted, 0.0, 1.0);
}

Claim judge_stated(const StatedClaim& stated, const ClaimEvidence& evidence) {
  Claim claim;
  claim.name = std::string(indicator_word(stated.indicator));
  if (stated.within_seconds > 0) claim.name += " within " + words::duration(stated.within_seconds);
  if (stated.span != Span::run) claim.name += " " + std::string(span_word(stated.span));
  if (!stated.name.empty()) claim.name = stated.name;
  claim.statement = stated.text;
  claim.origin = stated.origin;
  claim.indicator = std::string(indicator_word(stated.indicator));
  claim.window = std::string(span_word(stated.span));
  claim.comparison = std::string(comparison_sign(stated.comparison));
  claim.threshold = stated.threshold;
  judge(claim, stated, evidence);
  return claim;
}

}  // namespace brunt::impact
