#include "cli/painter.h"

#include <cstdio>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/test_run.h"
#include "sys/fd.h"

namespace brunt::cli {
namespace {

/// A file without a name that a painter writes to.
class Screen {
 public:
  Screen() : file_(std::tmpfile()) {}
  ~Screen() { std::fclose(file_); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  int fd() const { return ::fileno(file_); }
  std::string text() const {
    std::string out(1 << 20, '\0');
    const ssize_t size = ::pread(fd(), out.data(), out.size(), 0);
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return out;
  }

 private:
  std::FILE* file_;
};

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

Look terminal() {
  return {true, false, false, 100};
}

TEST(Painter, WritesOneLineAFactWhenPiped) {
  const Screen screen;
  {
    Painter painter(Look{}, ProgressForm::lines, false, screen.fd());
    for (const auto& event : test_run())
      painter.observe(event);
  }
  EXPECT_EQ(count(screen.text(), "\n"), 14U);
  EXPECT_EQ(count(screen.text(), "\x1b"), 0U);
}

TEST(Painter, IsSilentWhenQuiet) {
  const Screen screen;
  Painter painter(terminal(), ProgressForm::none, false, screen.fd());
  for (const auto& event : test_run())
    painter.observe(event);
  painter.finish();
  EXPECT_EQ(screen.text(), "");
}

TEST(Painter, LeavesEachScrolledRowOnce) {
  const Screen screen;
  {
    Painter painter(terminal(), ProgressForm::lines, false, screen.fd());
    for (const auto& event : test_run())
      painter.observe(event);
  }
  const std::string shown = screen.text();
  EXPECT_EQ(count(shown, "FAULT terminate-one-function"), 1U);
  EXPECT_EQ(count(shown, "\n17:20:49.3  · pause                                           30 s\n"),
            1U);
  EXPECT_EQ(count(shown, "rollbacks  none declared\n"), 1U);
  EXPECT_TRUE(shown.ends_with("none declared\n")) << shown;
}

TEST(Painter, TakesItsMovingRowsAway) {
  const Screen screen;
  {
    Painter painter(terminal(), ProgressForm::lines, false, screen.fd());
    for (const auto& event : test_run_until_failing())
      painter.observe(event);
    model::Event told;  // draws at once, without waiting for the next quarter of a second
    told.kind = model::EventKind::interrupted;
    painter.observe(told);
  }
  EXPECT_GT(count(screen.text(), "load  sent 41"), 0U);
  EXPECT_TRUE(screen.text().ends_with("\r\x1b[J"));
}

TEST(Painter, IsToldFromSeveralThreads) {
  const Screen screen;
  Painter painter(terminal(), ProgressForm::lines, false, screen.fd());
  {
    std::vector<std::jthread> tellers;
    for (int i = 0; i < 3; ++i)
      tellers.emplace_back([&] {
        for (const auto& event : test_run_until_failing())
          painter.observe(event);
      });
  }
  painter.finish();
  EXPECT_EQ(count(screen.text(), "FAULT terminate-one-function"), 3U);
}

}  // namespace
}  // namespace brunt::cli
