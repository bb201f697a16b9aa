#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/shared_json.h"
#include "model/activity.h"

namespace brunt::provider {

/// What a provider is asked to do, after substitution. A plain value.
struct Call {
  std::string activity;  ///< name, for messages
  model::ActivityType type = model::ActivityType::probe;
  SharedJson provider;                       ///< the activity's `provider` object
  SharedJson configuration{Json::object()};  ///< resolved
  Json secrets;  ///< the groups that the provider names, merged flat; null when it names none
  bool has_tolerance = false;
};

/// What came back. A probe or action that failed is an Outcome, not an Error.
struct Outcome {
  bool succeeded = true;
  Json output;          ///< what the journal keeps; null when failed
  std::string failure;  ///< when failed: "<class>: <message>", e.g.
                        ///< "chaoslib.exceptions.ActivityFailed: timed out"
  std::string
      summary;  ///< a few words for the terminal: "200", "1 pod deleted", "76 lines, 3 errors"
  std::string detail;  ///< one more line for the terminal, or ""
  Json evidence;  ///< facts beyond the reference's output; kept in the journal under our own key.
                  ///< null = none. "fault": {"kind", "target", "started", "ended", "confirmed",
                  ///< "by"} marks a fault injected.
};

/// Tells, while a call runs, how far it is. Called from the call's own thread; must not block.
using Notify = std::function<void(Json)>;

/// One way of acting on or looking at a system: "http", "process", "python".
///
/// Implementations are stateless or internally synchronised: invoke() is called from several
/// threads at once. It blocks, and returns soon after `limits.stop` is triggered or
/// `limits.deadline` passes, having released what it holds (sockets, child processes).
class Provider {
 public:
  virtual ~Provider() = default;

  /// Everything that can be known wrong with `call` before running it, placeholders still in it.
  /// Does no I/O beyond looking for an executable.
  virtual Result<> validate(const Call& call) const = 0;

  /// Errors: the engine could not do what it was told (`invalid_input`, `not_found`, `internal`),
  /// or `stopped`.
  virtual Result<Outcome> invoke(const Call& call, const Limits& limits, const Notify& notify) = 0;
};

}  // namespace brunt::provider
