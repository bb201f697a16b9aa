#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "model/event.h"
#include "provider/registry.h"
#include "run/strategy.h"
#include "sys/child_ledger.h"
#include "sys/fd.h"
#include "sys/process.h"

namespace brunt::run {

/// What a guard must know to play an engine's rollbacks without it. Holds secrets: it goes over a
/// channel between two processes and nowhere else.
struct GuardMeans {
  sys::ProcessId engine;
  std::filesystem::path event_log;
  std::filesystem::path journal;
  Json document;                          ///< the experiment, whole
  Json configuration, secrets;            ///< resolved
  std::vector<std::string> confidential;  ///< texts that must never be seen
  Dry dry = Dry::none;
  std::string version;
  Json registry;  ///< for who makes the providers
};
Json to_json(const GuardMeans& means);
/// Errors: `invalid_input`.
Result<GuardMeans> parse_guard_means(const Json& json);

/// A process that outlives the engine, in the engine's hands. It has a session of its own, so what
/// kills the engine's group or closes its terminal does not reach it, and ends with the engine.
///
///     engine ──(socket: means, then "done")──▶ guard        engine's end: the socket closes,
///     engine ◀──────────("ready")───────────── guard        its pidfd becomes readable
class Guard {
 public:
  /// Starts `program guard` and tells it its means; `ledger` names the engine's children. The
  /// secrets are in no argument, no environment and on no disk.
  /// Errors: as sys::Child::start, `unavailable`.
  static Result<Guard> start(const std::string& program, const GuardMeans& means,
                             const sys::ChildLedger& ledger);

  /// Waits until it can play. Errors: `unavailable` with its reason, `timed_out`, `stopped`.
  Result<> await_ready(const Limits& limits);

  const sys::ProcessId& id() const { return id_; }

  /// The run has ended well: it goes, and is waited for.
  void dismiss();

 private:
  Guard(sys::Child child, sys::ProcessId id, sys::Fd socket)
      : child_(std::move(child)), id_(id), socket_(std::move(socket)) {}

  sys::Child child_;
  sys::ProcessId id_;
  sys::Fd socket_;
};

/// What the program gives to a guard.
struct GuardPost {
  std::function<Result<provider::Registry>(const Json& registry)> providers;
  /// `trouble`: told even by who is to be quiet.
  std::function<void(const Json& registry, const std::string& line, bool trouble)> tell;
  std::function<void(const Json& registry, const model::Event&)> observe;
};

/// The guard's side: stands by until the engine says that it has ended well, or dies. Then ends
/// what it left running, takes the run's lock, plays what is owed, and writes the journal. Gives
/// the exit status: 0 = nothing to do or all done, 1 = something could not be done.
int stand_guard(sys::Fd socket, const GuardPost& post);

}  // namespace brunt::run
