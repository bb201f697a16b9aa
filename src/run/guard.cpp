#include "run/guard.h"

#include <csignal>
#include <utility>

#include <sys/socket.h>
#include <sys/time.h>

#include "sys/frame.h"

namespace brunt::run {
namespace {

constexpr auto patience = std::chrono::seconds(5);

/// Neither side waits for ever for the other to read.
void limit_sends(int socket) {
  timeval limit{};
  limit.tv_sec = patience.count();
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Error malformed(const std::string& member) {
  return {Errc::invalid_input, "no means of a guard: '" + member + "' is missing or wrong", {}};
}

}  // namespace

Json to_json(const GuardMeans& means) {
  return {{"engine", {{"pid", means.engine.pid}, {"started", means.engine.started}}},
          {"event_log", means.event_log.string()},
          {"journal", means.journal.string()},
          {"document", means.document},
          {"configuration", means.configuration},
          {"secrets", means.secrets},
          {"confidential", means.confidential},
          {"dry", word_of(means.dry)},
          {"version", means.version},
          {"registry", means.registry}};
}

Result<GuardMeans> parse_guard_means(const Json& json) {
  GuardMeans means;
  const Json* engine = find(json, "engine");
  const Json* pid = engine != nullptr ? find(*engine, "pid") : nullptr;
  const Json* started = engine != nullptr ? find(*engine, "started") : nullptr;
  if (pid == nullptr || !pid->is_number_unsigned() || started == nullptr ||
      !started->is_number_unsigned()) {
    return std::unexpected(malformed("engine"));
  }
  means.engine = {pid->get<pid_t>(), started->get<std::uint64_t>()};
  means.event_log = string_or(json, "event_log");
  means.journal = string_or(json, "journal");
  for (const auto& [key, into] :
       {std::pair{"document", &means.document}, std::pair{"configuration", &means.configuration},
        std::pair{"secrets", &means.secrets}, std::pair{"registry", &means.registry}}) {
    const Json* value = find(json, key);
    if (value == nullptr) return std::unexpected(malformed(key));
    *into = *value;
  }
  if (const Json* texts = find(json, "confidential"); texts != nullptr && texts->is_array()) {
    for (const Json& text : *texts) {
      if (text.is_string()) means.confidential.push_back(text.get<std::string>());
    }
  }
  if (const std::string dry = string_or(json, "dry"); !dry.empty()) {
    means.dry = BRUNT_TRY(dry_mode(dry));
  }
  means.version = string_or(json, "version");
  return means;
}

Result<Guard> Guard::start(const std::string& program, const GuardMeans& means,
                           const sys::ChildLedger& ledger) {
  auto [ours, theirs] = BRUNT_TRY(sys::socket_pair());
  limit_sends(ours.get());
  sys::Spawn spawn;
  spawn.argv = {program, "guard"};
  spawn.in = theirs.get();
  spawn.out = 2;  // a reader of the run's output need not wait for it
  spawn.own_session = true;
  sys::Child child = BRUNT_TRY(sys::Child::start(spawn));
  theirs.reset();
  const sys::ProcessId id = BRUNT_TRY(sys::identify(child.pid()));
  BRUNT_TRY(sys::send_frame(ours.get(), to_text(to_json(means)), ledger.fd()));
  return Guard(std::move(child), id, std::move(ours));
}

Result<> Guard::await_ready(const Limits& limits) {
  const sys::Frame frame = BRUNT_TRY(sys::read_frame(socket_.get(), limits), "starting the guard");
  if (frame.text == "ready") return {};
  return std::unexpected(Error{Errc::unavailable, frame.text, "starting the guard"});
}

void Guard::dismiss() {
  (void)sys::send_frame(socket_.get(), "done");
  if (child_.wait({Deadline::in(patience), {}})) return;
  child_.signal_group(SIGKILL);
  (void)child_.wait({Deadline::in(patience), {}});
}

}  // namespace brunt::run
