#include "report/html.h"

#include <chrono>
#include <set>

#include <gtest/gtest.h>

#include "report/assets.h"
#include "report/attachment.h"
#include "report/parts.h"
#include "report/samples.h"

namespace brunt::report {
namespace {

const std::string& seed_page() {
  static const std::string page = render_html(samples::seed(BRUNT_SEED));
  return page;
}

/// The page of every state, drawn once.
const std::vector<std::pair<std::string, std::string>>& pages() {
  static const auto drawn = [] {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& [name, model] : samples::all(BRUNT_SEED))
      all.emplace_back(name, render_html(model));
    return all;
  }();
  return drawn;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

/// The part of `page` from `start` up to `end`.
std::string_view between_marks(std::string_view page, std::string_view start,
                               std::string_view end) {
  const std::size_t from = page.find(start);
  if (from == std::string_view::npos) return "";
  return page.substr(from, page.find(end, from) - from);
}

/// Names of elements left open, in order; void elements and self-closed ones are none. "" is well.
std::string open_elements(std::string_view page) {
  const std::set<std::string_view> empty{"meta", "link", "input", "br", "!doctype"};
  std::vector<std::string> stack;
  std::size_t at = page.find('<');
  while (at != std::string_view::npos) {
    const std::size_t end = page.find('>', at);
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    const std::string_view name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with('/')) {
      if (stack.empty() || stack.back() != tag.substr(1)) return "unexpected " + std::string(tag);
      stack.pop_back();
    } else if (!tag.ends_with('/') && !empty.contains(name)) {
      stack.emplace_back(name);
    }
    const bool raw = name == "style" || name == "script";
    at = raw ? page.find("</" + std::string(name), end) : page.find('<', end);
  }
  return stack.empty() ? "" : "left open: " + stack.back();
}

TEST(Page, SaysTheAnswerTheNumbersAndTheConfidenceFirst) {
  const std::string_view first = between_marks(seed_page(), "<main", "<figure");
  for (const std::string_view part :
       {"Are our users impacted by the loss of a function?", "Yes, users were affected.",
        "42 of 180 requests failed", "23.3\u202f%", "17.8 to 30.0\u202f%",
        "one stretch of 14.0\u202fs", "Confidence: high.", "refuted", "14\u201315", "0.54",
        "burn 233\u00d7", "0 of 2 hypothesis checks"}) {
    EXPECT_NE(first.find(part), std::string_view::npos) << part;
  }
}

TEST(Page, IsTheSameForTheSameModel) {
  EXPECT_EQ(seed_page(), render_html(samples::seed(BRUNT_SEED)));
}

TEST(Page, ClosesWhatItOpensInEveryState) {
  for (const auto& [name, page] : pages()) {
    EXPECT_EQ(open_elements(page), "") << name;
  }
}

TEST(Page, HasEveryIdOnceAndNoLinkToNowhere) {
  for (const auto& [name, page] : pages()) {
    std::set<std::string> ids;
    for (std::size_t at = page.find(" id=\""); at != std::string::npos;
         at = page.find(" id=\"", at + 5)) {
      const std::string id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
      EXPECT_TRUE(ids.insert(id).second) << name << ": " << id << " twice";
    }
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 7)) {
      const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
      EXPECT_TRUE(ids.contains(id)) << name << ": #" << id;
    }
  }
}

TEST(Page, FetchesNothingAndAllowsOnlyItsOwnStyleAndScript) {
  const std::string& page = seed_page();
  EXPECT_EQ(page.find(" src="), std::string::npos);
  EXPECT_EQ(page.find("url(http"), std::string::npos);
  EXPECT_EQ(page.find("href=\"http"), std::string::npos);
  EXPECT_EQ(page.find(" style="), std::string::npos);
  EXPECT_EQ(page.find(" onclick"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.find("unsafe-inline"), std::string::npos);
  EXPECT_NE(page.find("script-src 'sha256-" + digest_base64(script()) + "'"), std::string::npos);
  const std::string_view css = between_marks(page, "<style>", "</style>").substr(7);
  EXPECT_NE(page.find("style-src 'sha256-" + digest_base64(css) + "'"), std::string::npos);
}

TEST(Page, ShowsScriptInAnyStringAsText) {
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
  for (auto& [name, model] : samples::all(BRUNT_SEED)) {
    if (name == "many" || name == "hour") continue;
    const std::string page = render_html(samples::filled_with(model, evil));
    EXPECT_EQ(count(page, "<script>"), 1U) << name;
    EXPECT_EQ(count(page, "<img"), 0U) << name;
    EXPECT_EQ(open_elements(page), "") << name;
    EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos) << name;
  }
}

TEST(Page, SurvivesAnEmptyModel) {
  const std::string page = render_html({});
  EXPECT_NE(page.find("Cannot tell."), std::string::npos);
  EXPECT_EQ(page.find("class=\"tl"), std::string::npos);
  EXPECT_EQ(open_elements(page), "");
}

TEST(Page, OfAHundredThousandRequestsIsSmallAndQuicklyMade) {
  const impact::ReportModel model = samples::load(100'000, 600, 20'000, 25'000);
  const auto start = std::chrono::steady_clock::now();
  const std::string page = render_html(model);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_LT(page.size(), 2'000'000U);
  EXPECT_NE(page.find("4\u202f000 of 95\u202f000 successes drawn, every failure."),
            std::string::npos);
  EXPECT_NE(page.find("requests.csv.gz"), std::string::npos);
}

TEST(Timeline, HasAMarkForEveryRequestOfTheSeed) {
  const std::string_view wide = between_marks(seed_page(), "class=\"tl tl-w", "</svg>");
  EXPECT_EQ(count(wide, "href=\"#okw\""), 138U);
  const std::string_view requests = between_marks(wide, "data-lane=\"requests\"", "</g>");
  EXPECT_EQ(count(requests, "href=\"#now\""), 42U);
  EXPECT_EQ(count(seed_page(), "<svg class=\"tl "), 3U);
}

TEST(Timeline, DrawsFaultAndImpactAcrossAllLanes) {
  const std::string_view wide = between_marks(seed_page(), "class=\"tl tl-w", "</svg>");
  EXPECT_EQ(count(wide, "class=\"b impact\""), 1U);
  EXPECT_EQ(count(wide, "class=\"b fault\""), 1U);
  EXPECT_NE(wide.find("14.0\u202fs, 42 of 42 requests failed"), std::string_view::npos);
  EXPECT_NE(wide.find("silent for 14.5\u202fs"), std::string_view::npos);
  EXPECT_NE(wide.find("0 of 2 fell inside the impact window"), std::string_view::npos);
}

TEST(Timeline, NamesAtMostEightTimes) {
  for (const auto& [name, page] : pages()) {
    const std::string_view ticks = between_marks(page, "<g class=\"tk\">", "</g>");
    EXPECT_LE(count(ticks, "class=\"grid\""), 8U) << name;
  }
}

TEST(Timeline, OfTwoWindowsHasTwoTintsAndTwoButtons) {
  const std::string page = render_html(samples::two_windows());
  const std::string_view wide = between_marks(page, "class=\"tl tl-w", "</svg>");
  EXPECT_EQ(count(wide, "class=\"b impact\""), 2U);
  EXPECT_EQ(count(wide, "url(#hatch2)"), 1U);
  EXPECT_NE(page.find(">Impact 1<"), std::string::npos);
  EXPECT_NE(page.find(">Impact 2<"), std::string::npos);
  EXPECT_NE(page.find("the longest of 2 windows"), std::string::npos);
}

TEST(States, AJournalAloneNamesTheFileThatIsMissingAndCountsNothing) {
  const std::string page = render_html(samples::without_load(BRUNT_SEED));
  EXPECT_NE(page.find("not measured: result.bin is missing"), std::string::npos);
  EXPECT_NE(page.find("<dt>Failed requests</dt><dd class=\"n\">\u2013</dd>"), std::string::npos);
  EXPECT_NE(page.find("silent for 14.5\u202fs"), std::string::npos);
}

TEST(States, ARunThatWasStoppedAtItsGateHasNoTimelineAndShowsTheHypothesisFirst) {
  const std::string page = render_html(samples::stopped_at_gate());
  EXPECT_EQ(page.find("class=\"tl"), std::string::npos);
  EXPECT_LT(page.find("id=\"steady\""), page.find("id=\"impact\""));
  EXPECT_NE(page.find("not met"), std::string::npos);
}

TEST(States, AFailedRollbackStandsAboveTheQuestion) {
  const std::string page = render_html(samples::failed_rollback(samples::seed(BRUNT_SEED)));
  EXPECT_LT(page.find("1 of 2 rollbacks failed; the system may still be broken."),
            page.find("<h1"));
}

TEST(States, AnInterruptedRunIsTorn) {
  const std::string page = render_html(samples::interrupted(samples::seed(BRUNT_SEED)));
  EXPECT_NE(page.find("torn"), std::string::npos);
  EXPECT_NE(page.find("interrupted 17:21:0"), std::string::npos);
  EXPECT_NE(page.find("after: not checked"), std::string::npos);
  EXPECT_NE(page.find(", not over"), std::string::npos);
}

TEST(States, AnEmulatedClusterIsNamedInTheHeadAndDescribedUnderReproduce) {
  const std::string page = render_html(samples::emulated(samples::seed(BRUNT_SEED)));
  EXPECT_NE(between_marks(page, "<header class=\"bar\">", "</header>").find("emulated cluster"),
            std::string_view::npos);
  const std::string_view again = between_marks(page, "id=\"again\"", "</section>");
  EXPECT_NE(again.find("failure_mode"), std::string_view::npos);
  EXPECT_NE(again.find("DELETE /api/v1/namespaces"), std::string_view::npos);
}

TEST(States, ALongTitleIsSetSmallerAndNeverCut) {
  const impact::ReportModel model = samples::long_title(samples::seed(BRUNT_SEED));
  const std::string page = render_html(model);
  EXPECT_NE(page.find("<h1 dir=\"auto\" class=\"longer\">" + model.title), std::string::npos);
  EXPECT_NE(between_marks(page, "<title>", "</title>").find("\u2026"), std::string_view::npos);
}

TEST(Attachment, OfManyRowsIsCompressedAndSmall) {
  const impact::ReportModel model = samples::load(20'000, 600, 0, 0);
  const Attachment file = attachment("requests.csv", "text/csv", requests_csv(model.requests));
  EXPECT_EQ(file.name, "requests.csv.gz");
  EXPECT_TRUE(file.address.starts_with("data:application/gzip;base64,H4sI"));
}

TEST(Attachment, QuotesWhatWouldBreakARow) {
  impact::RequestMark request;
  request.error = "a \"quoted\", line";
  EXPECT_NE(requests_csv({request}).find(",\"a \"\"quoted\"\", line\"\n"), std::string::npos);
}

}  // namespace
}  // namespace brunt::report
