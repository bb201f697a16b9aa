#include "cli/notify.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/output.h"
#include "net/http_client.h"
#include "sys/process.h"

namespace brunt::cli {
namespace {

using std::chrono::seconds;

constexpr seconds connect_time{2};
constexpr seconds read_time{5};
constexpr seconds command_time{5};

/// Does the channel want it? Without `events` it wants all.
bool wants(const Json& channel, std::string_view event) {
  const Json* events = find(channel, "events");
  if (events == nullptr || !events->is_array() || events->empty()) return true;
  return std::any_of(events->begin(), events->end(),
                     [&](const Json& name) { return name == event; });
}

bool flag(const Json& channel, std::string_view key) {
  const Json* value = find(channel, key);
  return value == nullptr || !value->is_boolean() || value->get<bool>();
}

std::string phase_of(std::string_view event) {
  return std::string(event.substr(0, event.find('-')));
}

/// The URL without user, password and query, which may hold a token.
std::string shown_url(const std::string& url) {
  std::string shown = url.substr(0, url.find('?'));
  const auto scheme = shown.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  const auto at = shown.substr(0, shown.find('/', start)).rfind('@');
  if (at != std::string::npos && at >= start) shown.erase(start, at + 1 - start);
  return printable(shown);
}

std::vector<std::string> words_of(const Json& command) {
  std::vector<std::string> words;
  if (command.is_string()) {
    if (auto split = shell_words(command.get<std::string>())) words = *std::move(split);
  } else if (command.is_array()) {
    for (const auto& word : command)
      words.push_back(word.is_string() ? word.get<std::string>() : to_text(word));
  }
  return words;
}

/// The text as a file without a name, to be read from its start.
sys::Fd readable(const std::string& text) {
  sys::Fd fd(::memfd_create("brunt-event", MFD_CLOEXEC));
  if (fd && !print_text(fd.get(), text)) fd.reset();
  if (fd) ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

Limits within(const Limits& limits, seconds time) {
  return {sooner(limits.deadline, Deadline::in(time)), limits.stop};
}

}  // namespace

void Notifier::log(LogLevel level, std::string text) const {
  log_.write({level, "notification", 174, std::move(text)});
}

void Notifier::send(std::string_view name, const Json& payload, const Limits& limits,
                    const std::optional<std::string>& error) const {
  if (channels_.empty()) return;
  const double now = std::chrono::duration<double>(wall_now().time_since_epoch()).count();
  Json event = {{"name", name}, {"payload", payload}, {"phase", phase_of(name)}, {"ts", now}};
  if (error) event["error"] = *error;
  for (const auto& channel : channels_) {
    if (!wants(channel, name) || limits.stop.stop_requested()) continue;
    const std::string type = string_or(channel, "type");
    if (type == "http") {
      http(channel, event, limits);
    } else if (type == "command") {
      command(channel, event, limits);
    } else {
      log(LogLevel::warning,
          fmt::format("a notification channel of type '{}' is not run: {} was not told '{}'",
                      printable(type), printable(string_or(channel, "module", "it")), name));
    }
  }
}

void Notifier::http(const Json& channel, const Json& event, const Limits& limits) const {
  net::Request request;
  request.url = string_or(channel, "url");
  if (request.url.empty()) return log(LogLevel::warning, "a notification channel has no url");
  if (const Json* headers = find(channel, "headers"); headers != nullptr && headers->is_object()) {
    for (const auto& [key, value] : headers->items())
      request.headers.emplace_back(key,
                                   value.is_string() ? value.get<std::string>() : to_text(value));
  }
  request.tls.verify = flag(channel, "verify_tls");
  request.connect_timeout = connect_time;
  request.read_timeout = read_time;
  if (flag(channel, "forward_event_payload")) {
    request.method = "POST";
    request.body = to_text(event);
    request.headers.emplace_back("Content-Type", "application/json");
  }
  const auto answer = net::HttpClient().send(request, within(limits, connect_time + read_time));
  const std::string where = shown_url(request.url);
  if (!answer) {
    const std::string what = answer.error().code == Errc::timed_out ? "no answer in time"
                             : answer.error().code == Errc::stopped ? "stopped"
                                                                    : "it cannot be reached";
    log(LogLevel::warning, fmt::format("notification to {} failed: {}", where, what));
  } else if (answer->status >= 400) {
    log(LogLevel::warning,
        fmt::format("notification to {} failed: status {}", where, answer->status));
  } else {
    log(LogLevel::debug, fmt::format("notification sent to {}", where));
  }
}

void Notifier::command(const Json& channel, const Json& event, const Limits& limits) const {
  const Json* command = find(channel, "command");
  sys::Spawn spawn;
  if (command != nullptr) spawn.argv = words_of(*command);
  if (spawn.argv.empty())
    return log(LogLevel::warning, "a notification channel of type 'command' has no command");
  const sys::Fd input = readable(to_text(event) + "\n");
  if (!input) return log(LogLevel::warning, "no memory for a notification");
  spawn.in = input.get();
  spawn.environment["BRUNT_EVENT"] = string_or(event, "name");
  const std::string program = printable(spawn.argv.front());
  const auto ran = sys::run_program(spawn, within(limits, command_time));
  if (!ran) {
    log(LogLevel::warning, fmt::format("notification by {} failed: {}", program,
                                       ran.error().code == Errc::timed_out ? "it took more than 5 s"
                                                                           : ran.error().what));
  } else if (ran->status != 0) {
    log(LogLevel::warning,
        fmt::format("notification by {} failed: exit status {}", program, ran->status));
  } else {
    log(LogLevel::debug, fmt::format("notification sent by {}", program));
  }
}

}  // namespace brunt::cli
