#include "load/resolver.h"

#include <array>

#include <gtest/gtest.h>
#include <poll.h>

#include "load/precise_wait.h"

namespace brunt::load {
namespace {

using namespace std::chrono_literals;

Answer ask(const std::string& host) {
  Resolver resolver;
  resolver.ask(host, 81);
  std::array<pollfd, 1> polled{pollfd{resolver.fd(), POLLIN, 0}};
  EXPECT_EQ(::poll(polled.data(), polled.size(), 20'000), 1);
  const auto answers = resolver.take();
  EXPECT_EQ(answers.size(), 1U);
  return answers.empty() ? Answer{} : answers.front();
}

TEST(Resolver, FindsTheLocalHost) {
  const Answer answer = ask("localhost");
  ASSERT_FALSE(answer.addresses.empty());
  EXPECT_TRUE(answer.addresses[0].text == "127.0.0.1:81" || answer.addresses[0].text == "[::1]:81");
}

TEST(Resolver, KnowsTheLoopbackNamesOnAnyMachine) {
  for (const char* host : {"shop.localhost", "LOCALHOST.", "a.b.localhost"}) {
    const Answer answer = ask(host);
    ASSERT_FALSE(answer.addresses.empty()) << host << ": " << answer.error;
    EXPECT_TRUE(answer.addresses[0].text == "127.0.0.1:81" ||
                answer.addresses[0].text == "[::1]:81")
        << answer.addresses[0].text;
  }
}

TEST(Resolver, SaysWhyThereIsNoAddress) {
  const Answer answer = ask("no..such");
  EXPECT_TRUE(answer.addresses.empty());
  EXPECT_NE(answer.error, "");
  EXPECT_NE(answer.detail, ErrorDetail::none);
}

TEST(Resolver, EndsWithQuestionsLeft) {
  Resolver resolver;
  for (int i = 0; i < 5; ++i)
    resolver.ask("localhost", i);
}

TEST(NumericAddress, NeedsNoLookUp) {
  EXPECT_EQ(numeric_address("127.0.0.1", 80).at(0).text, "127.0.0.1:80");
  EXPECT_EQ(numeric_address("::1", 80).at(0).text, "[::1]:80");
  EXPECT_TRUE(numeric_address("localhost", 80).empty());
}

TEST(PreciseWait, NeverReturnsWithoutEventsLongBeforeTheInstant) {
  const auto wait = PreciseWait::make().value();
  EXPECT_GE(wait.margin(), 10us);
  EXPECT_LE(wait.margin(), 200us);
  const auto due = std::chrono::steady_clock::now() + 3ms;
  epoll_event event{};
  EXPECT_EQ(wait.wait(&event, 1, due, due + 1h), 0);
  EXPECT_GE(std::chrono::steady_clock::now(), due - wait.margin());
}

TEST(PreciseWait, PollsOnlyWhenTheInstantIsNear) {
  const auto wait = PreciseWait::make().value();
  epoll_event event{};
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(wait.wait(&event, 1, before, before + 1h), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

}  // namespace
}  // namespace brunt::load
