#include "cli/run_telling.h"

#include "store/event_text.h"

namespace brunt::cli {
namespace {

ProgressForm form_of(const TalkFlags& talk, const Log& log) {
  if (talk.quiet || log.has_console()) return ProgressForm::none;
  return talk.json ? ProgressForm::json : ProgressForm::lines;
}

}  // namespace

RunTelling::RunTelling(const TalkFlags& talk, Session& session)
    : log_(session.log), painter_(session.errors.look, form_of(talk, session.log), talk.verbose) {}

Result<> RunTelling::follow(const std::string& target, const Limits& limits) {
  events_ = BRUNT_TRY(EventStream::open(target, limits));
  return {};
}

void RunTelling::observe(const model::Event& event) {
  if (events_) events_->send(store::to_line(event));
  if (log_.has_console() || log_.has_file())
    for (const auto& entry : lines_.on(event))
      log_.write(entry, event.at);
  painter_.observe(event);
}

std::uint64_t RunTelling::finish() {
  painter_.finish();
  return events_ ? events_->finish() : 0;
}

}  // namespace brunt::cli
