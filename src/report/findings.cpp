#include "report/findings.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "impact/words.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/story.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

std::string impact_finding(const ReportModel& model) {
  if (model.requests.empty()) return "Not measured: there is no record of requests.";
  double least = 0;
  double most = 0;
  std::size_t failed = 0;
  for (const impact::RequestMark& request : model.requests) {
    if (!request.failed) continue;
    least = failed == 0 ? request.latency_seconds : std::min(least, request.latency_seconds);
    most = std::max(most, request.latency_seconds);
    ++failed;
  }
  if (failed == 0)
    return fmt::format("All {} succeeded.", counted(model.requests.size(), "request"));
  std::string span = waited(least);
  if (waited(most) != span) span += " to " + waited(most);
  return fmt::format("{} failed, after {}{}.", counted(failed, "request"), span,
                     all_unanswered(model) ? ", without an answer" : "");
}

std::string no_requests(const ReportModel& model) {
  if (model.load_missing.empty()) return "No request evidence belongs to this run.";
  return fmt::format("The load's result, {}, {}: what users bore is not measured.",
                     model.load_missing,
                     model.load_problem.empty() ? "was not found" : model.load_problem);
}

std::string steady_finding(const ReportModel& model, const std::string& title) {
  const std::optional<bool> before = met_in(model, "before");
  const std::optional<bool> after = met_in(model, "after");
  if (!before && !after) return "Never checked.";
  const std::string head = title.empty() ? "" : title + ": ";
  if (before == false) return head + "not met before the method.";
  if (after == false) return head + "met before, not met after.";
  if (!after) return head + "met before, not checked after.";
  if (!model.windows.empty() && model.checks_inside == 0)
    return head + "met before and after, never looked at while it mattered.";
  return head + "met before and after.";
}

std::string detection_finding(const ReportModel& model) {
  if (model.windows.empty()) return "No impact was seen, so nothing had to be noticed.";
  std::size_t in_time = 0;
  std::size_t late = 0;
  for (const impact::Detector& detector : model.detectors) {
    if (!detector.after_seconds) continue;
    ++(*detector.after_seconds <= model.windows.front().seconds ? in_time : late);
  }
  return fmt::format("Of {}, {} spoke in time, {} too late, {} never.",
                     counted(model.detectors.size(), "detector"), in_time, late,
                     model.detectors.size() - in_time - late);
}

std::string confidence_finding(const ReportModel& model) {
  const auto passed =
      std::count_if(model.checks.begin(), model.checks.end(),
                    [](const impact::Check& check) { return check.passed == true; });
  return fmt::format("{}{} of {} checks pass.",
                     model.confidence.empty() ? "Not rated. " : capital(model.confidence) + ": ",
                     passed, model.checks.size());
}

std::string done_finding(const ReportModel& model) {
  if (nothing_ran(model)) return "Nothing: the method never started.";
  std::size_t actions = 0;
  std::size_t probes = 0;
  std::size_t failed = 0;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != "method") continue;
    if (activity.type == "action") ++actions;
    if (activity.type == "probe") ++probes;
    if (activity.status == "failed") ++failed;
  }
  return counted(actions, "action") + " and " + counted(probes, "probe") +
         (failed == 0 ? ", all carried out." : fmt::format("; {} failed.", failed));
}

std::string sources_finding(const ReportModel& model) {
  if (model.reconciliation.empty()) return "Nothing to compare.";
  std::size_t equal = 0;
  std::size_t blind = 0;
  for (const impact::Reconciliation& row : model.reconciliation) {
    if (row.equal) ++equal;
    if (row.blind) ++blind;
  }
  return fmt::format("{} of {} predictions made from the client's record are met{}.", equal,
                     model.reconciliation.size() - blind,
                     blind > 0 ? fmt::format("; {} did not look", counted(blind, "source")) : "");
}

std::string limits_finding(const ReportModel& model) {
  if (model.suggestions.empty()) return "None found.";
  return counted(model.suggestions.size(), "limit") + " of this run, found by rule.";
}

std::vector<Stretch> stretches(const ReportModel& model) {
  std::vector<Stretch> rows;
  if (model.requests.empty()) return rows;
  const WallTime first = model.requests.front().sent;
  const WallTime last = model.requests.back().sent;
  const auto& windows = model.windows;
  if (model.all)
    rows.push_back({"Whole run", first, last, *model.all, model.latency_all_successes, false});
  if (model.before && model.before->total > 0) {
    const auto& border = model.requests[std::min(model.before->total, model.requests.size()) - 1];
    rows.push_back({"Before", first, windows.empty() ? border.sent : windows.front().start,
                    *model.before, model.latency_before, false});
  }
  for (std::size_t i = 0; i < windows.size(); ++i) {
    rows.push_back({windows.size() == 1 ? "Impact window" : fmt::format("Impact window {}", i + 1),
                    windows[i].start, windows[i].end, windows[i].inside, std::nullopt, true});
  }
  if (model.after && model.after->total > 0) {
    std::optional<WallTime> from;
    if (!windows.empty()) {
      from = windows.back().end;
    } else if (!model.faults.empty()) {
      from = model.faults.front().start;
    }
    rows.push_back({"After", from, last, *model.after, model.latency_after, false});
  }
  return rows;
}

std::vector<const ActivityBar*> steady_probes(const ReportModel& model) {
  std::vector<const ActivityBar*> probes;
  std::set<std::string_view> seen;
  for (const ActivityBar& activity : model.activities) {
    const bool steady =
        activity.phase == "before" || activity.phase == "during" || activity.phase == "after";
    if (steady && seen.insert(activity.name).second) probes.push_back(&activity);
  }
  return probes;
}

const ActivityBar* probe_in(const ReportModel& model, std::string_view phase,
                            std::string_view probe) {
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase == phase && activity.name == probe) return &activity;
  }
  return nullptr;
}

Cell during_cell(const ReportModel& model, std::string_view probe) {
  std::size_t looked = 0;
  std::size_t met = 0;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != "during" || activity.name != probe) continue;
    ++looked;
    if (activity.tolerance_met == true) ++met;
  }
  if (looked == 0) return {"not checked", Tone::none, true};
  return {fmt::format("met {} of {} times", met, looked), met == looked ? Tone::good : Tone::bad,
          true};
}

Cell reconciled_cell(const impact::Reconciliation& row) {
  if (row.blind) return {"blind", Tone::none, true};
  return row.equal ? Cell{"equal", Tone::good, true} : Cell{"differs", Tone::bad, true};
}

std::string reconciled_note(const impact::Reconciliation& row) {
  return row.blind && row.reason == "blind" ? "it did not look then"
                                            : impact::words::narrow(row.reason);
}

namespace {

/// Texts as they are, lists with commas, all else as JSON.
std::string plain(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return to_text(value);
  std::string text;
  for (const Json& item : value)
    text += (text.empty() ? "" : ", ") + plain(item);
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> emulation_entries(const ReportModel& model) {
  std::vector<std::pair<std::string, std::string>> entries;
  if (!model.emulation.is_object()) return entries;
  for (const auto& [key, value] : model.emulation.items())
    entries.emplace_back(key, plain(value));
  return entries;
}

std::vector<std::pair<std::string, std::string>> reproduce_entries(const ReportModel& model) {
  std::vector<std::pair<std::string, std::string>> entries;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) entries.emplace_back(capital(key), value);
  };
  for (const auto& [key, value] : model.reproduce) {
    if (model.emulation.is_object() && key.starts_with("emulated")) continue;
    add(key, value);
  }
  if (model.reproduce.empty()) {
    add("Engine", model.engine);
    add("Runner", model.node);
    add("Platform", model.platform);
    add("Experiment, SHA-256", model.experiment_sha256);
    add("Journal, SHA-256", model.journal_sha256);
    add("Requests from", model.load_source);
  }
  return entries;
}

}  // namespace brunt::report
