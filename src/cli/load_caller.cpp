#include "cli/load_caller.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/output.h"
#include "load/flag_set.h"

namespace brunt::cli {
namespace {

/// Ends this process by a signal's default action.
void die_of(int number) {
  std::signal(number, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(number);
}

}  // namespace

void LoadCaller::tell(std::string_view message) const {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  const std::string stamp =
      fmt::format("{}/{:02}/{:02} {:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                  local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
  print_text(STDERR_FILENO, fmt::format("{} {}\n", as_vegeta ? stamp : "error:", message));
}

int LoadCaller::fail(const Error& error) const {
  const bool bare = as_vegeta || error.context.empty();
  tell(bare ? error.what : error.context + ": " + error.what);
  return 1;
}

int LoadCaller::refuse(const Error& error) const {
  const bool help = error.what == load::FlagSet::help_asked;
  if (help) {
    print_text(as_vegeta ? STDERR_FILENO : STDOUT_FILENO, help_text("load"));
    return 0;
  }
  print_text(STDERR_FILENO, fmt::format("{}\n{}", error.what, help_text("load")));
  return 2;
}

int LoadCaller::stopped(bool reading, int status) const {
  const int by = stops.by == nullptr ? 0 : stops.by->load();
  if (by != 0 && (!reading || (as_vegeta && by != SIGINT))) die_of(by);
  return status;
}

std::expected<load::ResultSource, int> open_results(std::vector<std::string>& files,
                                                    const LoadCaller& caller) {
  if (files.empty()) files.emplace_back("stdin");
  const std::stop_token& stop = caller.stops.stop;
  auto source = load::ResultSource::open(files, stop);
  if (source) return *std::move(source);
  return std::unexpected(stop.stop_requested() ? caller.stopped(false, 1)
                                               : caller.fail(source.error()));
}

Result<LoadOutput> LoadOutput::open(const std::string& name) {
  const bool standard = name == "stdout";
  sys::Fd fd(standard ? ::dup(STDOUT_FILENO)
                      : ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (fd) return LoadOutput(std::move(fd), standard ? "/dev/stdout" : name, standard);
  const std::string reason = lower(std::generic_category().message(errno));
  return std::unexpected(Error{Errc::unavailable, fmt::format("open {}: {}", name, reason), {}});
}

Result<> LoadOutput::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd_.get(), text.data(), text.size());
    if (wrote >= 0) {
      text.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (errno != EINTR) {
      const std::string reason = lower(std::generic_category().message(errno));
      return std::unexpected(
          Error{Errc::unavailable, fmt::format("write {}: {}", name_, reason), {}});
    }
  }
  return {};
}

bool LoadOutput::terminal() const {
  return ::isatty(fd_.get()) == 1;
}

}  // namespace brunt::cli
