#include <csignal>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "codec/experiment.h"
#include "run/guard.h"
#include "run/recover.h"
#include "store/event_log.h"
#include "store/journal.h"
#include "store/run_lock.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/frame.h"
#include "sys/poll_wait.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
using model::Event;

/// For what a dead engine left running to end by itself; rollbacks wait for it.
constexpr auto grace = 40ms;

/// A guard that has heard its means.
class Sentry {
 public:
  Sentry(sys::Fd socket, const GuardPost& post, GuardMeans means, sys::ChildLedger ledger)
      : socket_(std::move(socket)),
        post_(post),
        means_(std::move(means)),
        ledger_(std::move(ledger)),
        engine_(static_cast<int>(::syscall(SYS_pidfd_open, means_.engine.pid, 0))) {
    if (!sys::alive(means_.engine)) engine_.reset();  // its number may be another's by now
  }

  int stand() {
    const auto ready = get_ready();
    (void)sys::send_frame(socket_.get(), ready ? "ready" : ready.error().what);
    if (!ready || engine_ended_well()) return ready ? 0 : 1;
    for (const int signal : {SIGINT, SIGHUP, SIGTERM, SIGPIPE})
      std::signal(signal, SIG_IGN);
    ledger_.end_all(grace);
    return take_over();
  }

 private:
  /// All that takes time is done before it is needed.
  Result<> get_ready() {
    auto reading = codec::read_experiment(to_text(means_.document), codec::Format::json);
    if (!reading) return unusable(reading.error());
    experiment_ = std::move(reading->experiment);
    registry_ = BRUNT_TRY(post_.providers(means_.registry));
    Options options;
    options.journal = means_.journal;
    options.dry = means_.dry;
    options.version = means_.version;
    config::Resolved resolved;
    resolved.configuration = means_.configuration;
    resolved.secrets = means_.secrets;
    resolved.confidential = means_.confidential;
    options.resolved = std::move(resolved);
    auto prepared = prepare(experiment_, registry_, options, sys::environment);
    if (!prepared) return unusable(prepared.error());
    prepared_ = *std::move(prepared);
    return {};
  }

  static Result<> unusable(const std::vector<codec::Problem>& problems) {
    return std::unexpected(Error{Errc::invalid_input, codec::describe_all(problems, ""), {}});
  }

  /// Waits for the word, or for the engine's death.
  bool engine_ended_well() {
    for (;;) {
      const auto ready = sys::poll_wait({socket_.get(), engine_.get()}, Deadline::never());
      if (ready[0]) {
        const auto frame = sys::read_frame(socket_.get(), {Deadline::in(1s), {}});
        if (frame && frame->text == "done") return true;
        if (!frame) break;  // closed: it dies, or has died
      } else if (ready[1]) {
        break;
      }
    }
    if (engine_) sys::poll_wait({engine_.get()}, Deadline::never());
    return false;
  }

  void tell(const std::string& line) const { post_.tell(means_.registry, line, false); }
  void tell_trouble(const std::string& line) const { post_.tell(means_.registry, line, true); }

  /// The kernel frees the dead engine's lock in a moment, if it has not yet.
  std::optional<store::RunLock> lock() const {
    const Deadline until = Deadline::in(2s);
    for (;;) {
      auto lock = store::RunLock::take(means_.event_log, "guard");
      if (lock) return *std::move(lock);
      if (until.passed()) {
        tell_trouble(lock.error().what);
        return std::nullopt;
      }
      std::this_thread::yield();
      ::poll(nullptr, 0, 1);
    }
  }

  int take_over() {
    const auto held = lock();
    if (!held && store::living_holder(means_.event_log)) return 1;
    auto recorded = store::read_event_log(means_.event_log);
    if (!recorded) {
      tell_trouble(fmt::format("the engine (process {}) died, and what it did is not known: {}: {}",
                               means_.engine.pid, recorded.error().context, recorded.error().what));
      return 1;
    }
    std::vector<Event> events = std::move(recorded->events);
    if (!is_ended(events)) events = play(std::move(events));
    return write_journal(events) ? 0 : 1;
  }

  std::vector<Event> play(std::vector<Event> events) {
    auto log = store::EventLog::reopen(means_.event_log);
    Recovery recovery;
    recovery.by = "guard";
    recovery.reason = fmt::format("the engine (process {}) was killed", means_.engine.pid);
    recovery.append = [&log](const Event& event, bool sync) -> Result<> {
      if (!log) return std::unexpected(log.error());
      return log->append(event, sync);
    };
    recovery.observe = [this](const Event& event) { post_.observe(means_.registry, event); };
    tell(recovery.reason + "; " + owed_words(events));
    events = play_owed(prepared_, std::move(events), recovery, {}, {});
    if (const auto kept = log ? log->flush() : Result<>(std::unexpected(log.error())); !kept) {
      tell_trouble("not all that was played is on record (" + kept.error().what +
                   "): look at the system before brunt recover plays it again");
    }
    return events;
  }

  static std::string owed_words(const std::vector<Event>& events) {
    std::size_t owed = 0;
    std::string doubtful;
    for (const OwedRollback& rollback : what_is_owed(events)) {
      if (rollback.debt == Debt::owed) ++owed;
      if (rollback.debt == Debt::may_have_run) doubtful += "; '" + rollback.name + "' may have run";
    }
    const std::string count = owed == 0   ? "no rollbacks are owed"
                              : owed == 1 ? "one rollback is owed"
                                          : fmt::format("{} rollbacks are owed", owed);
    return count + doubtful;
  }

  bool write_journal(const std::vector<Event>& events) const {
    const std::string text = to_file_text(store::journal_from_events(events));
    const auto written = sys::write_file_atomically(means_.journal, text);
    if (written) {
      tell("journal: " + means_.journal.string());
      return true;
    }
    tell_trouble("the journal cannot be written: " + written.error().what + "; it can be made of " +
                 means_.event_log.string());
    return false;
  }

  sys::Fd socket_;
  const GuardPost& post_;
  GuardMeans means_;
  sys::ChildLedger ledger_;
  sys::Fd engine_;
  model::Experiment experiment_;
  provider::Registry registry_;
  Prepared prepared_;
};

}  // namespace

int stand_guard(sys::Fd socket, const GuardPost& post) {
  auto frame = sys::read_frame(socket.get(), {Deadline::in(30s), {}});
  if (!frame) return 1;
  const auto json = parse_json(frame->text);
  auto means = json ? parse_guard_means(*json) : Result<GuardMeans>(std::unexpected(json.error()));
  auto ledger = sys::ChildLedger::open(std::move(frame->attached));
  if (!means || !ledger) {
    (void)sys::send_frame(socket.get(), (means ? ledger.error() : means.error()).what);
    return 1;
  }
  return Sentry(std::move(socket), post, *std::move(means), *std::move(ledger)).stand();
}

}  // namespace brunt::run
