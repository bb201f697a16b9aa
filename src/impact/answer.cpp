#include "impact/answer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <re2/re2.h>

#include "analysis/ratio.h"
#include "base/text.h"
#include "impact/blind_spots.h"
#include "impact/claims.h"
#include "impact/harm_words.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

std::string no_outage(const Measured& measured) {
  if (!std::isfinite(measured.shortest_outage_seconds)) return "That shows no outage of any length";
  return fmt::format("No outage of {} or longer happened",
                     words::duration(measured.shortest_outage_seconds));
}

/// What the checks while the method ran found; "" when there were none.
std::string checks_between(const Journal& journal) {
  std::size_t made = 0;
  std::size_t missed = 0;
  for (const Evaluation& evaluation : journal.evaluations) {
    if (evaluation.phase != "during") continue;
    ++made;
    missed += evaluation.met == false ? 1U : 0U;
  }
  if (made == 0) return "";
  if (missed == 0) return fmt::format("all {} checks in between met it", made);
  return fmt::format("{} of {} checks in between missed it", missed, made);
}

std::string steady_words(const Journal& journal) {
  const auto before = steady(journal, "before");
  const auto after = steady(journal, "after");
  if (!journal.has_hypothesis) return "The experiment states no steady state.";
  const std::string between = checks_between(journal);
  if (before == true && after == true && !between.empty()) {
    return "The steady state was met before and after; " + between +
           "; nobody measured what users saw.";
  }
  if (before == true && after == true) {
    return "The steady state was met before and after; nobody measured what users saw in between.";
  }
  if (after == false) return "The steady state was not met after the method.";
  return after ? "The steady state was met after the method."
               : "The check after the method did not run.";
}

/// What logs show where no request was measured.
std::string signs_of_trouble(const ReportModel& model) {
  std::vector<std::string> signs;
  for (const LogLane& lane : model.logs) {
    std::size_t errors = 0;
    int code = 0;
    for (const LogLine& line : lane.lines) {
      if (line.status < 500) continue;
      ++errors;
      code = line.status;
    }
    const std::string name = "the log of " + lane.name;
    if (lane.silence_start) {
      signs.push_back(fmt::format(
          "{} was silent for {} from {}{}", name, words::duration(lane.silence_seconds),
          words::clock(*lane.silence_start, 3),
          errors == 0
              ? ""
              : fmt::format(" and holds {} ({})", words::plural(errors, "error", "errors"), code)));
    } else if (errors > 0) {
      signs.push_back(
          fmt::format("{} holds {} ({})", name, words::plural(errors, "error", "errors"), code));
    }
  }
  if (signs.empty()) return "";
  std::string text = join(signs, "; ") + ": signs of trouble, not a measure.";
  text[0] = 'T';
  return text;
}

/// "success during: 42 of 42, 0 % [0, 8.4 %]; claimed: success >= 99.9% during fault."
std::string told(const Claim& claim) {
  return fmt::format("{}: {}; claimed: {}.", claim.name, claim.observed, claim.statement);
}

/// The first stated claim that made the outcome what it is.
const Claim* deciding(const ReportModel& model) {
  const auto found =
      std::find_if(model.claims.begin(), model.claims.end(), [&](const Claim& claim) {
        return claim.origin != "default" && claim.decides && claim.verdict == model.outcome;
      });
  return found == model.claims.end() ? nullptr : &*found;
}

/// What stated claims come to, where requests were measured. False: they did not decide.
bool word_stated(const AnswerInputs& in, ReportModel& model) {
  const Claim* claim = deciding(model);
  if (claim == nullptr || !in.measured) return false;
  const auto stated =
      static_cast<std::size_t>(std::count_if(model.claims.begin(), model.claims.end(),
                                             [](const Claim& c) { return c.origin != "default"; }));
  const std::string what = stated == 1 ? "what was claimed" : "all that was claimed";
  switch (model.outcome) {
    case Verdict::refuted:
      if (!model.windows.empty()) return false;  // the harm is told, the claim among the claims
      model.answer = "Refuted: " + claim->statement;
      break;
    case Verdict::held:
      model.answer = "Held: " + (stated == 1 ? claim->statement : what);
      break;
    case Verdict::inconclusive:
      model.answer = "Cannot tell: too little was measured for " + claim->statement;
      break;
    case Verdict::not_measured:
      model.answer = "Cannot tell: not measured: " + claim->statement;
      break;
  }
  model.sentences.push_back(told(*claim));
  model.sentences.push_back(model.windows.empty() ? failed_of(in.measured->all) + "."
                                                  : harm_sentence(*in.measured, model) + ".");
  return true;
}

void word_not_measured(const AnswerInputs& in, ReportModel& model) {
  if (!in.measured && in.load.expected) {
    model.answer = in.load.problem.starts_with("is not beside")
                       ? "Cannot tell: the load's result is missing."
                       : "Cannot tell: the load's result is unusable.";
    model.sentences.push_back(
        in.load.missing + (in.load.activity.empty() ? "" : ", named by " + in.load.activity + ",") +
        " " + in.load.problem + ".");
  } else if (!in.measured) {
    model.answer = "Cannot tell: no user requests were made.";
    model.sentences.push_back(steady_words(in.journal));
  } else {
    const bool elsewhere = !in.sources.silent.empty();
    model.answer = elsewhere ? "Cannot tell: the evidence may be of another system."
                             : "Cannot tell: the run was cut short.";
    model.sentences.push_back(
        failed_of(in.measured->all) + ". " + no_outage(*in.measured) +
        (elsewhere ? ", but the " + join(in.sources.silent, ", ") + " holds none of these requests."
                   : ", but the check after the method did not run."));
  }
  if (std::string signs = signs_of_trouble(model); !signs.empty() && !in.measured) {
    model.sentences.push_back(std::move(signs));
  }
}

void word_inconclusive(const Measured& measured, ReportModel& model) {
  model.answer = "Cannot tell: too little was sent.";
  const std::size_t needed = analysis::baseline_size(allowed_extra_failures);
  std::string text = failed_of(measured.all) + ". " + no_outage(measured) + "; " +
                     words::percent(allowed_extra_failures) +
                     " of extra failures is not excluded: " + words::count(needed) +
                     " requests would be needed";
  if (measured.spacing_seconds > 0) {
    text += fmt::format(", {} at {}",
                        words::duration(static_cast<double>(needed) * measured.spacing_seconds),
                        words::rate(1 / measured.spacing_seconds));
  }
  model.sentences.push_back(text + ".");
}

void word_held(const Question question, const Measured& measured, const Journal& journal,
               ReportModel& model) {
  model.answer = question == Question::none          ? "Held: " + claim_of(journal)
                 : question == Question::yes_is_harm ? "No, users were not affected."
                                                     : "Yes, users were not affected.";
  model.sentences.push_back(fmt::format("{}. {}, and more than {} of extra failures is excluded.",
                                        failed_of(measured.all), no_outage(measured),
                                        words::percent(std::max(0.0, measured.extra.high))));
}

void word_bad_before(const Measured& measured, ReportModel& model) {
  const Count before = measured.before.value_or(Count{});
  model.answer = "No more than before.";
  model.sentences.push_back(fmt::format(
      "The objective was already missed before the fault: {}. The fault added {} [{}, {}].",
      failed_of(before), words::percent(extra_ratio(measured)),
      words::percent_number(measured.extra.low), words::percent(measured.extra.high)));
}

void word_refuted(const Question question, const AnswerInputs& in, ReportModel& model) {
  const Journal& journal = in.journal;
  const Claim* window = find_claim(model.claims, "no impact window");
  const Claim* extra = find_claim(model.claims, "extra failures");
  const bool harmed = (window != nullptr && window->verdict == Verdict::refuted) ||
                      (extra != nullptr && extra->verdict == Verdict::refuted);
  const std::string claim = "Refuted: " + claim_of(journal);
  if (!harmed || !in.measured) {
    model.answer = question == Question::none ? claim : "The steady state did not return.";
    if (model.all) model.sentences.push_back(failed_of(*model.all) + ".");
    model.sentences.push_back("The steady state was not met after the method" +
                              missed_probe(journal, "after") + ".");
    return;
  }
  const bool down = !model.windows.empty() && model.windows.back().open;
  const std::string yes = question == Question::yes_is_good ? "No" : "Yes";
  model.answer = question == Question::none ? claim
                 : down                     ? yes + ", and it has not recovered."
                                            : yes + ", users were affected.";
  model.sentences.push_back(harm_sentence(*in.measured, model) + ".");
  if (std::string back = recovery_sentence(journal, model); !back.empty()) {
    model.sentences.push_back(std::move(back));
  }
}

}  // namespace

Question question_of(std::string_view title) {
  const re2::StringPiece text(title.data(), title.size());
  if (!RE2::FullMatch(text,
                      "(?is)\\s*(are|is|am|do|does|did|will|can|could|would|should|has|have|had|was"
                      "|were|may|might)\\b.*\\?\\s*")) {
    return Question::none;
  }
  return RE2::PartialMatch(text,
                           "(?i)impact|affect|hurt|harm|lose|loss of service|fail|suffer|break|"
                           "degrad|notice|disrupt|interrupt|drop|error|down\\b")
             ? Question::yes_is_harm
             : Question::yes_is_good;
}

bool gate_missed(const Journal& journal) {
  const bool ran = std::any_of(journal.entries.begin(), journal.entries.end(),
                               [](const Entry& e) { return e.phase == "method"; });
  return steady(journal, "before") == false && !ran;
}

void word_answer(const AnswerInputs& in, ReportModel& model) {
  const Question question = question_of(in.journal.title);
  model.blind_spots = find_blind_spots(in, model);
  if (gate_missed(in.journal)) {
    model.answer = "Not run: the steady state was not met before";
    model.sentences = {"Nothing was broken: the check before the method failed" +
                       missed_probe(in.journal, "before") + "."};
    return;
  }
  if (word_stated(in, model)) return;
  if (in.measured && model.outcome != Verdict::refuted && bad_before(*in.measured)) {
    word_bad_before(*in.measured, model);
    return;
  }
  switch (model.outcome) {
    case Verdict::refuted:
      return word_refuted(question, in, model);
    case Verdict::not_measured:
      return word_not_measured(in, model);
    case Verdict::inconclusive:
      if (in.measured) word_inconclusive(*in.measured, model);
      return;
    case Verdict::held:
      if (in.measured) word_held(question, *in.measured, in.journal, model);
      return;
  }
}

}  // namespace brunt::impact
