#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::platform {

/// One process of the sandbox, apart from the process around it. Used by one thread.
class Part {
 public:
  virtual ~Part() = default;
  /// `{"http": PORT, ...}`: what it listens on.
  virtual Json listening() const = 0;
  /// A message from the supervisor. Errors: `invalid_input`; it then goes on with what it knew.
  virtual Result<> on_message(const Json& message) = 0;
  /// Answers what has been read and stops listening.
  virtual void finish() = 0;
};

/// The part of that kind: "function", "gateway" or "metrics". It listens already.
/// Errors: `invalid_input` (kind, config), `unavailable` (port taken).
Result<std::unique_ptr<Part>> start_part(std::string_view kind, const Json& config);

/// The whole life of `brunt sandbox part KIND`, from the calling thread. Descriptor 0 is the
/// control channel, a socket with one JSON value a line: takes its config first (which holds a
/// token, so it is no argument), says `{"listening": {...}}`, takes messages, and ends the process
/// at once when the other end is gone. Standard error is the part's log. On SIGTERM or SIGINT it
/// finishes what it is answering and returns 0; 1 when it cannot start, with the reason in the log.
/// Must be called before the process has other threads: it blocks signals.
int part_main(std::string_view kind);

}  // namespace brunt::sandbox::platform
