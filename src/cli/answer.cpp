#include "cli/answer.h"

#include <unistd.h>

#include "base/json.h"
#include "impact/analyse.h"
#include "report/html.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

Result<impact::ReportModel> judge(const AnswerFiles& files) {
  impact::Inputs inputs;
  if (files.written) {
    inputs.journal_text = to_file_text(*files.written);
    inputs.journal = *files.written;
  } else {
    inputs.journal_text = BRUNT_TRY(sys::read_file(files.journal), files.journal.string());
    inputs.journal = BRUNT_TRY(parse_json(inputs.journal_text), files.journal.string());
  }
  inputs.folder = files.journal.has_parent_path() ? files.journal.parent_path() : fs::path(".");
  inputs.load_file = files.load;
  return impact::analyse(inputs);
}

/// Path of a page when it was written.
std::string write_page(const impact::ReportModel& model, const fs::path& path,
                       const ErrorOutput& errors) {
  const auto written = sys::write_file_atomically(path, report::render_html(model));
  if (written) return path.string();
  Trouble trouble = trouble_of(written.error(), "cannot write the page",
                               "free space or give another path: --report FILE");
  trouble.where = path.string();
  trouble.what = "write the report";
  errors.tell(trouble);
  return {};
}

}  // namespace

std::optional<Answer> answer_of(const AnswerFiles& files, const ErrorOutput& errors) {
  auto model = judge(files);
  if (!model) {
    Trouble trouble = trouble_of(model.error(), "the run cannot be judged",
                                 "give the journal of a run, by Brunt or by Chaos Toolkit");
    trouble.expected = "a journal: a JSON object with experiment, steady_states and run";
    if (trouble.where.empty()) trouble.where = files.journal.string();
    errors.tell(trouble);
    return std::nullopt;
  }
  Answer answer;
  answer.model = *std::move(model);
  answer.closing.files = {files.journal.string()};
  if (!answer.model.load_source.empty()) answer.closing.files.push_back(answer.model.load_source);
  if (files.page) answer.closing.page = write_page(answer.model, *files.page, errors);
  return answer;
}

bool print_answer(const Look& look, const Answer& answer, bool set_off) {
  auto lines = verdict_block(look, answer.model, answer.closing);
  if (set_off && look.terminal) lines.insert(lines.begin(), "");
  return print_lines(STDOUT_FILENO, lines);
}

}  // namespace brunt::cli
