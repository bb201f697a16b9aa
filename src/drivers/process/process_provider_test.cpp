#include "drivers/process/process_provider.h"

#include <chrono>
#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "drivers/process/scratch_folder.h"
#include "sys/fd.h"
#include "sys/process.h"

namespace brunt::drivers::process {
namespace {

using namespace std::chrono_literals;
using provider::Call;
using provider::Outcome;

struct Process : ScratchFolder {
  std::unique_ptr<provider::Provider> provider = make_process_provider({});

  Result<Outcome> run(Json what, const Limits& limits = {Deadline::in(20s), {}}) const {
    Call call;
    call.provider = std::move(what);
    return provider->invoke(call, limits, {});
  }
};

TEST_F(Process, GivesStatusAndWhatItPrinted) {
  write("bin/tool", "#!/bin/sh\necho \"$1,$2\"\necho err >&2\nexit 3\n", true);
  const auto outcome = run({{"path", "tool"}, {"arguments", {"a b", true}}}).value();
  EXPECT_TRUE(outcome.succeeded);
  EXPECT_EQ(outcome.output, (Json{{"status", 3}, {"stdout", "a b,True\n"}, {"stderr", "err\n"}}));
  EXPECT_EQ(outcome.summary, "exit 3");
  EXPECT_TRUE(outcome.evidence.is_null());
}

TEST_F(Process, GoesThroughAShellWhenItsArgumentsAreAText) {
  write("bin/my tool", "#!/bin/sh\necho \"$1\"\n", true);
  EXPECT_EQ(run({{"path", "my tool"},
                 {"arguments", "\"$((1 + 2))\" | while read l; do echo \"<$l>\"; done"}})
                ->output["stdout"],
            "<3>\n");
  EXPECT_EQ(run({{"path", "my tool"}, {"arguments", {"$((1 + 2))"}}})->output["stdout"],
            "$((1 + 2))\n");
}

TEST_F(Process, IsFoundFromTheWorkingDirectory) {
  write("here", "#!/bin/sh\npwd\n", true);
  EXPECT_EQ(run({{"path", "./here"}})->output["stdout"],
            std::filesystem::canonical(folder).string() + "\n");
}

TEST_F(Process, TellsTheSignalThatEndedIt) {
  const auto outcome = run({{"path", "/bin/sh"}, {"arguments", {"-c", "kill -9 $$"}}}).value();
  EXPECT_EQ(outcome.output["status"], -9);
  EXPECT_EQ(outcome.summary, "signal 9");
}

TEST_F(Process, ReplacesBytesThatAreNoText) {
  const auto outcome =
      run({{"path", "/bin/sh"}, {"arguments", {"-c", "printf '[$$x][${y}]\\n\\377'"}}}).value();
  EXPECT_EQ(outcome.output["stdout"], "[$$x][${y}]\n\xef\xbf\xbd");
}

TEST_F(Process, KeepsEightMebibytesOfAStreamAndCountsTheRest) {
  const auto outcome =
      run({{"path", "/bin/sh"},
           {"arguments",
            {"-c", "/usr/bin/head -c 9000000 /dev/zero | /usr/bin/tr '\\0' x; echo err >&2"}}})
          .value();
  EXPECT_EQ(outcome.output["stdout"].get_ref<const std::string&>().size(), 8388608U);
  EXPECT_EQ(outcome.output["stderr"], "err\n");
  EXPECT_EQ(outcome.evidence,
            Json({{"output_cut", {{"stdout", {{"bytes", 9000000}, {"kept", 8388608}}}}}}));
}

TEST_F(Process, IsEndedWithItsChildrenAtItsTimeout) {
  const auto pid_file = (folder / "pid").string();
  const auto outcome =
      run({{"path", "/bin/sh"},
           {"timeout", 0.5},
           {"arguments", {"-c", "/bin/sleep 60 & echo $! > " + pid_file + "; wait"}}})
          .value();
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_EQ(outcome.failure,
            "chaoslib.exceptions.ActivityFailed: process activity took too long to complete");
  EXPECT_TRUE(outcome.output.is_null());
  const auto pid = static_cast<pid_t>(std::stol(sys::read_file(pid_file).value()));
  // It was sent its signal; the descriptor tells when it has died of it, long before its 60 s.
  const sys::Fd sleeper(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!sleeper) return;  // gone and reaped
  pollfd polled{sleeper.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&polled, 1, 10'000), 1);
}

TEST_F(Process, EndsWhenStopped) {
  std::stop_source source;
  source.request_stop();
  const auto stopped =
      run({{"path", "/bin/sleep"}, {"arguments", {60}}}, {Deadline::never(), source.get_token()});
  EXPECT_EQ(stopped.error().code, Errc::stopped);
}

TEST_F(Process, MustBeThereBeforeTheRun) {
  Call call;
  call.provider = Json({{"path", "tool"}});
  EXPECT_EQ(
      provider->validate(call).error(),
      (Error{Errc::not_found,
             "there is no program 'tool' in PATH (looked in " + (folder / "bin").string() + ")",
             {}}));
  EXPECT_EQ(run({{"path", "tool"}}).error().code, Errc::not_found);
  write("bin/tool", "#!/bin/sh\n", true);
  EXPECT_TRUE(provider->validate(call));
  call.provider = Json({{"path", "${tool}"}});
  EXPECT_TRUE(provider->validate(call));
  call.provider = Json({{"path", "tool"}, {"timeout", -1}});
  EXPECT_EQ(provider->validate(call).error().code, Errc::invalid_input);
}

}  // namespace
}  // namespace brunt::drivers::process
