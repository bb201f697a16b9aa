#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& schema_spec() {
  static const CommandSpec spec{
      .name = "schema",
      .usage = "[options] [experiment | report]",
      .summary = "print the JSON Schema of experiments, or of reports",
      .about =
          "Print the JSON Schema (2020-12) of an experiment, made from the table that validate "
          "uses. An editor that is told of it completes names and marks mistakes while one writes; "
          "in YAML, a first line tells it: # yaml-language-server: $schema=FILE. With report: the "
          "schema of what brunt report writes as JSON.",
      .words_title = "What",
      .words = {{"experiment", "", "an experiment, which is also what no word means"},
                {"report", "", "the model of a report: brunt report JOURNAL report.json"}},
      .sections = {talk_section()},
      .exit_status = "0 printed, 1 standard output cannot be written, 2 wrong usage",
      .most = 1};
  return spec;
}

Parsed read_schema_flags(const Given& given, const TalkFlags& talk) {
  SchemaFlags flags;
  flags.talk = read_talk(given, talk);
  flags.of = given.arguments.empty() ? "experiment" : given.arguments[0];
  return flags;
}

}  // namespace brunt::cli
