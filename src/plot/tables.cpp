#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plot/parts.h"
#include "report/escape.h"
#include "report/numbers.h"

namespace brunt::plot {
namespace {

using report::escape;
using report::thousands;

struct Column {
  std::string_view title;
  bool number = true;
};

std::string head(std::string_view caption, const std::vector<Column>& columns) {
  std::string out = fmt::format("<table><caption>{}</caption><thead><tr>", caption);
  for (const Column& column : columns) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"num\"" : "",
                       column.title);
  }
  return out + "</tr></thead><tbody>\n";
}

/// The cells are HTML; the first one names the row.
std::string row(const std::vector<Column>& columns, const std::vector<std::string>& cells,
                bool hurt = false) {
  std::string out = hurt ? "<tr class=\"hit\">" : "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const char* number = columns[i].number ? " class=\"num\"" : "";
    out += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", number, cells[i])
                  : fmt::format("<td{} data-l=\"{}\">{}</td>", number, columns[i].title, cells[i]);
  }
  return out + "</tr>\n";
}

std::string quantile(const load::Histogram& histogram, double q) {
  return histogram.count() == 0 ? "–" : shown(seconds(histogram.quantile(q)));
}

std::string run_name(const Frame& frame, std::size_t index) {
  const std::string name = fmt::format("<bdi>{}</bdi>", escape(frame.series[index].label()));
  return frame.series.size() == 1 ? name : fmt::format("{}: {}", index + 1, name);
}

/// Counted, and as a share of all.
std::string share(std::uint64_t part, std::uint64_t whole) {
  const double ratio =
      static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
  return fmt::format("{} ({})", thousands(part), report::percent(ratio));
}

std::string slice_table(const Frame& frame, std::size_t index) {
  const Series& of = frame.series[index];
  const std::vector<Column> columns = {{"from", true}, {"sent"}, {"failed"}, {"p50"},
                                       {"p95"},        {"p99"},  {"slowest"}};
  std::string out = head(fmt::format("Stretches of {} in {}; latencies are those of the successes",
                                     shown(seconds(of.slice_width())), run_name(frame, index)),
                         columns);
  for (const auto& [at, slice] : of.slices()) {
    const WallTime from(std::chrono::nanoseconds(at) * of.slice_width().count());
    const bool any = slice.ok.count() > 0;
    out += row(columns,
               {offset_text(std::max(0.0, seconds(from - of.first()))), thousands(slice.sent),
                thousands(slice.failed), quantile(slice.ok, 0.5), quantile(slice.ok, 0.95),
                quantile(slice.ok, 0.99), any ? shown(seconds(slice.ok.max())) : "–"},
               slice.failed > 0);
  }
  return out + "</tbody></table>\n";
}

}  // namespace

std::string run_table(const Frame& frame) {
  const std::vector<Column> columns = {{"run", false}, {"requests"},      {"asked per second"},
                                       {"failed"},     {"p50"},           {"p90"},
                                       {"p95"},        {"p99"},           {"slowest"},
                                       {"p99 of all"}, {"send error p99"}};
  std::string out = head(
      "Latencies of the successes; “p99 of all” counts failures with the time they took", columns);
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    const Series& of = frame.series[i];
    const double lasted = seconds(of.last() - of.first());
    const std::string rate =
        lasted > 0 ? fmt::format("{:.1f}", static_cast<double>(of.sent() - 1) / lasted) : "–";
    out += row(columns,
               {run_name(frame, i), thousands(of.sent()), rate, share(of.failed(), of.sent()),
                quantile(of.ok(), 0.5), quantile(of.ok(), 0.9), quantile(of.ok(), 0.95),
                quantile(of.ok(), 0.99), of.ok().count() == 0 ? "–" : shown(seconds(of.ok().max())),
                quantile(of.all(), 0.99), quantile(of.lateness(), 0.99)});
  }
  return out + "</tbody></table>\n";
}

std::string code_table(const Frame& frame) {
  std::vector<Column> columns = {{"answer", false}};
  std::vector<std::string> names(frame.series.size(), "requests");
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    if (frame.series.size() > 1) names[i] = fmt::format("run {}", i + 1);
    columns.push_back({names[i]});
  }
  std::map<int, std::vector<std::string>> rows;
  for (const Series& of : frame.series) {
    for (const auto& [code, count] : of.codes())
      rows[code];
  }
  std::string out = head("Answers by status code", columns);
  for (auto& [code, cells] : rows) {
    cells.push_back(code_name(code));
    for (const Series& of : frame.series) {
      const auto found = of.codes().find(code);
      cells.push_back(share(found == of.codes().end() ? 0 : found->second, of.sent()));
    }
    out += row(columns, cells);
  }
  return out + "</tbody></table>\n";
}

std::string failure_table(const Frame& frame) {
  std::string out;
  const std::vector<Column> columns = {{"failure", false}, {"requests"}, {"first"}, {"last"}};
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    const Series& of = frame.series[i];
    if (of.failures().empty()) continue;
    out += head(frame.series.size() == 1
                    ? std::string("What failed, with the first and last time it was due")
                    : "What failed in " + run_name(frame, i),
                columns);
    for (const auto& [text, failure] : of.failures()) {
      const std::string words =
          text.empty() ? std::string("other or no text")
                       : fmt::format("<code>{}</code>", escape(report::shortened(text, 300)));
      out += row(columns, {words, share(failure.count, of.sent()),
                           offset_text(seconds(failure.first - of.first())),
                           offset_text(seconds(failure.last - of.first()))});
    }
    out += "</tbody></table>\n";
  }
  return out.empty() ? "<p class=\"s2\">No request failed.</p>\n" : out;
}

std::string slice_tables(const Frame& frame) {
  std::string out;
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    out += fmt::format(
        "<details><summary class=\"one\"><span>{} stretches of {}</span></summary>"
        "<div>{}</div></details>\n",
        frame.series[i].slices().size(), run_name(frame, i), slice_table(frame, i));
  }
  return out;
}

std::string slice_data(const Frame& frame) {
  std::string out = fmt::format("{{\"span\":{:.6f},\"runs\":[", frame.span);
  for (std::size_t i = 0; i < frame.series.size(); ++i) {
    const Series& of = frame.series[i];
    out += fmt::format("{}{{\"w\":{:.3f},\"s\":[", i > 0 ? "," : "", seconds(of.slice_width()));
    const char* comma = "";
    for (const auto& [at, slice] : of.slices()) {
      const WallTime from(std::chrono::nanoseconds(at) * of.slice_width().count());
      const auto& ok = slice.ok;
      const auto ms = [&ok](double q) { return seconds(ok.quantile(q)) * 1000; };
      out += fmt::format("{}[{:.3f},{},{},{:.3f},{:.3f},{:.3f}]", comma, seconds(from - of.first()),
                         slice.sent, slice.failed, ms(0.5), ms(0.95), ms(0.99));
      comma = ",";
    }
    out += "]}";
  }
  return out + "]}";
}

}  // namespace brunt::plot
