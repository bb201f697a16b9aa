#include "sys/file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sys/environment.h"

namespace brunt::sys {
namespace {

struct File : testing::Test {
  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("brunt-file-" + std::to_string(::getpid()) + "-" +
                                  testing::UnitTest::GetInstance()->current_test_info()->name());
  File() { std::filesystem::create_directories(folder); }
  ~File() override { std::filesystem::remove_all(folder); }
};

TEST_F(File, IsReadBackAsItWasWritten) {
  const auto path = folder / "a.txt";
  ASSERT_TRUE(write_file_atomically(path, "one"));
  ASSERT_TRUE(write_file_atomically(path, std::string("tw\0o", 4)));
  EXPECT_EQ(read_file(path).value(), std::string("tw\0o", 4));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(File, NamesWhatIsWrongWithIt) {
  const auto missing = read_file(folder / "none");
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_EQ(missing.error().what, "there is no such file");
  EXPECT_EQ(missing.error().context, "'" + (folder / "none").string() + "'");
  EXPECT_EQ(read_file(folder).error().what, "this is a directory, a file is needed");
  ASSERT_TRUE(write_file_atomically(folder / "big", "12345"));
  EXPECT_EQ(read_file(folder / "big", 4).error().what, "larger than 4 bytes");
  EXPECT_EQ(read_file(folder / "big", 5).value(), "12345");
}

TEST_F(File, CannotBeWrittenWhereThereIsNoFolder) {
  const auto path = folder / "none" / "a";
  EXPECT_EQ(write_file_atomically(path, "x").error().code, Errc::unavailable);
  EXPECT_EQ(check_writable(path, 0).error().what,
            "cannot write: there is no folder '" + (folder / "none").string() + "'");
}

TEST_F(File, CheckLeavesTheFolderAsItWas) {
  std::ofstream(folder / "there") << "kept";
  EXPECT_TRUE(check_writable(folder / "new", 1));
  EXPECT_TRUE(check_writable(folder / "there", 1));
  EXPECT_EQ(read_file(folder / "there").value(), "kept");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(File, CheckSeesDirectoriesReadOnlyPlacesAndFullDisks) {
  EXPECT_EQ(check_writable(folder, 0).error().what, "cannot write: this is a directory");
  EXPECT_FALSE(check_writable("/proc/none", 0));
  const auto full = check_writable(folder / "a", SIZE_MAX);
  EXPECT_NE(full.error().what.find("are needed"), std::string::npos) << full.error().what;
}

TEST_F(File, WritesThroughALinkAndIntoADevice) {
  std::ofstream(folder / "real") << "old";
  std::filesystem::create_symlink("real", folder / "link");
  ASSERT_TRUE(write_file_atomically(folder / "link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "real").value(), "new");
  EXPECT_TRUE(write_file_atomically("/dev/null", "x"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_FALSE(write_file_atomically("/dev/full", "x"));
}

TEST_F(File, KeepsItsModeAndGetsTheOneAskedForWhenNew) {
  const auto mode_of = [](const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions();
  };
  using std::filesystem::perms;
  const auto path = folder / "secret";
  ASSERT_TRUE(write_file_atomically(path, "one", 0600));
  EXPECT_EQ(mode_of(path), perms::owner_read | perms::owner_write);
  ASSERT_TRUE(write_file_atomically(path, "two"));
  EXPECT_EQ(mode_of(path), perms::owner_read | perms::owner_write);
}

TEST_F(File, GrowsByWholeLines) {
  auto file = AppendFile::create(folder / "log").value();
  ASSERT_TRUE(file.append("one\n", true));
  ASSERT_TRUE(file.append("two\n", false));
  EXPECT_EQ(read_file(folder / "log").value(), "one\ntwo\n");
  auto full = AppendFile::create("/dev/full").value();
  EXPECT_EQ(full.append("x\n", false).error().code, Errc::unavailable);
}

TEST(Environment, DistinguishesUnsetFromEmpty) {
  EXPECT_FALSE(environment("BRUNT_SURELY_NOT_SET"));
  EXPECT_TRUE(environment("PATH"));
  EXPECT_FALSE(host_name().empty());
  EXPECT_EQ(platform().rfind("Linux-", 0), 0U);
  EXPECT_NE(platform().find("-with-glibc"), std::string::npos);
}

}  // namespace
}  // namespace brunt::sys
