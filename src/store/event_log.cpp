#include "store/event_log.h"

#include "store/event_text.h"

namespace brunt::store {

std::filesystem::path event_log_beside(const std::filesystem::path& journal) {
  return journal.parent_path() / (journal.stem().string() + ".events.jsonl");
}

Result<EventLog> EventLog::create(const std::filesystem::path& path) {
  return EventLog(BRUNT_TRY(sys::AppendFile::create(path)));
}

Result<> EventLog::append(const model::Event& event) {
  waiting_.push_back(to_line(event));
  return flush();
}

Result<> EventLog::flush() {
  while (!waiting_.empty()) {
    BRUNT_TRY(file_.append(waiting_.front(), true), "event log");
    waiting_.pop_front();
  }
  return {};
}

Result<std::vector<model::Event>> read_event_log(const std::filesystem::path& path) {
  const std::string text = BRUNT_TRY(sys::read_file(path), "reading an event log");
  return BRUNT_TRY(parse_events(text), path.string());
}

}  // namespace brunt::store
