#include "sandbox/platform/part.h"

#include <csignal>

#include <fmt/format.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sandbox/platform/channel.h"
#include "sandbox/platform/log.h"
#include "sys/fd.h"

namespace brunt::sandbox::platform {

namespace {

constexpr int control_channel = 0;

void log(std::string_view text) {
  write_to_stderr(log_line(wall_now(), text));
}

/// Blocks the signals that end a part, and SIGPIPE, and gives the first ones as a descriptor.
sys::Fd end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sys::Fd out(::signalfd(-1, &signals, SFD_CLOEXEC));
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return out;
}

std::string said(const Error& error) {
  return error.context.empty() ? error.what : error.context + ": " + error.what;
}

}  // namespace

int part_main(std::string_view kind) {
  // A heap per thread would cost more than all the rest of a part.
  // NOLINTNEXTLINE(concurrency-mt-unsafe): a part has one thread yet
  ::mallopt(M_ARENA_MAX, 2);
  const sys::Fd signals = end_signals();
  const auto config = receive_first(control_channel, Deadline::in(std::chrono::seconds(30)));
  if (!config) {
    log(fmt::format("{} was told no config: {}", kind, said(config.error())));
    return 1;
  }
  const auto part = start_part(kind, *config);
  if (!part) {
    log(fmt::format("{} cannot start: {}", kind, said(part.error())));
    return 1;
  }
  Json hello = Json::object();
  hello["listening"] = (*part)->listening();
  if (!send_message(control_channel, hello)) return 1;
  const auto on_message = [&](const Json& message) {
    if (const auto taken = (*part)->on_message(message); !taken) {
      log("message from the supervisor: " + said(taken.error()));
    }
  };
  const auto on_error = [](const Error& error) {
    log("message from the supervisor: " + said(error));
  };
  if (serve(control_channel, signals.get(), on_message, on_error) == Ending::orphaned) {
    ::_exit(1);  // nobody is left to answer for: no farewell to callers, no waiting
  }
  (*part)->finish();
  return 0;
}

}  // namespace brunt::sandbox::platform
