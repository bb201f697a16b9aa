#include "impact/figures.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/budget.h"
#include "analysis/claim_text.h"
#include "analysis/times.h"
#include "impact/claims.h"
#include "impact/faults.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

void add_ratio(const std::string& name, const std::optional<Count>& count, ReportModel& model) {
  if (!count || count->total == 0) return;
  model.measures.push_back({"failure ratio, " + name, count->ratio(), "ratio", count->interval.low,
                            count->interval.high, "Wilson, 95 %",
                            fmt::format("{} of {} requests", count->failed, count->total)});
}

void add_time(const std::string& name, const analysis::Range& range, const std::string& inputs,
              ReportModel& model) {
  model.measures.push_back(
      {name, range.high, "s", range.low, range.high, "resolution of the inputs", inputs});
}

void add_times(ReportModel& model) {
  if (model.windows.empty()) return;
  const ImpactWindow& first = model.windows.front();
  if (!model.faults.empty()) {
    const Fault& fault = model.faults.front();
    add_time("time to impact",
             analysis::time_to_impact(start_of(fault), analysis::moment(first.start)),
             "start of " + fault.name + ", first failed request of the window", model);
    if (const auto& recovered = model.recovered_bounds_seconds) {
      add_time("time to recover", {recovered->low, recovered->high},
               "start of " + fault.name + ", first good request after the last window", model);
    }
  }
  for (std::size_t i = 0; i < model.windows.size(); ++i) {
    const ImpactWindow& w = model.windows[i];
    model.measures.push_back(
        {fmt::format("impact duration, window {}", i + 1), w.seconds, "s", w.bounds_seconds.low,
         w.open ? std::nullopt : std::optional(w.bounds_seconds.high),
         w.open ? "had not ended" : "requests next to its ends",
         fmt::format("{} of {} requests failed", w.inside.failed, w.inside.total)});
  }
  for (const Detector& d : model.detectors) {
    Measure measure{"time to detect, " + d.name,
                    d.after_seconds,
                    "s",
                    std::nullopt,
                    std::nullopt,
                    d.after_seconds ? "resolution of the inputs" : "never spoke",
                    d.note};
    if (d.bounds_seconds) {
      measure.low = d.bounds_seconds->low;
      measure.high = d.bounds_seconds->high;
    }
    model.measures.push_back(std::move(measure));
    if (d.margin_seconds) {
      model.measures.push_back({"detection margin, " + d.name, d.margin_seconds, "s", std::nullopt,
                                std::nullopt, "impact duration less time to detect", ""});
    }
  }
}

void add_budget(const std::string& of, const analysis::Objective& objective, ReportModel& model) {
  if (!model.all) return;
  model.measures.push_back(
      {"burn rate" + of, analysis::burn_rate(model.all->ratio(), objective), "1", std::nullopt,
       std::nullopt, "failure ratio / (1 - objective)",
       fmt::format("objective {} over {:g} d", words::percent(objective.target),
                   objective.period_s / 86400)});
  model.measures.push_back(
      {"error budget spent" + of, budget_spent(model.windows, objective), "ratio", std::nullopt,
       std::nullopt, "window durations times their failure ratios / ((1 - objective) period)",
       words::plural(model.windows.size(), "window", "windows")});
}

void answer_pager(ReportModel& model) {
  if (!model.all) return;
  const analysis::Objective objective;
  const ImpactWindow* longest = longest_window(model.windows);
  for (const analysis::PagerRule& rule : analysis::pager_rules) {
    PagerAnswer answer{rule.window_s, rule.factor, std::nullopt, false};
    if (longest != nullptr) {
      answer.fires_after_seconds =
          analysis::time_to_fire_s(rule, longest->inside.ratio(), objective);
      answer.rang = answer.fires_after_seconds && *answer.fires_after_seconds <= longest->seconds;
    }
    model.pager.push_back(answer);
  }
}

/// Mean of the claims that decide: 100 for held, 0 for refuted, 50 in between.
void score(ReportModel& model) {
  double sum = 0;
  std::size_t counted = 0;
  for (const Claim& claim : model.claims) {
    if (!claim.decides) continue;
    if (claim.verdict == Verdict::not_measured) {
      ++model.score_left_out;
      continue;
    }
    ++counted;
    sum += claim.verdict == Verdict::held ? 100 : claim.verdict == Verdict::inconclusive ? 50 : 0;
  }
  if (counted > 0) model.score = sum / static_cast<double>(counted);
}

}  // namespace

void fill_figures(const std::optional<Measured>& measured,
                  const std::vector<analysis::StatedClaim>& stated, ReportModel& model) {
  add_ratio("run", model.all, model);
  add_ratio("before", model.before, model);
  add_ratio("during", model.inside, model);
  add_ratio("after", model.after, model);
  if (measured && model.before && model.before->total > 0 && measured->since.total > 0) {
    model.measures.push_back(
        {"extra failures", extra_ratio(*measured), "ratio", measured->extra.low,
         measured->extra.high, "Newcombe, method 10, 95 %",
         fmt::format("{} of {} from the fault on, {} of {} before", measured->since.failed,
                     measured->since.total, model.before->failed, model.before->total)});
  }
  if (measured && std::isfinite(measured->shortest_outage_seconds)) {
    model.measures.push_back({"shortest outage that would have been seen",
                              measured->shortest_outage_seconds, "s", std::nullopt, std::nullopt,
                              "failures that open a window, times the mean spacing",
                              fmt::format("baseline {:.3g}, score {:.2f} needed",
                                          measured->scan.baseline, measured->scan.theta)});
  }
  if (measured) {
    const std::size_t needed = analysis::baseline_size(allowed_extra_failures);
    const std::size_t sent = model.before ? model.before->total : 0;
    model.measures.push_back({"requests missing before the fault",
                              static_cast<double>(needed - std::min(needed, sent)), "requests",
                              std::nullopt, std::nullopt, "z^2 (1 - p) / p to support p = 0.1 %",
                              fmt::format("{} of {}", sent, needed)});
  }
  add_times(model);
  if (model.failure_median_seconds) {
    model.measures.push_back({"median time to failure", model.failure_median_seconds, "s",
                              std::nullopt, std::nullopt, "failures only, type 8",
                              words::plural(model.failures_timed, "failure", "failures")});
  }
  add_budget("", {}, model);
  for (const analysis::StatedClaim& claim : stated) {
    if (claim.period_seconds <= 0) continue;
    add_budget(fmt::format(", {}", claim.origin), {claim.threshold, claim.period_seconds}, model);
  }
  answer_pager(model);
  score(model);
}

}  // namespace brunt::impact
