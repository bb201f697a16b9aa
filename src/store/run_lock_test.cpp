#include "store/run_lock.h"

#include <csignal>
#include <string>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"

namespace brunt::store {
namespace {

namespace fs = std::filesystem;

class RunLockTest : public testing::Test {
 protected:
  void write(const Holder& holder) const {
    ASSERT_TRUE(sys::write_file_atomically(lock_beside(log_), to_text(to_json(holder))));
  }
  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
  fs::path log_ = folder_ / "journal.events.jsonl";
};

/// A process that lives until this goes.
class Sleeper {
 public:
  Sleeper() : pid_(::fork()) {
    if (pid_ == 0) {
      for (;;)
        ::pause();
    }
    id_ = sys::identify(pid_).value();
  }
  ~Sleeper() { end(); }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  void end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  const sys::ProcessId& id() const { return id_; }

 private:
  pid_t pid_;
  sys::ProcessId id_;
};

Holder held_by(const Sleeper& sleeper) {
  Holder holder = Holder::self("run");
  holder.process = sleeper.id();
  return holder;
}

TEST_F(RunLockTest, NamesItsHolderAndGoesWithIt) {
  EXPECT_EQ(lock_beside(log_), folder_ / "journal.events.lock");
  EXPECT_FALSE(living_holder(log_));
  {
    const auto lock = RunLock::take(log_, "run");
    ASSERT_TRUE(lock) << lock.error().what;
    EXPECT_EQ(living_holder(log_), Holder::self("run"));
  }
  EXPECT_FALSE(fs::exists(lock_beside(log_)));
}

TEST_F(RunLockTest, IsRefusedToTheSecondWithTheNameOfTheFirst) {
  const auto first = RunLock::take(log_, "run");
  ASSERT_TRUE(first);
  const auto second = RunLock::take(log_, "run");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::unavailable);
  EXPECT_EQ(second.error().what, "the run is in the hands of process " +
                                     std::to_string(::getpid()) + " (brunt run), which lives");
  EXPECT_TRUE(fs::exists(lock_beside(log_)));
}

TEST_F(RunLockTest, IsTakenOverFromTheDead) {
  Sleeper sleeper;
  const Holder holder = held_by(sleeper);
  write(holder);
  EXPECT_EQ(living_holder(log_), holder) << "by its name alone, as on a disk without locks";
  EXPECT_FALSE(RunLock::take(log_, "recover"));
  sleeper.end();
  EXPECT_FALSE(living_holder(log_));
  EXPECT_TRUE(RunLock::take(log_, "recover"));
}

TEST_F(RunLockTest, OfAnEarlierBootOrAnotherHostSaysNothingAboutOurProcesses) {
  const Sleeper sleeper;
  for (const bool boot : {true, false}) {
    Holder holder = held_by(sleeper);
    (boot ? holder.boot : holder.host) = "another";
    write(holder);
    EXPECT_FALSE(living_holder(log_));
    EXPECT_TRUE(RunLock::take(log_, "recover"));
  }
}

TEST_F(RunLockTest, OfAnotherProcessWithTheSameNumberIsFree) {
  const Sleeper sleeper;
  Holder holder = held_by(sleeper);
  holder.process.started -= 1;
  write(holder);
  EXPECT_TRUE(RunLock::take(log_, "recover"));
}

TEST_F(RunLockTest, GoesToTheGuardAndToNobodyElse) {
  const Sleeper guard;
  Sleeper engine;
  Holder holder = held_by(engine);
  holder.guard = guard.id();
  engine.end();
  write(holder);
  const auto refused = RunLock::take(log_, "recover");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("(its guard)"), std::string::npos) << refused.error().what;
  holder.guard = Holder::self("guard").process;
  write(holder);
  EXPECT_TRUE(RunLock::take(log_, "guard"));
}

TEST_F(RunLockTest, SurvivesWhatIsNoLock) {
  for (const char* text : {"", "x", "[]", "{}", R"({"pid":"1","started":2})"}) {
    ASSERT_TRUE(sys::write_file_atomically(lock_beside(log_), text));
    EXPECT_FALSE(living_holder(log_)) << text;
    EXPECT_TRUE(RunLock::take(log_, "run")) << text;
  }
  EXPECT_EQ(RunLock::take(folder_ / "none" / "x.events.jsonl", "run").error().code,
            Errc::invalid_input);
}

TEST_F(RunLockTest, WhileOneHoldsItNoneOfManyAtOnceGetsIt) {
  constexpr int many = 16;
  constexpr int got = 7;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < many; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      char byte = 0;
      ::close(ready[1]);
      (void)!::read(ready[0], &byte, 1);  // the end of the pipe is the start
      const auto lock = RunLock::take(log_, "recover");
      if (!lock) ::_exit(0);

      ::_exit(got);  // dies holding it; those that come later find it free
    }
    children.push_back(pid);
  }
  const auto mine = RunLock::take(log_, "run");
  ASSERT_TRUE(mine);
  ::close(ready[0]);
  ::close(ready[1]);
  int taken = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == got) ++taken;
  }
  EXPECT_EQ(taken, 0) << "while one holds it, nobody else gets it";
}

}  // namespace
}  // namespace brunt::store
