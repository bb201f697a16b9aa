#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load/allocations.h"
#include "load/record_format.h"
#include "load/record_reader.h"
#include "load/record_writer.h"
#include "load/result_samples.h"
#include "sys/file.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

/// A path of its own for each test; gone with it.
class RecordFile : public testing::Test {
 protected:
  RecordFile() {
    std::string name = testing::TempDir() + "record-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~RecordFile() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path path() const { return folder_ / "run.brunt-load"; }
  std::vector<Result> read() const {
    auto results = read_all_results(path());
    EXPECT_TRUE(results.has_value()) << (results ? "" : results.error().what);
    return results ? *results : std::vector<Result>();
  }
  static Result result(std::uint64_t seq) {
    Result made;
    made.attack = "night";
    made.seq = seq;
    made.code = seq % 3 == 0 ? 0 : 200;
    made.timestamp = wall_now();
    made.lateness = 2500ns;
    made.latency = made.lateness + 1234us;
    made.bytes_in = 100 + seq;
    made.bytes_out = 7;
    made.method = "POST";
    made.url = "http://shop/" + std::to_string(seq % 2);
    if (made.code == 0) {
      made.error = "Get \"x\": EOF";
      made.error_class = ErrorClass::first_byte;
      made.trace.detail = ErrorDetail::closed;
    } else {
      made.trace.first_byte = 900us;
    }
    made.trace.connect = 55us;
    made.trace.peer = "127.0.0.1:80";
    made.trace.reused = seq % 2 == 0;
    made.trace.connection = static_cast<std::uint16_t>(seq);
    return made;
  }

  Result scratch_;

  std::filesystem::path folder_;
};

TEST_F(RecordFile, GivesBackWhatWasWritten) {
  std::vector<Result> written;
  auto writer = RecordWriter::create(path()).value();
  for (std::uint64_t seq = 0; seq < 1000; ++seq) {  // three blocks of records
    written.push_back(result(seq));
    ASSERT_TRUE(writer->write(written.back()).has_value());
  }
  ASSERT_TRUE(writer->close().has_value());
  EXPECT_EQ(read(), written);
}

TEST_F(RecordFile, TakesFortyEightBytesARequest) {
  auto writer = RecordWriter::create(path()).value();
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t seq = 0; seq < count; ++seq) {
    ASSERT_TRUE(writer->write(result(seq)).has_value());
  }
  ASSERT_TRUE(writer->close().has_value());
  EXPECT_LT(std::filesystem::file_size(path()), count * 50 + 40'000);
}

TEST_F(RecordFile, IsReadableWhileItIsWritten) {
  auto writer = RecordWriter::create(path()).value();
  const Result first = result(1);
  ASSERT_TRUE(writer->write(first).has_value());
  EXPECT_EQ(read(), std::vector{first});
}

TEST_F(RecordFile, NamesTheHitsThatWereOutWhenTheWriterWasKilled) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto writer = RecordWriter::create(path()).value();
    const Target target{"GET", "http://shop/", {}, ""};
    for (std::uint64_t seq = 0; seq < 10; ++seq) {
      (void)writer->sent({seq, wall_now(), &target}).has_value();
    }
    for (std::uint64_t seq = 0; seq < 7; ++seq)
      (void)writer->write(result(seq)).has_value();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto results = read();
  ASSERT_EQ(results.size(), 10U);
  EXPECT_EQ(results[6].error_class, ErrorClass::first_byte);
  for (std::size_t i = 7; i < 10; ++i) {
    EXPECT_EQ(results[i].seq, i);
    EXPECT_EQ(results[i].error_class, ErrorClass::aborted);
    EXPECT_EQ(results[i].url, "http://shop/");
  }
}

TEST_F(RecordFile, ListsNothingAsOutAfterAllEnded) {
  auto writer = RecordWriter::create(path()).value();
  const Target target{"GET", "http://shop/", {}, ""};
  for (std::uint64_t seq = 0; seq < 2000; ++seq) {
    ASSERT_TRUE(writer->sent({seq, wall_now(), &target}).has_value());
  }
  for (std::uint64_t seq = 0; seq < 2000; ++seq) {
    ASSERT_TRUE(writer->write(result(seq)).has_value());
  }
  ASSERT_TRUE(writer->close().has_value());
  EXPECT_EQ(read().size(), 2000U);
}

TEST_F(RecordFile, IsReadAsFarAsItGoesWhenItWasCut) {
  auto writer = RecordWriter::create(path()).value();
  for (std::uint64_t seq = 0; seq < 400; ++seq)
    ASSERT_TRUE(writer->write(result(seq)).has_value());
  writer.reset();
  // The texts have the first block.
  std::filesystem::resize_file(
      path(), record::header_size + 2 * record::block_size + 64 + 10 * sizeof(record::Record) + 5);
  EXPECT_EQ(read().size(), 350U);  // 340 in the first block, 10 left in the second
}

TEST_F(RecordFile, RefusesADamagedBlock) {
  auto writer = RecordWriter::create(path()).value();
  for (std::uint64_t seq = 0; seq < 10; ++seq)
    ASSERT_TRUE(writer->write(result(seq)).has_value());
  ASSERT_TRUE(writer->close().has_value());
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(record::header_size + sizeof(record::BlockHeader) + 3);
  file.put('\x7f');
  file.close();
  const auto results = read_all_results(path());
  ASSERT_FALSE(results.has_value());
  EXPECT_EQ(results.error().what, "damaged block at byte 4096");
  EXPECT_EQ(results.error().context, path().string());
}

TEST_F(RecordFile, RefusesAnotherVersion) {
  auto writer = RecordWriter::create(path()).value();
  ASSERT_TRUE(writer->close().has_value());
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(8);
  file.put('\x09');
  file.close();
  EXPECT_EQ(read_all_results(path()).error(),
            (Error{Errc::invalid_input, "record file of version 9, expected 1", path().string()}));
}

TEST_F(RecordFile, KeepsALatenessOfMinutesInMicroseconds) {
  auto writer = RecordWriter::create(path()).value();
  Result late = result(1);
  late.lateness = 90s;
  late.latency = 91s;
  ASSERT_TRUE(writer->write(late).has_value());
  ASSERT_TRUE(writer->close().has_value());
  EXPECT_EQ(read().at(0).lateness, 90s);
  EXPECT_EQ(read().at(0).latency, 91s);
}

TEST_F(RecordFile, SaysWhyItCannotBeMade) {
  const auto writer = RecordWriter::create("/nowhere/run.brunt-load");
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().what,
            "cannot write '/nowhere/run.brunt-load': No such file or directory");
}

TEST_F(RecordFile, FailsOnAFullDiskAndKeepsWhatItHas) {
  // A file size limit in a child stands for the full disk.
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{record::header_size + 3 * record::block_size,
                       record::header_size + 3 * record::block_size};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto writer = RecordWriter::create(path()).value();
    std::uint64_t kept = 0;
    while (kept < 5000 && writer->write(result(kept)).has_value())
      ++kept;
    ::_exit(kept == 680 ? 0 : 1);  // texts took one block of the three
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(read().size(), 680U);
}

TEST_F(RecordFile, TakesNothingFromTheHeapForARecordOfKnownTexts) {
  auto writer = RecordWriter::create(path()).value();
  const Target target{"POST", "http://shop/0", {}, "7 bytes"};
  const Result made = result(2);
  const auto hit = [&](std::uint64_t seq) {
    Result& ended = scratch_;
    ended.seq = seq;
    return writer->sent({seq, ended.timestamp, &target}).has_value() &&
           writer->write(ended).has_value();
  };
  scratch_ = made;
  for (std::uint64_t seq = 0; seq < 1000; ++seq)
    ASSERT_TRUE(hit(seq));
  const std::uint64_t before = allocations();
  bool kept = true;
  for (std::uint64_t seq = 1000; seq < 100000; ++seq)
    kept = hit(seq) && kept;
  EXPECT_EQ(allocations(), before);
  EXPECT_TRUE(kept);
  ASSERT_TRUE(writer->close().has_value());
  EXPECT_EQ(read().size(), 100000U);
  EXPECT_LT(std::filesystem::file_size(path()), 100000U * 50);
}

RC_GTEST_PROP(Records, NeverCrashTheReaderHoweverDamaged, ()) {
  static const std::string good = [] {
    const std::string path = testing::TempDir() + "damaged-" + std::to_string(::getpid());
    auto writer = RecordWriter::create(path).value();
    const Target target{"GET", "http://shop/", {}, ""};
    for (std::uint64_t seq = 0; seq < 20; ++seq) {
      Result result;
      result.seq = seq;
      result.error = "e" + std::to_string(seq);
      (void)writer->sent({seq, wall_now(), &target}).has_value();
      (void)writer->write(result).has_value();
    }
    writer.reset();
    std::string bytes = sys::read_file(path).value();
    std::filesystem::remove(path);
    return bytes;
  }();
  std::string bytes = good;
  for (int i = 0; i < 8; ++i) {
    const auto block = *rc::gen::inRange<std::size_t>(0, 4);
    const auto at = block * record::block_size + *rc::gen::inRange<std::size_t>(0, 5000);
    if (at >= 8 && at < bytes.size()) bytes[at] = *rc::gen::arbitrary<char>();
  }
  bytes.resize(*rc::gen::inRange<std::size_t>(record::header_size, bytes.size() + 1));
  (void)read_results_in(bytes, "file", [](const Result&) { return true; }).has_value();
}

TEST(Crc32, IsThatOfZlib) {
  EXPECT_EQ(record::crc32("123456789"), 0xcbf43926U);
}

}  // namespace
}  // namespace brunt::load
