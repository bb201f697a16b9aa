#include "cli/terminal_text.h"

#include <chrono>

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/terminal_look.h"
#include "cli/terminal_sparkline.h"

namespace brunt::cli {
namespace {

using namespace std::chrono_literals;

TEST(Columns, CountWhatAReaderSees) {
  EXPECT_EQ(columns("abc"), 3);
  EXPECT_EQ(columns("▁×·"), 3);
  EXPECT_EQ(columns("函数"), 4);
  EXPECT_EQ(columns("e\u0301"), 1);
  EXPECT_EQ(columns("\x1b[1;31mred\x1b[0m"), 3);
  EXPECT_EQ(columns("\xff"), 1);
}

TEST(Wrapped, NeverCutsAWord) {
  EXPECT_EQ(join(wrapped("one two three-hundred four", 8), "|"), "one two|three-hundred|four");
  EXPECT_TRUE(wrapped("", 8).empty());
}

TEST(ShortTime, HasThreeDigitsAtMost) {
  EXPECT_EQ(short_time(0ns), "0 ms");
  EXPECT_EQ(short_time(9ms), "9 ms");
  EXPECT_EQ(short_time(999ms), "999 ms");
  EXPECT_EQ(short_time(1s), "1.0 s");
  EXPECT_EQ(short_time(59800ms), "59.8 s");
  EXPECT_EQ(short_time(125s), "2 min 5 s");
  EXPECT_EQ(short_time(2h + 5min), "2 h 5 min");
}

TEST(AskedTime, KeepsWhatWasAsked) {
  EXPECT_EQ(asked_time(5), "5 s");
  EXPECT_EQ(asked_time(2.5), "2.5 s");
  EXPECT_EQ(asked_time(60), "60 s");
  EXPECT_EQ(asked_time(150), "2 min 30 s");
}

TEST(Grouped, SetsThousandsApartFromTenThousand) {
  EXPECT_EQ(grouped(9999), "9999");
  EXPECT_EQ(grouped(12000), "12 000");
  EXPECT_EQ(grouped(1234567), "1 234 567");
}

LookInputs on_a_terminal() {
  LookInputs inputs;
  inputs.is_terminal = true;
  inputs.lang = "en_US.UTF-8";
  inputs.term = "xterm";
  return inputs;
}

TEST(Look, HasColourOnATerminalOnly) {
  auto inputs = on_a_terminal();
  EXPECT_TRUE(decide_look(inputs).colour);
  inputs.is_terminal = false;
  EXPECT_FALSE(decide_look(inputs).colour);
  EXPECT_FALSE(decide_look(inputs).terminal);
  inputs.colour = ColourWish::always;
  EXPECT_TRUE(decide_look(inputs).colour);
}

TEST(Look, HonoursNoColorUnlessItIsEmptyOrOverruled) {
  auto inputs = on_a_terminal();
  inputs.no_color = "1";
  EXPECT_FALSE(decide_look(inputs).colour);
  EXPECT_TRUE(decide_look(inputs).terminal);
  inputs.no_color = "";
  EXPECT_TRUE(decide_look(inputs).colour);
  inputs.no_color = "1";
  inputs.colour = ColourWish::always;
  EXPECT_TRUE(decide_look(inputs).colour);
  inputs.no_color.reset();
  inputs.colour = ColourWish::never;
  EXPECT_FALSE(decide_look(inputs).colour);
}

TEST(Look, IsAsciiWithoutAUtf8Locale) {
  auto inputs = on_a_terminal();
  EXPECT_FALSE(decide_look(inputs).ascii);
  inputs.lc_all = "C";
  EXPECT_TRUE(decide_look(inputs).ascii);
  inputs.lc_all = "C.utf8";
  EXPECT_FALSE(decide_look(inputs).ascii);
  inputs.ascii = true;
  EXPECT_TRUE(decide_look(inputs).ascii);
  auto dumb = on_a_terminal();
  dumb.term = "dumb";
  EXPECT_TRUE(decide_look(dumb).ascii);
  EXPECT_FALSE(decide_look(dumb).colour);
}

TEST(Painted, UsesSixteenColourCodesAndResetsThem) {
  Look look;
  EXPECT_EQ(painted(look, Style::harm, "x"), "x");
  look.colour = true;
  EXPECT_EQ(painted(look, Style::harm, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(painted(look, Style::plain, "x"), "x");
}

TEST(Sparkline, ShowsAnswersFailuresAndWhatIsInFlight) {
  const std::vector<LoadSecond> seconds = {{3, 3, 0, 165ms}, {3, 3, 0, 323ms}, {3, 3, 0, 3s},
                                           {3, 2, 1, 165ms}, {3, 0, 0, 0ns},   {}};
  Look look;
  EXPECT_EQ(sparkline(look, seconds, 3s, std::nullopt), "▁▃█×· ");
  EXPECT_EQ(sparkline(look, seconds, 3s, 1), "▁/█×· ");
  look.ascii = true;
  EXPECT_EQ(sparkline(look, seconds, 3s, std::nullopt), ".=#x? ");
}

TEST(Sparkline, ShortensWithoutLosingAFailure) {
  std::vector<LoadSecond> seconds(100, LoadSecond{3, 3, 0, 165ms});
  seconds[51].failed = 1;
  std::optional<std::size_t> fault = 50;
  shorten(seconds, fault, 40);
  EXPECT_EQ(seconds.size(), 34U);
  EXPECT_EQ(fault, 16U);
  EXPECT_EQ(seconds[17].failed, 1U);
  EXPECT_EQ(seconds[0].sent, 9U);
}

}  // namespace
}  // namespace brunt::cli
