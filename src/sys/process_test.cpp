#include "sys/process.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::sys {
namespace {

using namespace std::chrono_literals;

Limits within(std::chrono::milliseconds time) {
  return {Deadline::in(time), {}};
}

Spawn shell(const std::string& script) {
  Spawn spawn;
  spawn.argv = {"sh", "-c", script};
  return spawn;
}

/// A process that has printed its first line: "PID\n".
struct Started {
  Child child;
  Fd reader;
  std::string line;
};

Started start_and_read_line(const std::string& script) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  Fd reader(ends[0]);
  const Fd writer(ends[1]);
  Spawn spawn = shell(script);
  spawn.out = writer.get();
  Child child = Child::start(spawn).value();
  std::string line;
  char c = 0;
  while (::read(reader.get(), &c, 1) == 1 && c != '\n')
    line += c;
  return {std::move(child), std::move(reader), line};
}

TEST(RunProgram, KeepsStatusOutputAndErrors) {
  const auto ran = run_program(shell("echo out; echo err >&2; exit 3"), within(10s)).value();
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.out, "out\n");
  EXPECT_EQ(ran.err, "err\n");
}

TEST(RunProgram, ReadsMoreThanAPipeHolds) {
  const auto ran =
      run_program(shell("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"), within(20s));
  EXPECT_EQ(ran->out.size(), 300000U);
  EXPECT_EQ(ran->err.size(), 300000U);
}

TEST(RunProgram, TellsTheSignalThatEndedIt) {
  EXPECT_EQ(run_program(shell("kill -9 $$"), within(10s))->status, -9);
}

TEST(RunProgram, AddsToTheEnvironmentAndChangesDirectory) {
  Spawn spawn = shell("echo $A; pwd; test -n \"$PATH\" && echo path");
  spawn.environment["A"] = "b=c";
  spawn.directory = "/";
  EXPECT_EQ(run_program(spawn, within(10s))->out, "b=c\n/\npath\n");
}

TEST(RunProgram, PassesOnNoDescriptorsAndNoSignalMask) {
  const int leaked = ::open("/dev/null", O_RDONLY);  // no CLOEXEC
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &usr1, nullptr);
  const auto ran = run_program(shell("test ! -e /dev/fd/" + std::to_string(leaked) +
                                     " && echo closed; grep SigBlk /proc/self/status"),
                               within(10s));
  ::pthread_sigmask(SIG_UNBLOCK, &usr1, nullptr);
  ::close(leaked);
  EXPECT_EQ(ran->out, "closed\nSigBlk:\t0000000000000000\n");
}

TEST(RunProgram, ReadsNothingFromOurInput) {
  EXPECT_EQ(run_program(shell("cat; echo end"), within(10s))->out, "end\n");
}

TEST(RunProgram, EndsTheWholeGroupAtTheDeadline) {
  const auto before = Deadline::Clock::now();
  const auto ran =
      run_program(shell("trap '' TERM; sleep 60 & sleep 60 & wait; wait"), within(100ms));
  EXPECT_EQ(ran.error().code, Errc::timed_out);
  EXPECT_LT(Deadline::Clock::now() - before, 20s);
}

TEST(RunProgram, EndsOnStop) {
  std::stop_source source;
  source.request_stop();
  const auto ran = run_program(shell("sleep 60"), {Deadline::never(), source.get_token()});
  EXPECT_EQ(ran.error().code, Errc::stopped);
}

TEST(RunProgram, SaysWhyAProgramCannotRun) {
  Spawn spawn;
  spawn.argv = {"brunt-no-such-program"};
  EXPECT_EQ(run_program(spawn, within(1s)).error(),
            (Error{Errc::not_found, "there is no program 'brunt-no-such-program' in PATH", {}}));
  spawn.argv = {"/none/x"};
  EXPECT_EQ(run_program(spawn, within(1s)).error(),
            (Error{Errc::not_found, "there is no program '/none/x'", {}}));
  spawn.argv = {"/etc/passwd"};
  EXPECT_EQ(run_program(spawn, within(1s)).error(),
            (Error{Errc::invalid_input, "cannot run '/etc/passwd': Permission denied", {}}));
  spawn.argv = {"true"};
  spawn.directory = "/none";
  EXPECT_EQ(run_program(spawn, within(1s)).error(),
            (Error{Errc::not_found, "there is no folder '/none'", {}}));
  EXPECT_EQ(run_program({}, within(1s)).error().code, Errc::invalid_input);
}

TEST(Child, TakesItsWholeGroupWithItWhenDestroyed) {
  pid_t grandchild = 0;
  ProcessId id;
  Fd reader;
  {
    Started started = start_and_read_line("sleep 60 & echo $!; wait");
    grandchild = static_cast<pid_t>(std::stol(started.line));
    id = identify(grandchild).value();
    EXPECT_TRUE(alive(id));
    reader = std::move(started.reader);
  }
  // The grandchild held the pipe's other end: its closing is its end.
  EXPECT_TRUE(poll_wait({reader.get()}, Deadline::in(10s))[0]);
}

TEST(Child, IsWaitedForWithinLimits) {
  Child child = Child::start(shell("sleep 60")).value();
  EXPECT_EQ(child.wait(within(1ms)).error().code, Errc::timed_out);
  child.signal_group(SIGKILL);
  EXPECT_EQ(child.wait(within(10s)).value(), -SIGKILL);
  EXPECT_EQ(child.wait(within(10s)).value(), -SIGKILL);
  EXPECT_EQ(identify(child.pid()).error().code, Errc::not_found);
}

TEST(Child, GetsItsDeathSignalWhenTheThreadEnds) {
  Spawn spawn = shell("exec sleep 60");
  spawn.death_signal = SIGKILL;
  std::optional<Child> child;
  std::thread([&] { child.emplace(Child::start(spawn).value()); }).join();
  EXPECT_EQ(child->wait(within(10s)).value(), -SIGKILL);
}

TEST(Process, IsKnownByItsStartToo) {
  const auto self = identify(::getpid()).value();
  EXPECT_TRUE(alive(self));
  const ProcessId reused{self.pid, self.started + 1};
  EXPECT_FALSE(alive(reused));
  EXPECT_EQ(send_signal(reused, SIGKILL).error().code, Errc::not_found);
  EXPECT_TRUE(send_signal(self, 0));
  EXPECT_GT(resident_bytes(self.pid).value(), 100'000U);
  EXPECT_FALSE(resident_bytes(-1));
}

TEST(FindProgram, LooksLikeAShell) {
  EXPECT_EQ(find_program("sh", "/none:/bin").value(), "/bin/sh");
  EXPECT_FALSE(find_program("passwd", "/etc"));
  EXPECT_FALSE(find_program(""));
  EXPECT_EQ(find_program("/bin/sh").value(), "/bin/sh");
  EXPECT_TRUE(own_path().ends_with("sys_test"));
}

TEST(StopFd, BecomesReadableWhenStopped) {
  std::stop_source source;
  const StopFd fd(source.get_token());
  EXPECT_FALSE(poll_wait({fd.get()}, Deadline::in(0ms))[0]);
  source.request_stop();
  EXPECT_TRUE(poll_wait({fd.get()}, Deadline::in(10s))[0]);
}

}  // namespace
}  // namespace brunt::sys
