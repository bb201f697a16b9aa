#include "cli/signals.h"

#include <array>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sys/stop_fd.h"

namespace brunt::cli {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2})
    sigaddset(&set, number);
  return set;
}

}  // namespace

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? "a signal" : "SIG" + std::string(name);
}

void block_signals() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

SignalWatch::SignalWatch() {
  const sigset_t set = watched();
  signals_ = sys::Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  thread_ = std::jthread([this](const std::stop_token& end) { read_until(end); });
}

SignalWatch::~SignalWatch() {
  thread_.request_stop();
  thread_.join();
}

void SignalWatch::read_until(const std::stop_token& end) {
  const sys::StopFd over(end);
  while (!end.stop_requested()) {
    std::array<pollfd, 2> ready = {pollfd{signals_.get(), POLLIN, 0},
                                   pollfd{over.get(), POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), -1) <= 0) continue;
    signalfd_siginfo info{};
    if ((ready[0].revents & POLLIN) == 0 ||
        ::read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info))
      continue;
    heed(static_cast<int>(info.ssi_signo));
  }
}

void SignalWatch::heed(int number) {
  int none = 0;
  const bool first = first_.compare_exchange_strong(none, number);
  const bool insists = number == SIGINT || number == SIGTERM;
  if (number == SIGUSR2 || (!first && insists)) give_up_.request_stop();
  if (first) stop_.request_stop();
}

}  // namespace brunt::cli
