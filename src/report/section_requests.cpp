#include <algorithm>

#include <fmt/format.h>

#include "report/attachment.h"
#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"

namespace brunt::report {

using impact::ReportModel;
using impact::RequestMark;

namespace {

constexpr std::size_t most_rows = 200;

/// Failures first, then successes, each in send order; no more than the page should hold.
std::vector<const RequestMark*> chosen(const ReportModel& model) {
  std::vector<const RequestMark*> rows;
  for (const bool failed : {true, false}) {
    for (const RequestMark& request : model.requests) {
      if (rows.size() == most_rows) return rows;
      if (request.failed == failed) rows.push_back(&request);
    }
  }
  return rows;
}

}  // namespace

std::string requests(const ReportModel& model) {
  if (model.requests.empty()) {
    return section("requests", "Requests", "None on record.",
                   nothing(model.load_missing.empty() ? "This run made no load that Brunt can read."
                                                      : no_requests(model)));
  }
  const std::vector<const RequestMark*> rows = chosen(model);
  std::vector<Row> cells;
  cells.reserve(rows.size());
  for (const RequestMark* request : rows) {
    cells.push_back(
        {{std::to_string(request->seq), clock(request->sent),
          request->failed
              ? fmt::format(R"(<span class="bad">{}</span>)",
                            request->code == 0 ? "no answer" : std::to_string(request->code))
              : std::to_string(request->code),
          escape(request->failed ? waited(request->latency_seconds)
                                 : latency(request->latency_seconds)),
          name(request->error)},
         ""});
  }
  const Attachment file = attachment("requests.csv", "text/csv", requests_csv(model.requests));
  const auto failed = static_cast<std::size_t>(std::count_if(
      model.requests.begin(), model.requests.end(), [](const RequestMark& r) { return r.failed; }));
  const std::string summary =
      rows.size() == model.requests.size()
          ? fmt::format("All {}, failures first", counted(rows.size(), "request"))
          : fmt::format("{} of {}, failures first", thousands(rows.size()),
                        counted(model.requests.size(), "request"));
  std::string body = fmt::format(
      R"(<details class="noprint"><summary class="one"><b>{}</b></summary><div class="scroll" tabindex="0" role="region" aria-label="Table of requests">{}</div></details>)",
      summary,
      table(
          {{"No.", "num"}, {"Sent, UTC", "tm"}, {"Outcome", "nw"}, {"Time", "num"}, {"Error", ""}},
          cells));
  body += fmt::format(
      R"(<p class="cap"><a download="{0}" href="{1}">{0}</a> has every request ({2}).</p>)",
      file.name, file.address, file.note);
  return section("requests", "Requests",
                 escape(fmt::format("{} sent, {} failed.", thousands(model.requests.size()),
                                    thousands(failed))),
                 body);
}

}  // namespace brunt::report
