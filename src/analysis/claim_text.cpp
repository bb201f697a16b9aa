#include "analysis/claim_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "base/time.h"

namespace brunt::analysis {
namespace {

struct Name {
  std::string_view word;
  Indicator indicator;
};

constexpr std::array names = {Name{"success", Indicator::success},
                              Name{"failures", Indicator::failures},
                              Name{"extra failures", Indicator::extra_failures},
                              Name{"p50", Indicator::p50},
                              Name{"p90", Indicator::p90},
                              Name{"p95", Indicator::p95},
                              Name{"p99", Indicator::p99},
                              Name{"max", Indicator::longest},
                              Name{"impact", Indicator::impact},
                              Name{"windows", Indicator::windows},
                              Name{"recovery", Indicator::recovery},
                              Name{"detection", Indicator::detection}};

struct SpanName {
  std::string_view word;
  Span span;
};

constexpr std::array spans = {SpanName{"run", Span::run}, SpanName{"before", Span::before},
                              SpanName{"during", Span::during}, SpanName{"after", Span::after},
                              SpanName{"since", Span::since}};

std::unexpected<Error> refuse(std::string_view text, const std::string& found,
                              const std::string& expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            "claim \"" + std::string(text) + "\": found " + found + ", expected " + expected, ""});
}

/// Words of `text`, lower case; a comparison is a word of its own whatever stands beside it.
std::vector<std::string> words_of(std::string_view text) {
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '<' && text[i] != '>' && text[i] != '=') {
      spaced += text[i];
      continue;
    }
    spaced += ' ';
    while (i < text.size() && (text[i] == '<' || text[i] == '>' || text[i] == '='))
      spaced += text[i++];
    spaced += ' ';
    --i;
  }
  std::vector<std::string> words;
  for (const std::string& word : split(lower(spaced), ' ')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

std::optional<Comparison> comparison_of(std::string_view word) {
  if (word == ">=") return Comparison::at_least;
  if (word == "<=") return Comparison::at_most;
  if (word == ">") return Comparison::above;
  if (word == "<") return Comparison::below;
  return std::nullopt;
}

std::optional<double> number_of(std::string_view word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// "300ms", "1m30s", "0.3" (seconds).
std::optional<double> seconds_of(std::string_view word) {
  if (const auto plain = number_of(word); plain && *plain >= 0) return plain;
  const auto duration = parse_go_duration(word);
  if (!duration || duration->count() < 0) return std::nullopt;
  return seconds(*duration);
}

/// "99.9%", "99.9 %" in one word, "0.999".
std::optional<double> ratio_of(std::string_view word) {
  const bool percent = word.ends_with('%');
  if (percent) word.remove_suffix(1);
  const auto value = number_of(word);
  if (!value) return std::nullopt;
  const double ratio = percent ? from_percent(*value) : *value;
  if (ratio < 0 || ratio > 1) return std::nullopt;
  return ratio;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), words_(words_of(text)) {
    claim_.text = std::string(trim(text));
  }

  Result<StatedClaim> read() {
    BRUNT_TRY(read_indicator());
    BRUNT_TRY(read_limit());
    BRUNT_TRY(read_comparison());
    BRUNT_TRY(read_span());
    return claim_;
  }

 private:
  std::string found() const { return at_ < words_.size() ? "\"" + words_[at_] + "\"" : "its end"; }
  std::string word() const { return at_ < words_.size() ? words_[at_] : ""; }
  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    ++at_;
    return true;
  }

  Result<> read_indicator() {
    if (take("latency")) return read_name("a quantile such as p95, or max");
    if (take("extra")) {
      if (!take("failures")) return refuse(text_, found(), "\"failures\" after \"extra\"");
      claim_.indicator = Indicator::extra_failures;
      return {};
    }
    BRUNT_TRY(read_name(
        "success, failures, extra failures, p50, p90, p95, p99, max, impact, windows, recovery "
        "or detection"));
    if (unit_of(claim_.indicator) == Unit::seconds) take("latency");
    if (unit_of(claim_.indicator) == Unit::ratio) take("ratio");
    return {};
  }

  Result<> read_name(const std::string& expected) {
    for (const Name& name : names) {
      if (word() != name.word) continue;
      claim_.indicator = name.indicator;
      ++at_;
      return {};
    }
    return refuse(text_, found(), expected);
  }

  Result<> read_limit() {
    if (claim_.indicator != Indicator::success || !take("within")) return {};
    const auto limit = seconds_of(word());
    if (!limit || *limit <= 0) return refuse(text_, found(), "a time such as 300ms");
    claim_.within_seconds = *limit;
    ++at_;
    return {};
  }

  Result<> read_comparison() {
    const auto comparison = comparison_of(word());
    if (!comparison) return refuse(text_, found(), "one of >=, <=, >, <");
    claim_.comparison = *comparison;
    ++at_;
    std::string value = word();
    if (at_ + 1 < words_.size() && words_[at_ + 1] == "%") {
      value += '%';
      ++at_;
    }
    std::optional<double> threshold;
    std::string expected;
    switch (unit_of(claim_.indicator)) {
      case Unit::ratio:
        threshold = ratio_of(value);
        expected = "a share such as 99.9% or 0.999";
        break;
      case Unit::seconds:
        threshold = seconds_of(value);
        expected = "a time such as 300ms or 10s";
        break;
      case Unit::count:
        threshold = number_of(value);
        expected = "a number";
        break;
    }
    if (!threshold) return refuse(text_, found(), expected);
    claim_.threshold = *threshold;
    ++at_;
    return {};
  }

  Result<> read_span() {
    if (word().empty()) return {};
    take("over");
    take("the");
    for (const SpanName& name : spans) {
      if (word() != name.word) continue;
      claim_.span = name.span;
      ++at_;
      take("the");
      take("fault");
      if (!word().empty()) return refuse(text_, found(), "nothing more");
      return check_span();
    }
    return refuse(text_, found(),
                  "during fault, before fault, after fault, since fault or over the run");
  }

  /// What looks at the whole run has no part of it.
  Result<> check_span() const {
    const bool whole =
        claim_.indicator == Indicator::impact || claim_.indicator == Indicator::windows ||
        claim_.indicator == Indicator::recovery || claim_.indicator == Indicator::detection ||
        claim_.indicator == Indicator::extra_failures;
    if (!whole || claim_.span == Span::run) return {};
    return refuse(text_, "\"" + std::string(span_word(claim_.span)) + "\"",
                  "no part of the run: " + std::string(indicator_word(claim_.indicator)) +
                      " is of all of it");
  }

  std::string_view text_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  StatedClaim claim_;
};

}  // namespace

double from_percent(double percent) {
  std::array<char, 40> digits{};
  auto end =
      std::to_chars(digits.data(), digits.data() + 32, percent, std::chars_format::scientific);
  const std::string_view written(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
  const auto e = written.find('e');
  int exponent = 0;
  const bool minus = written[e + 1] == '-';
  std::from_chars(written.data() + e + 2, end.ptr, exponent);
  const std::string moved =
      std::string(written.substr(0, e)) + "e" + std::to_string((minus ? -exponent : exponent) - 2);
  double ratio = 0;
  std::from_chars(moved.data(), moved.data() + moved.size(), ratio);
  return ratio;
}

Result<StatedClaim> parse_claim(std::string_view text) {
  return Reader(text).read();
}

std::string_view indicator_word(Indicator indicator) {
  for (const Name& name : names) {
    if (name.indicator == indicator) return name.word;
  }
  return "";
}

std::string_view span_word(Span span) {
  for (const SpanName& name : spans) {
    if (name.span == span) return name.word;
  }
  return "";
}

std::string_view comparison_sign(Comparison comparison) {
  switch (comparison) {
    case Comparison::at_least:
      return ">=";
    case Comparison::at_most:
      return "<=";
    case Comparison::above:
      return ">";
    case Comparison::below:
      return "<";
  }
  return "";
}

Unit unit_of(Indicator indicator) {
  switch (indicator) {
    case Indicator::success:
    case Indicator::failures:
    case Indicator::extra_failures:
      return Unit::ratio;
    case Indicator::windows:
      return Unit::count;
    case Indicator::p50:
    case Indicator::p90:
    case Indicator::p95:
    case Indicator::p99:
    case Indicator::longest:
    case Indicator::impact:
    case Indicator::recovery:
    case Indicator::detection:
      return Unit::seconds;
  }
  return Unit::ratio;
}

}  // namespace brunt::analysis
