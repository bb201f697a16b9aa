#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/time.h"
#include "load/histogram.h"
#include "load/load_report.h"

namespace brunt::load {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

/// `164 ms`, `3.15 s`, `0.4 ms`: three figures at most.
std::string shown(nanoseconds value) {
  const double ms = seconds(value) * 1000;
  if (ms >= 1000) return fmt::format("{:.2f} s", ms / 1000);
  if (ms >= 10) return fmt::format("{:.0f} ms", ms);
  return ms >= 0.1 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.3f} ms", ms);
}

/// Two significant figures, downwards: a bound that reads well.
nanoseconds plain_number(double value) {
  const double unit = std::pow(10, std::floor(std::log10(std::max(value, 1.0))) - 1);
  return nanoseconds(static_cast<std::int64_t>(std::floor(value / unit) * unit));
}

struct Column {
  Histogram ok{3};
  bool failed = false;
};

}  // namespace

struct TerminalAddition::State {
  Histogram ok, unanswered, lateness;
  nanoseconds ok_least = nanoseconds::max(), unanswered_least = nanoseconds::max();
  std::uint64_t timed_out = 0, late = 0, results = 0;
  WallTime first = WallTime::max(), last = WallTime::min();
  std::map<std::int64_t, Column> seconds;  ///< by second of the timestamp

  void add(const Result& result) {
    ++results;
    first = std::min(first, result.timestamp);
    last = std::max(last, result.timestamp);
    const auto second = std::chrono::floor<std::chrono::seconds>(result.timestamp);
    Column& column = seconds[second.time_since_epoch().count()];
    if (succeeded(result)) {
      ok.add(result.latency);
      ok_least = std::min(ok_least, result.latency);
      column.ok.add(result.latency);
    } else {
      column.failed = true;
      if (result.code == 0) add_unanswered(result);
    }
    if (result.lateness.count() == 0) return;
    lateness.add(result.lateness);
    late += result.lateness > milliseconds(1) ? 1U : 0U;
  }

  void add_unanswered(const Result& result) {
    unanswered.add(result.latency);
    unanswered_least = std::min(unanswered_least, result.latency);
    timed_out += result.error.find("imeout") != std::string::npos ? 1U : 0U;
  }
};

namespace {

class Drawing {
 public:
  Drawing(const TerminalAddition::State& state, const TerminalStyle& style)
      : state_(state), style_(style) {}

  std::string render() {
    successes();
    over_time();
    generator();
    return std::move(out_);
  }

 private:
  std::string coloured(const char* code, std::string text) const {
    return style_.colour && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }

  /// Full blocks, and one in eighths.
  std::string bar(double length) const {
    if (!style_.unicode) return std::string(static_cast<std::size_t>(std::lround(length)), '#');
    constexpr std::array<const char*, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto whole = static_cast<int>(std::lround(length * 8));
    std::string out;
    for (int i = 0; i < whole / 8; ++i)
      out += "█";
    return out + eighths[static_cast<std::size_t>(whole % 8)];
  }

  void successes() {
    const Histogram& ok = state_.ok;
    if (ok.count() == 0) {
      out_ += "\nSuccesses only: none\n";
    } else {
      out_ += fmt::format("\nSuccesses only: {}, p50 {}, p90 {}, p95 {}, p99 {}, max {}\n\n",
                          ok.count(), shown(ok.quantile(0.5)), shown(ok.quantile(0.9)),
                          shown(ok.quantile(0.95)), shown(ok.quantile(0.99)), shown(ok.max()));
      histogram();
    }
    const Histogram& unanswered = state_.unanswered;
    if (unanswered.count() == 0) return;
    std::string crosses;
    const std::uint64_t most = std::min<std::uint64_t>(unanswered.count(), 40);
    for (std::size_t i = 0; i < (most + 1) / 2; ++i)
      crosses += style_.unicode ? "×" : "x";
    out_ += fmt::format("  no answer {}  {}  {} to {} each, then given up\n", unanswered.count(),
                        coloured("31", crosses), shown(state_.unanswered_least),
                        shown(unanswered.max()));
  }

  std::vector<nanoseconds> bounds() const {
    const auto low = static_cast<double>(std::max<std::int64_t>(state_.ok_least.count(), 1));
    const double ratio = std::max(static_cast<double>(state_.ok.max().count()) / low, 1.0);
    std::vector<nanoseconds> found;
    constexpr int rows = 8;
    for (int i = 0; i < rows; ++i) {
      const nanoseconds bound = plain_number(low * std::pow(ratio, i / double{rows}));
      if (found.empty() || bound > found.back()) found.push_back(bound);
    }
    return found;
  }

  void histogram() {
    const std::vector<nanoseconds> low = bounds();
    std::vector<std::uint64_t> counts(low.size());
    state_.ok.each([&](std::uint64_t, std::uint64_t highest, std::uint64_t count) {
      const nanoseconds latency(static_cast<std::int64_t>(highest));
      const auto at = std::ranges::upper_bound(low, latency) - low.begin();
      counts[static_cast<std::size_t>(std::max<std::ptrdiff_t>(at - 1, 0))] += count;
    });
    const auto most = static_cast<double>(std::ranges::max(counts));
    for (std::size_t i = 0; i < low.size(); ++i) {
      const auto count = static_cast<double>(counts[i]);
      out_ += fmt::format("  {:>8} {:>7} {:>5.1f} %  {}\n", shown(low[i]), counts[i],
                          100 * count / static_cast<double>(state_.ok.count()),
                          coloured("36", bar(40 * count / most)));
    }
  }

  void over_time() {
    if (state_.results == 0) return;
    const std::int64_t begin = state_.seconds.begin()->first;
    const std::int64_t span = state_.seconds.rbegin()->first - begin + 1;
    const auto room = static_cast<std::int64_t>(std::max<std::size_t>(style_.width, 24) - 4);
    const std::int64_t each = (span + room - 1) / room;  // seconds a column
    std::vector<Column> columns(static_cast<std::size_t>((span + each - 1) / each));
    for (const auto& [second, found] : state_.seconds) {
      Column& column = columns[static_cast<std::size_t>((second - begin) / each)];
      column.ok.add(found.ok);
      column.failed = column.failed || found.failed;
    }
    out_ += fmt::format("\nOver time, {} s a column, {} to {}\n  {}\n", each,
                        clock_time(state_.first, 0), clock_time(state_.last, 0), strip(columns));
    const std::uint64_t unanswered = state_.unanswered.count();
    if (unanswered == 0) return;
    const bool all = state_.timed_out == unanswered;
    out_ += fmt::format(
        "  Mean and upper percentiles above include {} {}: {} is {}, not a response.\n", unanswered,
        all ? "time-outs" : "requests without an answer", shown(state_.unanswered.quantile(0.5)),
        all ? "the time-out" : "the time until it failed");
  }

  std::string strip(const std::vector<Column>& columns) const {
    static constexpr std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static constexpr std::array<const char*, 8> marks = {".", ".", "-", "-", "=", "=", "#", "#"};
    // From the usual answer to the slowest thing seen, on a log scale.
    const Histogram& ok = state_.ok;
    const double low = std::max(1.0, static_cast<double>(ok.quantile(0.5).count()));
    const auto slowest = std::max(ok.max(), state_.unanswered.max());
    const double high = std::max(static_cast<double>(slowest.count()), low * 10);
    std::string out;
    for (const Column& column : columns) {
      if (column.failed) {
        out += coloured("31", style_.unicode ? "×" : "x");
      } else if (column.ok.count() == 0) {
        out += " ";
      } else {
        const auto p95 = static_cast<double>(column.ok.quantile(0.95).count());
        const double share = std::log(std::max(p95 / low, 1.0)) / std::log(high / low);
        const auto level = static_cast<std::size_t>(std::clamp(share * 8, 0.0, 7.0));
        out += coloured("36", style_.unicode ? blocks[level] : marks[level]);
      }
    }
    return out;
  }

  void generator() {
    const Histogram& lateness = state_.lateness;
    if (lateness.count() == 0) {
      out_ += "\nGenerator  send error not in this file; a .brunt-load file has it\n";
      return;
    }
    const auto gaps = static_cast<std::int64_t>(std::max<std::uint64_t>(state_.results, 2) - 1);
    const nanoseconds interval = (state_.last - state_.first) / gaps;
    const bool limited = lateness.quantile(0.99) > std::max<nanoseconds>(milliseconds(1), interval);
    const auto ms = [](nanoseconds value) { return seconds(value) * 1000; };
    out_ += fmt::format("\nGenerator  {}: send error p50 {:.3f} ms, p99 {:.3f} ms; {} late\n",
                        limited ? coloured("33", "GENERATOR LIMITED") : "on schedule",
                        ms(lateness.quantile(0.5)), ms(lateness.quantile(0.99)), state_.late);
  }

  const TerminalAddition::State& state_;
  const TerminalStyle& style_;
  std::string out_;
};

}  // namespace

TerminalAddition::TerminalAddition() : state_(std::make_unique<State>()) {}
TerminalAddition::~TerminalAddition() = default;

void TerminalAddition::add(const Result& result) {
  state_->add(result);
}

std::string TerminalAddition::render(const TerminalStyle& style) const {
  return Drawing(*state_, style).render();
}

}  // namespace brunt::load
