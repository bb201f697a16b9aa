#include "cli/checks_told.h"

#include <utility>

#include <fmt/format.h>

#include "cli/activity_words.h"
#include "cli/event_words.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

using model::EventKind;

std::string counted(std::size_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace

std::vector<Fact> ChecksTold::on(const model::Event& event, const Json* definition) {
  if (event.kind == EventKind::check_skipped)
    skipped_ += static_cast<std::size_t>(number(event.data, "count"));
  if (event.kind == EventKind::phase_started && truth(event.data, "overlaps")) ++overlapping_;
  if (event.kind == EventKind::activity_finished) note_probe(event, definition);
  const bool over_with_an_outcome =
      event.kind == EventKind::phase_finished && find(event.data, "met") != nullptr;
  return over_with_an_outcome ? over(event, truth(event.data, "met")) : std::vector<Fact>();
}

void ChecksTold::note_probe(const model::Event& event, const Json* definition) {
  const ActivityWords words = activity_words(event.data, definition);
  if (words.good) return;
  const std::size_t check = event.round.value_or(0);
  Fact failure = fact_of(FactKind::activity, event, "during");
  failure.glyph = Glyph::missed;
  failure.word = words.word;
  failure.name = event.activity;
  failure.result = words.result;
  failure.detail = words.detail;
  failure.data = {{"check", check}, {"status", string_or(event.data, "status")}};
  failures_.insert_or_assign(check, std::move(failure));
}

std::vector<Fact> ChecksTold::over(const model::Event& event, bool met) {
  const std::size_t check = event.round.value_or(0);
  ++made_;
  auto failure = failures_.extract(check);
  if (!met) {
    ++missed_;
    ++missed_in_a_row_;
    if (missed_since_ || failure.empty()) return {};
    missed_since_ = event.at;
    return {std::move(failure.mapped())};
  }
  if (!missed_since_) return {};
  Fact again = fact_of(FactKind::note, event, "during");
  again.glyph = Glyph::met;
  again.name = "steady state met again";
  again.result = fmt::format("after {}, {} missed", short_time(event.at - *missed_since_),
                             counted(missed_in_a_row_, "check"));
  again.data = {{"check", check}, {"missed", missed_in_a_row_}};
  missed_since_.reset();
  missed_in_a_row_ = 0;
  return {again};
}

std::optional<Fact> ChecksTold::summary(const model::Event& end) const {
  if (made_ + skipped_ == 0) return std::nullopt;
  Fact out = fact_of(FactKind::note, end, "during");
  out.glyph = missed_ == 0 ? Glyph::met : Glyph::missed;
  out.name = counted(made_, "check") + " while the method ran";
  out.result = missed_ == 0 ? "all met" : fmt::format("{} missed", missed_);
  if (skipped_ > 0) out.result += fmt::format(", {} skipped", skipped_);
  if (overlapping_ > 0) out.result += fmt::format(", {} while another ran", overlapping_);
  out.data = {
      {"made", made_}, {"missed", missed_}, {"skipped", skipped_}, {"overlapping", overlapping_}};
  return out;
}

}  // namespace brunt::cli
