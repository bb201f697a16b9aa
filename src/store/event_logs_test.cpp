#include "store/event_logs.h"

#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "store/event_text.h"
#include "sys/file.h"

namespace brunt::store {
namespace {

namespace fs = std::filesystem;

class EventLogs : public testing::Test {
 protected:
  fs::path put(const std::string& name, const std::string& text = "x\n") const {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    EXPECT_TRUE(sys::write_file_atomically(path, text));
    return path;
  }
  fakes::ScratchFolder scratch_;
  fs::path folder_ = scratch_.path();
};

std::vector<model::Event> run(const std::string& journal, const std::string& log) {
  model::Event event;
  event.data = {{"journal", journal}, {"event_log", log}, {"run_id", "id"}};
  return {event};
}

TEST_F(EventLogs, AreFoundBelowAFolderButNotInHiddenOrVeryDeepOnes) {
  const auto a = put("a.events.jsonl");
  const auto b = put("b/c/journal.events.jsonl");
  put("a.json");
  put(".git/x.events.jsonl");
  put("1/2/3/4/5/x.events.jsonl");
  EXPECT_EQ(find_event_logs(folder_).value(), (std::vector{a, b}));
  EXPECT_EQ(find_event_logs(a).value(), std::vector{a});
  EXPECT_EQ(find_event_logs(folder_ / "none").error().code, Errc::not_found);
}

TEST_F(EventLogs, AreMeantByALogAJournalOrAFolder) {
  const auto log = put("out/journal.events.jsonl");
  EXPECT_EQ(event_log_of(log).value(), log);
  EXPECT_EQ(event_log_of(folder_ / "out/journal.json").value(), log) << "not yet written";
  EXPECT_EQ(event_log_of(folder_ / "out").value(), log);
  EXPECT_EQ(event_log_of(folder_).error().what, "there is no event log in this folder");
  const auto other = put("copy", to_line(run("a", "b")[0]));
  EXPECT_EQ(event_log_of(other).value(), other);
  put("out/second.events.jsonl");
  EXPECT_EQ(event_log_of(folder_ / "out").error().what,
            "there are several event logs in this folder: journal.events.jsonl, "
            "second.events.jsonl");
}

TEST_F(EventLogs, HaveTheirJournalsBesideThem) {
  EXPECT_EQ(journal_of("o/j.events.jsonl", run("x/j.txt", "j.events.jsonl")), "o/j.txt");
  EXPECT_EQ(journal_of("o/j.id.events.jsonl", run("x/j.txt", "j.events.jsonl")), "o/j.id.json")
      << "a log that was kept aside does not overwrite the next run's journal";
  EXPECT_EQ(journal_of("j.events.jsonl", {}), "j.json");
}

TEST_F(EventLogs, AreKeptUnderANameThatNobodyUses) {
  const auto log = put("j.events.jsonl");
  const auto first = kept_beside(log, run("j.json", "j.events.jsonl"));
  EXPECT_EQ(first, folder_ / "j.id.events.jsonl");
  put("j.id.events.jsonl");
  EXPECT_EQ(kept_beside(log, run("j.json", "j.events.jsonl")), folder_ / "j.id-2.events.jsonl");
  EXPECT_EQ(kept_beside(log, {}), folder_ / "j.old.events.jsonl");
}

}  // namespace
}  // namespace brunt::store
