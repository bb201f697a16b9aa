#include "cli/command_flags.h"
#include "cli/flag_values.h"

namespace brunt::cli {

const CommandSpec& validate_spec() {
  static const CommandSpec spec{
      .name = "validate",
      .usage = "[options] EXPERIMENT",
      .arguments = "EXPERIMENT",
      .summary = "say everything that is wrong with an experiment",
      .about =
          "Say everything that is wrong with an experiment, with line and column, and touch "
          "nothing. EXPERIMENT is a JSON or YAML file, an http(s) address, or - for standard "
          "input.",
      .sections = {{"Options",
                    {{.names = {"--format"},
                      .placeholder = "FORM",
                      .meaning = "text for people; json or sarif (2.1.0) on standard output for "
                                 "programs, with the stable name of each rule",
                      .otherwise = "text",
                      .choices = {"text", "json", "sarif"}},
                     var_option(),
                     var_file_option(),
                     no_verify_tls_option(),
                     {.names = {"--strict"},
                      .meaning = "merge the secrets of files into the declared scopes instead of "
                                 "replacing them"}}},
                   talk_section()},
      .exit_status = "0 the experiment can be run, 1 it cannot, 2 wrong usage",
      .least = 1,
      .most = 1};
  return spec;
}

Parsed read_validate_flags(const Given& given, const TalkFlags& talk) {
  ValidateFlags flags;
  flags.talk = read_talk(given, talk);
  auto overrides = read_overrides(given);
  if (!overrides) return std::unexpected(overrides.error());
  auto var_files = read_files(given, "--var-file");
  if (!var_files) return std::unexpected(var_files.error());
  flags.experiment = given.arguments[0];
  flags.overrides = *std::move(overrides);
  flags.var_files = *std::move(var_files);
  flags.verify_tls = !given.has("--no-verify-tls");
  flags.strict = given.has("--strict");
  const std::string form = given.text("--format", "text");
  flags.form = form == "json"    ? FindingsForm::json
               : form == "sarif" ? FindingsForm::sarif
                                 : FindingsForm::text;
  return flags;
}

}  // namespace brunt::cli
