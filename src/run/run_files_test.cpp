#include "run/run_files.h"

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "store/event_text.h"
#include "sys/file.h"

namespace brunt::run {
namespace {

namespace fs = std::filesystem;
using model::Event;
using model::EventKind;
using model::Phase;

class RunFilesTest : public testing::Test {
 protected:
  /// An event log of a run with one rollback, that came as far as `more` says.
  void leave(const std::vector<EventKind>& more, Phase phase) const {
    Event first;
    RollbackFacts facts;
    facts.rollbacks.push_back({.name = "undo"});
    first.data = {{"rollbacks", to_json(facts)}, {"run_id", "id"}};
    std::string text = store::to_line(first);
    for (const EventKind kind : more) {
      Event event;
      event.kind = kind;
      event.phase = phase;
      if (kind == EventKind::activity_started) event.index = 0;
      text += store::to_line(event);
    }
    ASSERT_TRUE(sys::write_file_atomically(log_, text));
  }

  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
  fs::path journal_ = folder_ / "journal.json";
  fs::path log_ = folder_ / "journal.events.jsonl";
};

TEST_F(RunFilesTest, StandBesideTheJournalAndAreLocked) {
  auto files = open_run_files(journal_);
  ASSERT_TRUE(files) << files.error().what;
  EXPECT_EQ(files->event_log, log_);
  EXPECT_FALSE(files->kept);
  EXPECT_FALSE(files->fleeting);
  EXPECT_EQ(open_run_files(journal_).error().code, Errc::unavailable) << "taken";
  EXPECT_TRUE(open_run_files(folder_ / "other.json"));
}

TEST_F(RunFilesTest, KeepWhatAnEarlierRunOwes) {
  leave({EventKind::phase_started}, Phase::method);
  const std::string evidence = sys::read_file(log_).value();
  const auto files = open_run_files(journal_);
  ASSERT_TRUE(files) << files.error().what;
  ASSERT_TRUE(files->kept);
  EXPECT_EQ(files->kept->event_log, folder_ / "journal.id.events.jsonl");
  EXPECT_EQ(sys::read_file(files->kept->event_log).value(), evidence);
  EXPECT_EQ(files->kept->rollbacks[0].debt, Debt::owed);
  EXPECT_EQ(sys::read_file(log_).value(), "");
}

TEST_F(RunFilesTest, KeepWhatMayHaveRun) {
  leave({EventKind::activity_started, EventKind::run_finished}, Phase::rollbacks);
  const auto files = open_run_files(journal_);
  ASSERT_TRUE(files && files->kept);
  EXPECT_EQ(files->kept->rollbacks[0].debt, Debt::may_have_run);
}

TEST_F(RunFilesTest, OverwriteARunThatOwesNothing) {
  leave({EventKind::phase_started, EventKind::run_finished}, Phase::method);
  EXPECT_FALSE(open_run_files(journal_).value().kept);
  leave({EventKind::phase_started}, Phase::before);
  EXPECT_FALSE(open_run_files(journal_).value().kept) << "it died in the gate";
  ASSERT_TRUE(sys::write_file_atomically(log_, "no event\n"));
  EXPECT_FALSE(open_run_files(journal_).value().kept);
}

TEST_F(RunFilesTest, OfAJournalThatIsADeviceAreElsewhere) {
  const auto files = open_run_files("/dev/null");
  ASSERT_TRUE(files) << files.error().what;
  EXPECT_TRUE(files->fleeting);
  EXPECT_EQ(files->event_log.parent_path(), fs::temp_directory_path());
  fs::remove(files->event_log);
}

TEST_F(RunFilesTest, CannotBeWhereThereIsNoFolder) {
  EXPECT_EQ(open_run_files(folder_ / "none" / "j.json").error().code, Errc::invalid_input);
}

}  // namespace
}  // namespace brunt::run
