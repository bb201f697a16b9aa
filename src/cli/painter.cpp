#include "cli/painter.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/output.h"
#include "cli/terminal_rows.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

constexpr auto redraw_every = std::chrono::milliseconds(250);

/// Rows of the screen that `row` takes when it is wider than the screen.
int screen_rows(const std::string& row, int width) {
  const int wide = columns(row);
  return wide <= width ? 1 : (wide + width - 1) / width;
}

int current_width(const Look& look, int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return look.width;
}

}  // namespace

Painter::Painter(const Look& look, ProgressForm form, bool verbose, int fd)
    : look_(look), form_(form), fd_(fd), narrator_(verbose) {
  if (form_ == ProgressForm::lines && look_.terminal)
    thread_ = std::jthread([this](const std::stop_token& stop) { repaint_until(stop); });
}

Painter::~Painter() {
  finish();
}

void Painter::observe(const model::Event& event) {
  if (form_ == ProgressForm::none) return;
  const std::lock_guard lock(mutex_);
  tell(narrator_.on(event));
}

void Painter::finish() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  const std::lock_guard lock(mutex_);
  if (std::exchange(finished_, true) || drawn_rows_ == 0) return;
  redraw({});
}

void Painter::tell(const std::vector<Fact>& facts) {
  std::vector<std::string> lines;
  for (const auto& fact : facts) {
    if (form_ == ProgressForm::json) {
      lines.push_back(json_line(fact));
    } else if (!look_.terminal) {
      if (auto line = piped_line(look_, fact); !line.empty()) lines.push_back(std::move(line));
    } else {
      add_rows(fact, lines);
    }
  }
  if (lines.empty()) return;
  if (form_ == ProgressForm::lines && look_.terminal) return redraw(lines);
  print_lines(fd_, lines);
}

/// A pause moves until something else is told; then it has its row, and only what is left moves on.
void Painter::add_rows(const Fact& fact, std::vector<std::string>& lines) {
  const auto rows = terminal_rows(look_, fact);
  if (rows.empty()) return;
  if (held_) {
    const auto pause = terminal_rows(look_, *held_);
    held_.reset();
    lines.insert(lines.end(), pause.begin(), pause.end());
  }
  if (fact.kind == FactKind::pause)
    held_ = fact;
  else
    lines.insert(lines.end(), rows.begin(), rows.end());
}

void Painter::redraw(const std::vector<std::string>& scrolled) {
  std::string out;
  if (drawn_rows_ > 1) out += fmt::format("\x1b[{}A", drawn_rows_ - 1);
  if (drawn_rows_ > 0) out += "\r\x1b[J";
  for (const auto& line : scrolled)
    out += line + "\n";
  drawn_rows_ = 0;
  const bool over = finished_;
  look_.width = current_width(look_, fd_);
  const auto rows =
      over ? std::vector<std::string>{} : moving_rows(look_, narrator_, wall_now(), !held_);
  for (const auto& row : rows) {
    if (drawn_rows_ > 0) out += "\n";
    out += row;
    drawn_rows_ += screen_rows(row, look_.width);
  }
  print_text(fd_, out);
}

void Painter::repaint_until(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, redraw_every, [] { return false; });
    if (!stop.stop_requested()) redraw({});
  }
}

}  // namespace brunt::cli
