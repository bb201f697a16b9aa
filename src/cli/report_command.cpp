#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/answer.h"
#include "cli/claims.h"
#include "cli/commands.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

constexpr int input_error = 3;

std::string known_formats() {
  std::vector<std::string> names;
  for (const std::string_view name : report::format_names())
    names.emplace_back(name);
  return join(names, ", ");
}

/// What OUTPUT is to be, or why that cannot be told.
std::expected<report::Format, Trouble> format_of(const ReportFlags& flags) {
  if (const auto named = report::format_named(flags.format)) return *named;
  const fs::path output = flags.output.value_or("");
  if (const auto format = report::format_of_file(output.filename().string())) return *format;
  Trouble trouble;
  trouble.sentence = "the form of the report cannot be told from its name";
  trouble.where = output.string();
  const std::string suffix = output.extension().string();
  trouble.found = suffix.empty() ? "no suffix" : suffix;
  trouble.expected = ".html, .pdf, .md, .json, .xml, .sarif, .csv, .svg or .png";
  trouble.to_do = "rename it, or name the form with --format: " + known_formats();
  return std::unexpected(trouble);
}

/// A journal given last by mistake would be lost.
std::optional<Trouble> would_overwrite_journal(const fs::path& output) {
  if (lower(output.extension().string()) != ".json") return std::nullopt;
  const auto text = sys::read_file(output);
  if (!text) return std::nullopt;
  const auto there = parse_json(*text);
  if (!there || find(*there, "experiment") == nullptr || find(*there, "schema") != nullptr)
    return std::nullopt;
  if (find(*there, "run") == nullptr && find(*there, "steady_states") == nullptr)
    return std::nullopt;
  Trouble trouble;
  trouble.sentence = "the report would overwrite a journal";
  trouble.where = output.string();
  trouble.found = "a journal";
  trouble.expected = "the report's file as the last argument";
  trouble.to_do = "add the name of the report's file behind the journals";
  return trouble;
}

std::optional<Trouble> misuse(const ReportFlags& flags, AnswerFiles& files) {
  if (!flags.output) return std::nullopt;
  const auto format = format_of(flags);
  if (!format) return format.error();
  files.format = *format;
  return would_overwrite_journal(*flags.output);
}

}  // namespace

int report_command(const ReportFlags& flags) {
  const ErrorOutput errors{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii),
                           flags.talk.json};
  AnswerFiles files;
  files.journal = flags.journals.front();
  files.others.assign(flags.journals.begin() + 1, flags.journals.end());
  files.load = flags.load;
  files.page = flags.output;
  files.render.failures_only = flags.failures_only;
  if (flags.letter) files.render.paper = report::Paper::letter;
  if (const auto trouble = misuse(flags, files)) {
    errors.tell(*trouble);
    return input_error;
  }
  auto claims = with_objectives(flags.claims, flags.slo_files);
  if (!claims) {
    errors.tell(trouble_of(claims.error(), "the objectives cannot be read",
                           "give a file of OpenSLO or Sloth"));
    return input_error;
  }
  files.claims = *std::move(claims);
  auto answer = answer_of(files, errors);
  if (!answer) return input_error;
  const bool page_missing = flags.output && answer->closing.page.empty();
  if (flags.talk.as_chaos && !page_missing && flags.output) return 0;
  const int status = page_missing ? input_error : verdict_exit(answer->model.outcome);
  const auto& model = answer->model;
  answer->closing.status =
      fmt::format("{}, {}: exit {}", model.status.empty() ? "unknown" : model.status,
                  model.deviated ? "deviated" : "not deviated", status);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  return print_answer(out, *answer, false) ? status : input_error;
}

}  // namespace brunt::cli
