#include <algorithm>
#include <array>
#include <cmath>

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

/// Exact: the smallest value that at least the share `q` does not exceed.
nanoseconds quantile(const std::vector<nanoseconds>& ascending, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(ascending.size())));
  return ascending[std::max<std::size_t>(rank, 1) - 1];
}

/// Two significant figures, downwards: a bound that reads well.
nanoseconds plain_number(double value) {
  const double unit = std::pow(10, std::floor(std::log10(std::max(value, 1.0))) - 1);
  return nanoseconds(static_cast<std::int64_t>(std::floor(value / unit) * unit));
}

class Addition {
 public:
  Addition(const std::vector<Result>& results, const TerminalStyle& style)
      : results_(results), style_(style) {
    for (const Result& result : results) {
      if (succeeded(result)) {
        ok_.push_back(result.latency);
      } else if (result.code == 0) {
        unanswered_.push_back(result.latency);
        const bool gave_up = result.error.find("imeout") != std::string::npos;
        timed_out_ += gave_up ? 1U : 0U;
      }
    }
    std::ranges::sort(ok_);
    std::ranges::sort(unanswered_);
  }

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
    if (ok_.empty()) {
      out_ += "\nSuccesses only: none\n";
    } else {
      out_ +=
          fmt::format("\nSuccesses only: {}, p50 {}, p90 {}, p95 {}, p99 {}, max {}\n\n",
                      ok_.size(), shown(quantile(ok_, 0.5)), shown(quantile(ok_, 0.9)),
                      shown(quantile(ok_, 0.95)), shown(quantile(ok_, 0.99)), shown(ok_.back()));
      histogram();
    }
    if (unanswered_.empty()) return;
    std::string crosses;
    const std::size_t most = std::min<std::size_t>(unanswered_.size(), 40);
    for (std::size_t i = 0; i < (most + 1) / 2; ++i)
      crosses += style_.unicode ? "×" : "x";
    out_ +=
        fmt::format("  no answer {}  {}  {} to {} each, then given up\n", unanswered_.size(),
                    coloured("31", crosses), shown(unanswered_.front()), shown(unanswered_.back()));
  }

  std::vector<nanoseconds> bounds() const {
    const auto low = static_cast<double>(std::max<std::int64_t>(ok_.front().count(), 1));
    const double ratio = std::max(static_cast<double>(ok_.back().count()) / low, 1.0);
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
    std::vector<std::size_t> counts(low.size());
    for (const nanoseconds latency : ok_) {
      const auto at = std::ranges::upper_bound(low, latency) - low.begin();
      ++counts[static_cast<std::size_t>(std::max<std::ptrdiff_t>(at - 1, 0))];
    }
    const auto most = static_cast<double>(std::ranges::max(counts));
    for (std::size_t i = 0; i < low.size(); ++i) {
      const auto count = static_cast<double>(counts[i]);
      out_ += fmt::format("  {:>8} {:>7} {:>5.1f} %  {}\n", shown(low[i]), counts[i],
                          100 * count / static_cast<double>(ok_.size()),
                          coloured("36", bar(40 * count / most)));
    }
  }

  struct Column {
    std::vector<nanoseconds> ok;
    bool failed = false;
  };

  void over_time() {
    if (results_.empty()) return;
    const auto [first, last] = std::ranges::minmax_element(results_, {}, &Result::timestamp);
    const WallTime begin = std::chrono::floor<std::chrono::seconds>(first->timestamp);
    const auto span = (last->timestamp - begin) / std::chrono::seconds(1) + 1;
    const auto room = static_cast<std::int64_t>(std::max<std::size_t>(style_.width, 24) - 4);
    const std::int64_t each = (span + room - 1) / room;  // seconds a column
    std::vector<Column> columns(static_cast<std::size_t>((span + each - 1) / each));
    for (const Result& result : results_) {
      const auto at = (result.timestamp - begin) / std::chrono::seconds(each);
      Column& column = columns[static_cast<std::size_t>(at)];
      if (succeeded(result)) {
        column.ok.push_back(result.latency);
      } else {
        column.failed = true;
      }
    }
    out_ += fmt::format("\nOver time, {} s a column, {} to {}\n  {}\n", each,
                        clock_time(first->timestamp, 0), clock_time(last->timestamp, 0),
                        strip(columns));
    if (unanswered_.empty()) return;
    const bool all = timed_out_ == unanswered_.size();
    out_ += fmt::format(
        "  Mean and upper percentiles above include {} {}: {} is {}, not a response.\n",
        unanswered_.size(), all ? "time-outs" : "requests without an answer",
        shown(quantile(unanswered_, 0.5)), all ? "the time-out" : "the time until it failed");
  }

  std::string strip(std::vector<Column>& columns) const {
    static constexpr std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static constexpr std::array<const char*, 8> marks = {".", ".", "-", "-", "=", "=", "#", "#"};
    // From the usual answer to the slowest thing seen, on a log scale.
    const double low = ok_.empty() ? 1 : static_cast<double>(quantile(ok_, 0.5).count());
    double high = ok_.empty() ? 1 : static_cast<double>(ok_.back().count());
    if (!unanswered_.empty())
      high = std::max(high, static_cast<double>(unanswered_.back().count()));
    high = std::max(high, low * 10);
    std::string out;
    for (Column& column : columns) {
      if (column.failed) {
        out += coloured("31", style_.unicode ? "×" : "x");
      } else if (column.ok.empty()) {
        out += " ";
      } else {
        std::ranges::sort(column.ok);
        const auto p95 = static_cast<double>(quantile(column.ok, 0.95).count());
        const double share = std::log(std::max(p95 / low, 1.0)) / std::log(high / low);
        const auto level = static_cast<std::size_t>(std::clamp(share * 8, 0.0, 7.0));
        out += coloured("36", style_.unicode ? blocks[level] : marks[level]);
      }
    }
    return out;
  }

  void generator() {
    Histogram lateness;
    std::size_t late = 0;
    for (const Result& result : results_) {
      if (result.lateness.count() == 0) continue;
      lateness.add(result.lateness);
      late += result.lateness > milliseconds(1) ? 1U : 0U;
    }
    if (lateness.count() == 0) {
      out_ += "\nGenerator  send error not in this file; a .brunt-load file has it\n";
      return;
    }
    const auto [first, last] = std::ranges::minmax_element(results_, {}, &Result::timestamp);
    const auto gaps = static_cast<std::int64_t>(std::max<std::size_t>(results_.size(), 2) - 1);
    const nanoseconds interval = (last->timestamp - first->timestamp) / gaps;
    const bool limited = lateness.quantile(0.99) > std::max<nanoseconds>(milliseconds(1), interval);
    const auto ms = [](nanoseconds value) { return seconds(value) * 1000; };
    out_ += fmt::format("\nGenerator  {}: send error p50 {:.3f} ms, p99 {:.3f} ms; {} late\n",
                        limited ? coloured("33", "GENERATOR LIMITED") : "on schedule",
                        ms(lateness.quantile(0.5)), ms(lateness.quantile(0.99)), late);
  }

  const std::vector<Result>& results_;
  const TerminalStyle& style_;
  std::vector<nanoseconds> ok_, unanswered_;
  std::size_t timed_out_ = 0;
  std::string out_;
};

}  // namespace

std::string terminal_addition(const std::vector<Result>& results, const TerminalStyle& style) {
  return Addition(results, style).render();
}

}  // namespace brunt::load
