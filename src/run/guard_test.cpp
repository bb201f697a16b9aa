#include "run/guard.h"

#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/fake_providers.h"
#include "run/owed.h"
#include "store/event_log.h"
#include "store/event_text.h"
#include "sys/file.h"
#include "sys/frame.h"

namespace brunt::run {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using model::Event;
using model::EventKind;
using model::Phase;

/// A guard on a thread of its own, and an engine: a process that only waits for its end.
class GuardTest : public testing::Test {
 protected:
  void SetUp() override {
    means_.event_log = folder_ / "journal.events.jsonl";
    means_.journal = folder_ / "journal.json";
    means_.document = {
        {"title", "t"},
        {"description", "d"},
        {"configuration", {{"word", "of the file"}}},
        {"method", Json::array()},
        {"rollbacks",
         Json::array(
             {{{"type", "action"},
               {"name", "undo"},
               {"provider", {{"type", "process"}, {"path", "x"}, {"arguments", "${word}"}}}}})}};
    means_.configuration = {{"word", "as resolved"}};
    means_.secrets = Json::object();
    means_.registry = {{"resolve", Json::array()}};
    engine_ = ::fork();
    if (engine_ == 0) {
      for (;;)
        ::pause();
    }
    means_.engine = sys::identify(engine_).value();
  }

  void TearDown() override { kill_engine(); }

  void kill_engine() {
    if (engine_ > 0) ::kill(engine_, SIGKILL);
    if (engine_ > 0) ::waitpid(engine_, nullptr, 0);
    engine_ = -1;
  }

  void record(const std::vector<std::pair<EventKind, Phase>>& events) const {
    Event first;
    RollbackFacts facts;
    facts.rollbacks.push_back({.name = "undo"});
    first.data["rollbacks"] = to_json(facts);
    std::string text = store::to_line(first);
    for (const auto& [kind, phase] : events) {
      Event event;
      event.kind = kind;
      event.phase = phase;
      text += store::to_line(event);
    }
    ASSERT_TRUE(sys::write_file_atomically(means_.event_log, text));
  }

  /// Starts it and waits for its first word.
  std::string start() {
    auto [ours, theirs] = sys::socket_pair().value();
    socket_ = std::move(ours);
    thread_ = std::jthread([this, end = std::make_shared<sys::Fd>(std::move(theirs))] {
      const GuardPost post{.providers = [this](const Json&) -> Result<provider::Registry> {
                             return registry_of(
                                 "process", [this](const provider::Call& call, const Limits&,
                                                   const provider::Notify&) {
                                   const std::lock_guard lock(mutex_);
                                   played_.push_back(string_or(call.provider, "arguments"));
                                   return succeeded(1);
                                 });
                           },
                           .tell =
                               [this](const Json&, const std::string& line, bool) {
                                 const std::lock_guard lock(mutex_);
                                 told_ += line + "\n";
                               },
                           .observe = [](const Json&, const Event&) {}};
      status_ = stand_guard(std::move(*end), post);
    });
    const auto ledger = sys::ChildLedger::create().value();
    EXPECT_TRUE(sys::send_frame(socket_.get(), to_text(to_json(means_)), ledger.fd()));
    const auto word = sys::read_frame(socket_.get(), {Deadline::in(20s), {}});
    return word ? word->text : word.error().what;
  }

  int end() {
    thread_.join();
    return status_;
  }

  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
  GuardMeans means_;
  pid_t engine_ = -1;
  sys::Fd socket_;
  std::mutex mutex_;
  std::vector<std::string> played_;
  std::string told_;
  int status_ = -1;
  std::jthread thread_;
};

TEST_F(GuardTest, PlaysWhatIsOwedWhenTheEngineDies) {
  record({{EventKind::phase_started, Phase::method}});
  ASSERT_EQ(start(), "ready");
  kill_engine();
  socket_.reset();
  EXPECT_EQ(end(), 0);
  EXPECT_EQ(played_, std::vector<std::string>{"as resolved"});
  const auto events = store::read_event_log(means_.event_log).value().events;
  EXPECT_TRUE(is_ended(events));
  EXPECT_EQ(what_is_owed(events)[0].reason, "the guard played it");
  EXPECT_EQ(parse_json(sys::read_file(means_.journal).value()).value()["status"], "interrupted");
  EXPECT_NE(told_.find("was killed; one rollback is owed"), std::string::npos) << told_;
}

TEST_F(GuardTest, GoesSilentlyWhenTheRunEndsWell) {
  record({{EventKind::phase_started, Phase::method}});
  ASSERT_EQ(start(), "ready");
  ASSERT_TRUE(sys::send_frame(socket_.get(), "done"));
  EXPECT_EQ(end(), 0);
  EXPECT_TRUE(played_.empty());
  EXPECT_EQ(told_, "");
  EXPECT_FALSE(fs::exists(means_.journal));
}

TEST_F(GuardTest, WaitsForTheDeathOfAnEngineThatHasClosedItsEnd) {
  record({{EventKind::phase_started, Phase::method}});
  ASSERT_EQ(start(), "ready");
  socket_.reset();
  ::kill(engine_, SIGCONT);  // it lives
  {
    const std::lock_guard lock(mutex_);
    EXPECT_TRUE(played_.empty());
  }
  kill_engine();
  EXPECT_EQ(end(), 0);
  EXPECT_EQ(played_.size(), 1U);
}

TEST_F(GuardTest, PlaysNothingOfARunThatHasEndedButWritesItsJournal) {
  record({{EventKind::phase_started, Phase::method}, {EventKind::run_finished, Phase::rollbacks}});
  ASSERT_EQ(start(), "ready");
  kill_engine();
  socket_.reset();
  EXPECT_EQ(end(), 0);
  EXPECT_TRUE(played_.empty());
  EXPECT_TRUE(fs::exists(means_.journal));
}

TEST_F(GuardTest, PlaysWhatItCannotPutOnRecordAndSaysSo) {
  record({{EventKind::phase_started, Phase::method}});
  ASSERT_EQ(start(), "ready");
  const std::string before = sys::read_file(means_.event_log).value();
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit full = unlimited;
  full.rlim_cur = before.size();  // the log cannot grow, as on a full disk
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  kill_engine();
  socket_.reset();
  end();
  ::setrlimit(RLIMIT_FSIZE, &unlimited);
  EXPECT_EQ(played_.size(), 1U);
  EXPECT_EQ(sys::read_file(means_.event_log).value(), before);
  EXPECT_NE(told_.find("not all that was played is on record"), std::string::npos) << told_;
}

TEST_F(GuardTest, SaysSoWhenTheEventLogIsGone) {
  ASSERT_EQ(start(), "ready");
  kill_engine();
  socket_.reset();
  EXPECT_EQ(end(), 1);
  EXPECT_NE(told_.find("what it did is not known"), std::string::npos) << told_;
}

TEST_F(GuardTest, SaysAtOnceWhenItCannotPlay) {
  means_.document["rollbacks"][0]["provider"]["type"] = "http";
  EXPECT_NE(start(), "ready");
  socket_.reset();
  EXPECT_EQ(end(), 1);
}

TEST(GuardMeans, ReadBackAndNameWhatIsMissing) {
  GuardMeans means;
  means.engine = {1, 2};
  means.event_log = "a";
  means.journal = "b";
  means.document = {{"title", "t"}};
  means.configuration = Json::object();
  means.secrets = Json::object();
  means.confidential = {"x"};
  means.dry = Dry::pause;
  means.version = "1";
  means.registry = {{"resolve", Json::array()}};
  const Json json = parse_json(to_text(to_json(means))).value();
  const auto back = parse_guard_means(json);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(*back), json);
  for (const char* key : {"engine", "document", "configuration", "secrets", "registry"}) {
    Json cut = json;
    cut.erase(key);
    EXPECT_NE(parse_guard_means(cut).error().what.find(key), std::string::npos);
  }
}

}  // namespace
}  // namespace brunt::run
