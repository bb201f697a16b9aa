#include "sys/child_ledger.h"

#include <csignal>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/process.h"

namespace brunt::sys {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<ChildLedger> new_ledger() {
  return std::make_shared<ChildLedger>(ChildLedger::create().value());
}

Spawn shell(const std::string& script, std::shared_ptr<ChildLedger> ledger) {
  Spawn spawn;
  spawn.argv = {"/bin/sh", "-c", script};
  spawn.ledger = std::move(ledger);
  return spawn;
}

TEST(ChildLedger, HasAGroupWhileItRuns) {
  const auto ledger = new_ledger();
  {
    auto child = Child::start(shell("exec sleep 60", ledger)).value();
    ASSERT_EQ(ledger->groups().size(), 1U);
    EXPECT_EQ(ledger->groups()[0].id, child.pid());
    child.signal_group(SIGKILL);
    ASSERT_TRUE(child.wait({}));
    EXPECT_TRUE(ledger->groups().empty());
    auto moved = Child::start(shell("exec sleep 60", ledger)).value();
    child = std::move(moved);
    EXPECT_EQ(ledger->groups().size(), 1U);
  }
  EXPECT_TRUE(ledger->groups().empty()) << "ended with its owner";
  Spawn nothing = shell("", ledger);
  nothing.argv = {"/none/such"};
  EXPECT_FALSE(Child::start(nothing));
  EXPECT_TRUE(ledger->groups().empty());
}

TEST(ChildLedger, IsReadByAnotherProcessThatEndsWhatTheFirstLeft) {
  const auto ledger = new_ledger();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t engine = ::fork();
  if (engine == 0) {
    ::setsid();
    Spawn spawn = shell("(echo x; exec sleep 60) | (read l; echo $l; exec sleep 60)", ledger);
    spawn.out = ready[1];
    spawn.death_signal = SIGKILL;
    const auto child = Child::start(spawn);
    for (;;)
      ::pause();
  }
  ::close(ready[1]);
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1) << "the whole pipe runs";
  ::kill(engine, SIGKILL);
  ::waitpid(engine, nullptr, 0);
  const auto groups = ledger->groups();
  ASSERT_EQ(groups.size(), 1U);
  const auto other = ChildLedger::open(Fd(::dup(ledger->fd())));
  ASSERT_TRUE(other) << other.error().what;
  EXPECT_EQ(other->end_all(5s), 0U) << "the session is not the engine's: not ours to end";
  ::kill(-groups[0].id, SIGKILL);
  while (::read(ready[0], &byte, 1) > 0) {
  }
  ::close(ready[0]);
}

TEST(ChildLedger, EndsAWholePipeWhoseShellIsGone) {
  const auto ledger = new_ledger();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t engine = ::fork();
  if (engine == 0) {
    Spawn spawn =
        shell("(echo x; exec sleep 60) | (read l; echo $l; trap '' TERM; sleep 60)", ledger);
    spawn.out = ready[1];
    spawn.death_signal = SIGKILL;
    const auto child = Child::start(spawn);
    for (;;)
      ::pause();
  }
  ::close(ready[1]);
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::kill(engine, SIGKILL);
  ::waitpid(engine, nullptr, 0);
  EXPECT_EQ(ledger->end_all(20ms), 1U);
  while (::read(ready[0], &byte, 1) > 0) {  // to its end: nobody holds it any more
  }
  ::close(ready[0]);
}

TEST(ChildLedger, LeavesANumberAloneThatIsAnothersNow) {
  const auto ledger = new_ledger();
  auto other = Child::start(shell("exec sleep 60", nullptr)).value();
  ChildLedger::Slot* slot = ledger->reserve();
  ASSERT_NE(slot, nullptr);
  EXPECT_TRUE(ledger->groups().empty()) << "taken, not written yet";
  slot->since.store(1);  // long before it
  slot->group.store(other.pid());
  EXPECT_EQ(ledger->end_all(1ms), 0U);
  EXPECT_TRUE(alive(identify(other.pid()).value()));
}

TEST(ChildLedger, IsNotMadeOfAnyFile) {
  EXPECT_FALSE(ChildLedger::open(Fd()));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(ChildLedger::open(Fd(ends[0])));
  ::close(ends[1]);
}

TEST(Child, OfItsOwnSessionHearsNothingFromOurs) {
  Spawn spawn = shell("exec sleep 60", nullptr);
  spawn.own_session = true;
  const auto child = Child::start(spawn).value();
  EXPECT_EQ(::getsid(child.pid()), child.pid());
}

}  // namespace
}  // namespace brunt::sys
