#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "store/event_log.h"
#include "store/event_logs.h"
#include "store/journal.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

Trouble damaged(const std::filesystem::path& log, const std::vector<std::size_t>& lines) {
  Trouble trouble;
  trouble.warning = true;
  trouble.sentence = "a part of the event log is damaged and was left out";
  trouble.where = fmt::format("{}:{}", log.string(), lines.front());
  trouble.found = lines.size() == 1 ? "one line that is no event"
                                    : fmt::format("{} lines that are no events", lines.size());
  trouble.to_do = "nothing if the run was killed or the machine lost power: all else is whole";
  return trouble;
}

}  // namespace

int journal_command(const JournalFlags& flags) {
  const ErrorOutput errors{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii),
                           flags.talk.json};
  const auto log = store::event_log_of(flags.run);
  if (!log) {
    errors.tell(trouble_of(log.error(), "there is no run here",
                           "give an event log (journal.events.jsonl), or a journal beside one"));
    return 1;
  }
  const auto read = store::read_event_log(*log);
  if (!read) {
    errors.tell(trouble_of(read.error(), "the event log cannot be read", "give another"));
    return 1;
  }
  if (!read->damaged.empty() && !flags.talk.quiet) errors.tell(damaged(*log, read->damaged));
  const std::string text = to_file_text(store::journal_from_events(read->events));
  if (!flags.output) return print_text(STDOUT_FILENO, text) ? 0 : 1;
  if (const auto written = sys::write_file_atomically(*flags.output, text); !written) {
    errors.tell(trouble_of(written.error(), "the journal cannot be written",
                           "free space or give another path: --output FILE"));
    return 1;
  }
  return 0;
}

}  // namespace brunt::cli
