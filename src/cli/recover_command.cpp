#include <algorithm>
#include <array>
#include <system_error>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/recover_run.h"
#include "cli/terminal_text.h"
#include "store/event_logs.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;
using run::Debt;

Json to_json(const RunOnRecord& run) {
  Json rollbacks = Json::array();
  for (const auto& rollback : run.rollbacks) {
    rollbacks.push_back({{"index", rollback.index},
                         {"name", rollback.name},
                         {"debt", run::debt_words(rollback.debt)},
                         {"reason", rollback.reason}});
  }
  Json out = {{"event_log", run.event_log.string()},
              {"journal", run.journal.string()},
              {"run_id", run.run_id()},
              {"title", run.title()},
              {"began", run.events.empty() ? Json() : Json(rfc3339(run.events.front().at))},
              {"ended", run.ended()},
              {"lives", run.holder.has_value()}};
  if (run.holder) out["holder"] = store::to_json(*run.holder);
  out["rollbacks"] = std::move(rollbacks);
  return out;
}

std::string state_of(const RunOnRecord& run) {
  if (run.holder) return "in the hands of " + store::describe(*run.holder) + ", which lives";
  return run.ended() ? "ended, and something is not known" : fate_of_engine(run);
}

std::vector<std::string> lines_of(const Look& look, const RunOnRecord& run) {
  std::vector<std::string> lines;
  const auto row = [&](std::string_view label, const std::string& text) {
    lines.push_back("  " + padded(painted(look, Style::dim, label), 12) + " " + text);
  };
  lines.push_back(painted(look, Style::bold, spelt(look, safe(look, run.event_log.string()))));
  const std::string began = run.events.empty() ? "" : rfc3339(run.events.front().at, 0);
  row("run", spelt(look, safe(look, run.title())) + ", began " + began);
  row("state", state_of(run));
  if (!run.damaged.empty())
    row("damaged", fmt::format("{} lines of the event log", run.damaged.size()));
  if (run.rollbacks.empty()) row("owes", "nothing: it has no rollbacks");
  for (const auto& rollback : run.rollbacks) {
    const bool doubtful = rollback.debt == Debt::may_have_run;
    const bool owed = rollback.debt == Debt::owed;
    const Style style = doubtful ? Style::attention : owed ? Style::harm : Style::plain;
    row(std::string(run::debt_words(rollback.debt)),
        painted(look, style, spelt(look, safe(look, rollback.name))) + ": " + rollback.reason);
  }
  return lines;
}

std::size_t count(const RunOnRecord& run, Debt debt) {
  return static_cast<std::size_t>(
      std::count_if(run.rollbacks.begin(), run.rollbacks.end(),
                    [&](const auto& rollback) { return rollback.debt == debt; }));
}

std::string rollbacks_text(std::size_t number) {
  return number == 1 ? "one rollback" : fmt::format("{} rollbacks", number);
}

/// What `recover` will do to a run, as a question or an announcement.
std::string deed(const RunOnRecord& run, bool again) {
  const std::size_t number = count(run, Debt::owed) + (again ? count(run, Debt::may_have_run) : 0);
  if (number == 0) return "mark it as interrupted";
  return "play " + rollbacks_text(number);
}

class RecoverCommand {
 public:
  RecoverCommand(const RecoverFlags& flags, const Stops& stops)
      : flags_(flags),
        stops_(stops),
        errors_{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii), flags.talk.json},
        look_(look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii)) {}

  int run() {
    const auto logs = find();
    if (!logs) return 1;
    for (const fs::path& log : *logs)
      visit(log);
    if (flags_.json) {
      print_lines(STDOUT_FILENO, {to_text(Json{{"runs", told_}}, 2)});
    } else if (told_.empty() && !flags_.talk.quiet) {
      print_lines(STDOUT_FILENO, {"nothing is owed: every run on record here came to its end"});
    }
    return well_ ? 0 : 1;
  }

 private:
  std::optional<std::vector<fs::path>> find() const {
    std::vector<fs::path> paths = flags_.paths;
    if (paths.empty()) paths.emplace_back(".");
    std::vector<fs::path> out;
    for (const fs::path& path : paths) {
      std::error_code ignored;
      Result<std::vector<fs::path>> found = std::vector<fs::path>{};
      if (fs::is_directory(path, ignored)) {
        found = store::find_event_logs(path);
      } else if (auto log = store::event_log_of(path)) {
        found->push_back(*std::move(log));
      } else {
        found = std::unexpected(log.error());
      }
      if (!found) {
        errors_.tell(trouble_of(found.error(), "there is no run here",
                                "give an event log (journal.events.jsonl), a journal or a folder"));
        return std::nullopt;
      }
      out.insert(out.end(), found->begin(), found->end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  bool was_named(const fs::path& log) const {
    return std::any_of(flags_.paths.begin(), flags_.paths.end(), [&](const fs::path& path) {
      const auto meant = store::event_log_of(path);
      return meant && *meant == log;
    });
  }

  void visit(const fs::path& log) {
    const auto run = read_run(log);
    if (!run) {
      if (!was_named(log)) return;  // another file of that name is none of our business
      errors_.tell(trouble_of(run.error(), "the event log cannot be read", ""));
      well_ = false;
      return;
    }
    if (run->settled()) return;
    if (!flags_.json) print_lines(STDOUT_FILENO, lines_of(look_, *run));
    told_.push_back(to_json(*run));
    if (run->holder) return leave_alone(*run);
    if (flags_.list) {
      well_ = well_ && run->ended() && !run->owes(true);
      return;
    }
    if (run->ended() && !run->owes(flags_.again)) {
      well_ = false;
      return tell_of_doubt(*run);
    }
    if (!flags_.yes && !agreed(*run)) {
      well_ = false;
      return;
    }
    recover(log);
  }

  void leave_alone(const RunOnRecord& run) {
    if (flags_.list || !was_named(run.event_log)) return;
    Trouble trouble;
    trouble.sentence = "this run still lives, so nothing was played";
    trouble.where = run.event_log.string();
    if (run.holder) trouble.found = store::describe(*run.holder);
    trouble.to_do = "wait for its end, or end that process";
    errors_.tell(trouble);
    well_ = false;
  }

  /// Asks on the terminal; without one the answer is no.
  bool agreed(const RunOnRecord& run) const {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0 || flags_.json) {
      Trouble trouble;
      trouble.warning = true;
      trouble.sentence = "nothing was played: there is nobody to ask";
      trouble.where = run.event_log.string();
      trouble.to_do = "say that it may: brunt recover --yes " + run.event_log.string();
      errors_.tell(trouble);
      return false;
    }
    print_text(STDERR_FILENO, deed(run, flags_.again) + "? [y/N] ");
    const sys::StopFd stop(stops_.stop);
    const auto ready = sys::poll_wait({STDIN_FILENO, stop.get()}, Deadline::never());
    if (!ready[0]) return false;
    std::array<char, 64> answer{};
    const ssize_t got = ::read(STDIN_FILENO, answer.data(), answer.size());
    return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
  }

  void recover(const fs::path& log) {
    const auto recovered = recover_run(log, flags_, stops_);
    if (!recovered) {
      errors_.tell(recovered.error());
      told_.back()["error"] = recovered.error().front().sentence;
      well_ = false;
      return;
    }
    Json& told = told_.back();
    told = to_json(recovered->run);
    told["event_log"] = log.string();
    told["failed"] = recovered->failed;
    if (!recovered->failed.empty()) well_ = false;
    if (const auto& lost = recovered->log_error) {
      errors_.tell(trouble_of(*lost, "not all that was played is on record",
                              "look at the system before it is recovered again"));
      well_ = false;
    }
    if (const auto& unwritten = recovered->journal_error) {
      errors_.tell(trouble_of(*unwritten, "the journal cannot be written",
                              "brunt journal " + log.string() + " --output FILE"));
      well_ = false;
    } else if (!flags_.json && !flags_.talk.quiet) {
      print_lines(STDOUT_FILENO, {"  " + padded(painted(look_, Style::dim, "journal"), 12) + " " +
                                  store::journal_of(log, recovered->run.events).string()});
    }
    if (!recovered->run.settled()) {
      well_ = false;
      tell_of_doubt(recovered->run);
    }
  }

  void tell_of_doubt(const RunOnRecord& run) const {
    std::vector<std::string> names;
    for (const auto& rollback : run.rollbacks) {
      if (rollback.debt == Debt::may_have_run || rollback.debt == Debt::owed)
        names.push_back(rollback.name);
    }
    Trouble trouble;
    trouble.warning = true;
    trouble.sentence = run.owes(false) ? "not all rollbacks were played"
                                       : "whether a rollback has run to its end is not known";
    trouble.where = run.event_log.string();
    trouble.found = join(names, ", ");
    trouble.to_do = run.owes(false) ? "brunt recover, once more"
                                    : "look at the system; to play it again: brunt recover --again";
    errors_.tell(trouble);
  }

  const RecoverFlags& flags_;
  const Stops& stops_;
  ErrorOutput errors_;
  Look look_;
  Json told_ = Json::array();
  bool well_ = true;
};

}  // namespace

int recover_command(const RecoverFlags& flags, const Stops& stops) {
  return RecoverCommand(flags, stops).run();
}

}  // namespace brunt::cli
