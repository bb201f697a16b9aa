#include "sys/frame.h"

#include <chrono>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace brunt::sys {
namespace {

using namespace std::chrono_literals;

Limits soon() {
  return {Deadline::in(10s), {}};
}

TEST(Frame, ArrivesWholeHoweverLongItIs) {
  auto [ours, theirs] = socket_pair().value();
  for (const std::size_t size : {0U, 1U, 70'000U, 3'000'000U}) {
    const std::string text(size, 'x');
    const std::jthread sender([&] { EXPECT_TRUE(send_frame(ours.get(), text)); });
    const auto frame = read_frame(theirs.get(), soon());
    ASSERT_TRUE(frame) << frame.error().what;
    EXPECT_EQ(frame->text, text);
    EXPECT_FALSE(frame->attached);
  }
}

TEST(Frame, BringsADescriptor) {
  auto [ours, theirs] = socket_pair().value();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  ASSERT_TRUE(send_frame(ours.get(), "take it", writer.get()));
  writer.reset();
  auto frame = read_frame(theirs.get(), soon()).value();
  EXPECT_EQ(frame.text, "take it");
  ASSERT_TRUE(frame.attached);
  EXPECT_NE(::fcntl(frame.attached.get(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_EQ(::write(frame.attached.get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read(reader.get(), &byte, 1), 1);
}

TEST(Frame, OfASideThatIsGoneIsAnError) {
  auto [ours, theirs] = socket_pair().value();
  ASSERT_EQ(::write(ours.get(), "\x05\0\0\0ab", 6), 6);
  ours.reset();
  EXPECT_EQ(read_frame(theirs.get(), soon()).error().code, Errc::unavailable)
      << "cut in the middle";
  EXPECT_EQ(read_frame(theirs.get(), soon()).error().code, Errc::unavailable);
  EXPECT_EQ(send_frame(theirs.get(), "x").error().code, Errc::unavailable);
}

TEST(Frame, IsNotWaitedForBeyondTheLimits) {
  auto [ours, theirs] = socket_pair().value();
  EXPECT_EQ(read_frame(theirs.get(), {Deadline::in(1ms), {}}).error().code, Errc::timed_out);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(read_frame(theirs.get(), {Deadline::never(), stop.get_token()}).error().code,
            Errc::stopped);
  ASSERT_TRUE(send_frame(ours.get(), "abc"));
  EXPECT_EQ(read_frame(theirs.get(), soon(), 2).error().code, Errc::invalid_input);
}

}  // namespace
}  // namespace brunt::sys
