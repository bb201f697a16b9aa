#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "impact/report_model.h"

/// How numbers and verdicts are put in words: one way for page, terminal and sentences. Plain
/// blanks before "%" and units; a renderer that wants narrow ones calls narrow().
namespace brunt::impact::words {

/// 0.2333 -> "23.3", 0.021 -> "2.1", 0.0003 -> "0.03", 0 -> "0", 1 -> "100": per cent without sign.
std::string percent_number(double ratio);

/// percent_number() and " %".
std::string percent(double ratio);

/// "42 of 180"; thousands set apart by blanks: "12 000".
std::string count(std::size_t n);

/// "23.3 %, 95 % interval 17.8 to 30.0 %".
std::string ratio_with_interval(const Count& count);

/// "14.0 s", "0.02 s", "3.2 ms" below 10 ms, "21 min" and "2 min 3 s" from 2 minutes on, "3.2 h".
std::string duration(double seconds);

/// "17:20:48.978" with `digits` (0 to 9) digits after the point, rounded.
std::string clock(WallTime at, int digits);

/// "3 a second", "0.5 a second".
std::string rate(double per_second);

/// "14.0 s (±0.3 s)"; "9.3 s (8.1 to 9.9 s)" when the bounds lie unevenly; "at least 9.3 s" when
/// open.
std::string duration_with_bounds(const ImpactWindow& window);

/// "held", "refuted", "inconclusive", "not measured".
std::string_view verdict_word(Verdict verdict);

/// "time", "times": `one` for 1, else `many`.
std::string plural(std::size_t n, std::string_view one, std::string_view many);

// Key figures of the first screen, each without its label; "–" when there is none.

std::string failed_figure(const ReportModel& model);     ///< "42 of 180"
std::string impact_figure(const ReportModel& model);     ///< "14.0 s", "none"
std::string detected_figure(const ReportModel& model);   ///< "30.1 s (too late)", "never"
std::string recovered_figure(const ReportModel& model);  ///< "14–15 s", "14.3 s", "not yet"
std::string budget_figure(const ReportModel& model);     ///< "0.54 % (burn 233×)"

/// Plain blanks between a digit and "%", a unit or a group of three digits become U+202F.
std::string narrow(std::string_view text);

}  // namespace brunt::impact::words
