#include "store/event_log.h"

namespace brunt::store {

std::filesystem::path event_log_beside(const std::filesystem::path& journal) {
  return journal.parent_path() / (journal.stem().string() + std::string(event_log_suffix));
}

Result<EventLog> EventLog::create(const std::filesystem::path& path) {
  return EventLog(BRUNT_TRY(sys::AppendFile::create(path)));
}

Result<EventLog> EventLog::reopen(const std::filesystem::path& path) {
  EventLog log(BRUNT_TRY(sys::AppendFile::open(path)));
  if (!BRUNT_TRY(log.file_.ends_with_line())) log.waiting_.emplace_back("\n");
  return log;
}

Result<> EventLog::append(const model::Event& event, bool sync) {
  waiting_.push_back(to_line(event));
  return write_waiting(sync);
}

Result<> EventLog::flush() {
  BRUNT_TRY(write_waiting(false));
  BRUNT_TRY(file_.append("", true), "event log");
  return {};
}

Result<> EventLog::write_waiting(bool sync) {
  while (!waiting_.empty()) {
    BRUNT_TRY(file_.append(waiting_.front(), sync && waiting_.size() == 1), "event log");
    waiting_.pop_front();
  }
  return {};
}

Result<WholeEvents> read_event_log(const std::filesystem::path& path) {
  const std::string text = BRUNT_TRY(sys::read_file(path), "reading an event log");
  WholeEvents whole = whole_events(text);
  if (!whole.events.empty()) return whole;
  return std::unexpected(Error{Errc::invalid_input,
                               text.empty() ? "it is empty" : "no line of it is an event of a run",
                               "'" + path.string() + "'"});
}

}  // namespace brunt::store
