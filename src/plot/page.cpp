#include "plot/page.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plot/parts.h"
#include "report/attachment.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/shapes.h"

namespace brunt::plot {
namespace {

using report::escape;
using report::thousands;

struct Totals {
  std::uint64_t sent = 0, failed = 0;
};

Totals totals(const std::vector<Series>& series) {
  Totals found;
  for (const Series& one : series) {
    found.sent += one.sent();
    found.failed += one.failed();
  }
  return found;
}

std::string answer(const Totals& all) {
  if (all.failed == 0) return fmt::format("All {} requests succeeded.", thousands(all.sent));
  if (all.failed == all.sent) return fmt::format("All {} requests failed.", thousands(all.sent));
  return fmt::format("{} of {} requests failed.", thousands(all.failed), thousands(all.sent));
}

/// When the failures were due, and how long the successes took.
std::string lead(const Series& one) {
  std::string out;
  if (!one.failed_at().empty()) {
    const auto since = [&](std::int64_t ms) {
      const WallTime at{std::chrono::milliseconds(ms)};
      return offset_text(std::max(0.0, seconds(at - one.first())));
    };
    out += fmt::format(
        "Failures were due from {} to {} ({}). ", since(one.failed_at().begin()->first),
        since(one.failed_at().rbegin()->first),
        report::percent(static_cast<double>(one.failed()) / static_cast<double>(one.sent())));
  }
  if (one.ok().count() == 0) return out + "No request succeeded.";
  const auto q = [&](double share) { return shown(seconds(one.ok().quantile(share))); };
  return out + fmt::format(
                   "Half of the successes took {} or less, 99 of 100 {} or less, the "
                   "slowest {}.",
                   q(0.5), q(0.99), shown(seconds(one.ok().max())));
}

std::string leads(const std::vector<Series>& series) {
  if (series.size() == 1) return "<p class=\"lead\">" + lead(series.front()) + "</p>\n";
  std::string out = "<ul class=\"lead\">";
  for (std::size_t i = 0; i < series.size(); ++i) {
    out += fmt::format("<li><b>{}: <bdi>{}</bdi></b>, {} of {} failed. {}</li>", i + 1,
                       escape(series[i].label()), thousands(series[i].failed()),
                       thousands(series[i].sent()), lead(series[i]));
  }
  return out + "</ul>\n";
}

std::string theme_switch() {
  std::string out = R"(<fieldset class="theme"><legend class="sr">Colours</legend>)";
  for (const auto& [theme, words] :
       {std::pair("auto", "Auto"), {"light", "Light"}, {"dark", "Dark"}}) {
    out += fmt::format(
        R"(<input type="radio" name="theme" id="theme-{0}"{1}><label for="theme-{0}">{2}</label>)",
        theme, std::string_view(theme) == "auto" ? " checked" : "", words);
  }
  return out + "</fieldset>";
}

std::string head(const std::string& title, report::Shape shape) {
  const std::string css = style();
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action "
      "'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}</title>\n<link rel=\"icon\" href=\"{}\">\n<style>{}</style>\n</head>\n",
      report::digest_base64(script()), escape(title), report::icon(shape), css);
}

std::string section(std::string_view id, std::string_view title, std::string_view finding,
                    std::string_view content) {
  return fmt::format(
      "<section id=\"{}\"><header><h2>{}</h2><p>{}</p></header><div>{}</div></section>\n", id,
      title, finding, content);
}

constexpr std::string_view tools =
    "<span class=\"tools\" role=\"group\" aria-label=\"Zoom\"><button type=\"button\" "
    "data-act=\"+\" aria-label=\"Zoom in\">+</button><button type=\"button\" data-act=\"-\" "
    "aria-label=\"Zoom out\">−</button><button type=\"button\" data-act=\"0\">All</button></span>";

}  // namespace

std::string page(const std::vector<Series>& series, const std::string& title) {
  const Frame frame = frame_of(series);
  const Totals all = totals(series);
  const bool many = series.size() > 1;
  std::string out = head(title, all.failed == 0 ? report::Shape::held : report::Shape::refuted);
  out += fmt::format(
      "<body>\n<a class=\"skip\" href=\"#fig\">To the drawing</a>\n<div class=\"wrap\">\n"
      "<header class=\"bar\"><span class=\"logo\">{}Brunt</span><span>Load</span>"
      "<span class=\"sp\"></span><span>{} UTC</span>{}</header>\n<main>\n"
      "<h1 style=\"margin-top:22px\" dir=\"auto\">{}</h1>\n<p class=\"answer\">{}</p>\n{}",
      report::logo(), report::date(series.front().first()), theme_switch(), escape(title),
      answer(all), leads(series));
  std::string figure = drawing(frame);
  if (many) figure.replace(figure.find("class=\"fig\""), 11, "class=\"fig many\"");
  out +=
      "<div class=\"hero\"><div class=\"herohead\"><h2>Over time</h2><span class=\"read\" "
      "id=\"read\" role=\"status\"></span>" +
      std::string(tools) + "</div>\n" + figure + "</div>\n";
  out += section("numbers", "In numbers", "What was sent, and how long it took.",
                 run_table(frame) + code_table(frame));
  out += section("distribution", "Distribution", "Of the successes, on a log scale.",
                 distributions(frame));
  out += section("failures", "Failures",
                 all.failed == 0 ? "None." : fmt::format("{} in all.", thousands(all.failed)),
                 failure_table(frame));
  out += section("stretches", "Stretch by stretch", "The drawing as a table.", slice_tables(frame));
  out += "</main>\n</div>\n<script type=\"application/json\" id=\"data\">" + slice_data(frame) +
         "</script>\n<script>" + std::string(script()) + "</script>\n</body>\n</html>\n";
  return out;
}

}  // namespace brunt::plot
