#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/answer.h"
#include "cli/commands.h"

namespace brunt::cli {
namespace {

constexpr int input_error = 3;

std::optional<Trouble> unsupported(const std::filesystem::path& page) {
  const std::string suffix = lower(page.extension().string());
  if (suffix == ".html" || suffix == ".htm") return std::nullopt;
  Trouble trouble;
  trouble.sentence = "this form of report cannot be written yet";
  trouble.where = page.string();
  trouble.found = suffix.empty() ? "no suffix" : suffix;
  trouble.expected = ".html";
  trouble.to_do = "give a name that ends in .html; it prints well to PDF";
  return trouble;
}

}  // namespace

int report_command(const ReportFlags& flags) {
  const ErrorOutput errors{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii),
                           flags.talk.json};
  if (flags.output) {
    if (const auto trouble = unsupported(*flags.output)) {
      errors.tell(*trouble);
      return input_error;
    }
  }
  auto answer = answer_of({flags.journal, std::nullopt, flags.load, flags.output}, errors);
  if (!answer) return input_error;
  const bool page_missing = flags.output && answer->closing.page.empty();
  const int status = page_missing ? input_error : verdict_exit(answer->model.outcome);
  const auto& model = answer->model;
  answer->closing.status =
      fmt::format("{}, {}: exit {}", model.status.empty() ? "unknown" : model.status,
                  model.deviated ? "deviated" : "not deviated", status);
  const Look out = look_of(STDOUT_FILENO, flags.talk.colour, flags.talk.ascii);
  return print_answer(out, *answer, false) ? status : input_error;
}

}  // namespace brunt::cli
