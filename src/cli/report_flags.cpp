#include "cli/claims.h"
#include "cli/command_flags.h"
#include "cli/flag_values.h"
#include "report/formats.h"

namespace brunt::cli {

const CommandSpec& report_spec() {
  static const CommandSpec spec{
      .name = "report",
      .usage = "[options] JOURNAL... [OUTPUT]",
      .arguments = "JOURNAL",
      .summary = "judge a finished run, and write its report",
      .about =
          "Judge a finished run, print the answer, and write its report when OUTPUT is given, in "
          "the format that its suffix or --format tells. JOURNAL is one of ours or of Chaos "
          "Toolkit; of several, in any order, the latest is judged and the others are its history. "
          "The load's result file, which the journal names, is looked for beside it.",
      .sections =
          {{"Options",
            {{.names = {"-f", "--format", "--export-format"},
              .placeholder = "FORMAT",
              .meaning =
                  "form of the report: html, pdf, markdown, json (its model), junit, sarif, csv "
                  "(requests), csv-events, csv-metrics, csv-logs, svg and png (timeline), "
                  "grafana or honeycomb (annotations)",
              .otherwise = "what OUTPUT's suffix says",
              .choices = report::format_names(),
              .accepted = {"html5", "htm", "md", "xml"}},
             {.names = {"--paper"},
              .placeholder = "SIZE",
              .meaning = "of a PDF: a4 or letter",
              .otherwise = "a4",
              .choices = {"a4", "letter"}},
             {.names = {"--failures-only"}, .meaning = "SARIF: leave out what passed"},
             {.names = {"--load"}, .placeholder = "FILE", .meaning = "the load's result file"},
             claim_option(),
             slo_option(),
             {.names = {"--gate"},
              .meaning = "taken and ignored: the answer always decides the exit status"}}},
           talk_section()},
      .exit_status = "0 held, 1 refuted, 2 inconclusive or not measured, 3 wrong usage or input",
      .least = 1,
      .most = any_number,
      .wrong_usage = 3};
  return spec;
}

Parsed read_report_flags(const Given& given, const TalkFlags& talk) {
  ReportFlags flags;
  flags.talk = read_talk(given, talk);
  for (const std::string& each : given.arguments)
    flags.journals.emplace_back(each);
  if (flags.journals.size() > 1) {
    flags.output = flags.journals.back();
    flags.journals.pop_back();
  }
  if (given.has("--load")) flags.load = given.text("--load");
  auto claims = read_claims(given);
  if (!claims) return std::unexpected(claims.error());
  flags.claims = *std::move(claims);
  for (const std::string& file : given.all("--slo"))
    flags.slo_files.emplace_back(file);
  flags.format = given.text("--format");
  flags.letter = given.text("--paper") == "letter";
  flags.failures_only = given.has("--failures-only");
  return flags;
}

}  // namespace brunt::cli
