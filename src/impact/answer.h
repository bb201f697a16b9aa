#pragma once

#include <optional>
#include <string>

#include "impact/journal.h"
#include "impact/measure.h"
#include "impact/reconcile.h"
#include "impact/report_model.h"

namespace brunt::impact {

/// What the answer is worded from.
struct AnswerInputs {
  const Journal& journal;
  const LoadEvidence& load;
  const std::optional<Measured>& measured;
  const Reconciled& sources;
};

/// Is `title` a question that yes or no answers, and does yes mean harm ("Are users impacted
/// by ...?") or none ("Does checkout survive ...?")?
enum class Question { none, yes_is_harm, yes_is_good };
Question question_of(std::string_view title);

/// Words the answer, its sentences and the blind spots from what the model holds so far: outcome,
/// claims, windows, counts, logs. Source: design "Words of the verdict".
void word_answer(const AnswerInputs& in, ReportModel& model);

/// Did the gate before the method stop the run?
bool gate_missed(const Journal& journal);

}  // namespace brunt::impact
