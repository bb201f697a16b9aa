#include "cli/answer.h"

#include <algorithm>

#include <unistd.h>

#include "base/json.h"
#include "impact/analyse.h"
#include "impact/history.h"
#include "report/formats.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

Result<impact::ReportModel> judge(const AnswerFiles& files) {
  impact::Inputs inputs;
  inputs.claims = files.claims;
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

/// All journals judged, the latest run of them first.
Result<std::vector<impact::ReportModel>> judge_all(const AnswerFiles& files) {
  std::vector<impact::ReportModel> models;
  models.push_back(BRUNT_TRY(judge(files)));
  for (const fs::path& other : files.others) {
    AnswerFiles one = files;
    one.journal = other;
    one.written.reset();
    one.load.reset();
    models.push_back(BRUNT_TRY(judge(one)));
  }
  std::stable_sort(models.begin(), models.end(),
                   [](const impact::ReportModel& a, const impact::ReportModel& b) {
                     return a.start.value_or(WallTime{}) > b.start.value_or(WallTime{});
                   });
  return models;
}

void add_history(std::vector<impact::ReportModel>& models) {
  std::vector<impact::PastRun> others;
  for (std::size_t i = 1; i < models.size(); ++i)
    others.push_back(impact::past_run(models[i]));
  impact::set_history(models.front(), std::move(others));
}

void tell_unwritten(const Error& error, const fs::path& path, const ErrorOutput& errors) {
  Trouble trouble = trouble_of(error, "cannot write the report",
                               "free space or give another path: --report FILE");
  if (error.code == Errc::not_found)
    trouble.to_do = "install brunt_paper.so beside the program, or write HTML: it prints well";
  trouble.where = path.string();
  trouble.what = "write the report";
  errors.tell(trouble);
}

/// Path of a page when it was written.
std::string write_page(const impact::ReportModel& model, const AnswerFiles& files,
                       const fs::path& path, const ErrorOutput& errors) {
  const auto named = report::format_of_file(path.filename().string());
  const report::Format format = files.format.value_or(named.value_or(report::Format::html));
  report::RenderOptions options = files.render;
  options.journal = files.journal.filename().string();
  if (format == report::Format::markdown) {
    // The drawing goes beside the text, which cannot hold it.
    const auto drawing = report::render(report::Format::svg, model, options);
    const fs::path beside = fs::path(path).replace_extension(".svg");
    if (drawing && sys::write_file_atomically(beside, *drawing))
      options.picture = beside.filename().string();
  }
  const auto text = report::render(format, model, options);
  if (!text) {
    tell_unwritten(text.error(), path, errors);
    return {};
  }
  const auto written = sys::write_file_atomically(path, *text);
  if (written) return path.string();
  tell_unwritten(written.error(), path, errors);
  return {};
}

}  // namespace

std::optional<Answer> answer_of(const AnswerFiles& files, const ErrorOutput& errors) {
  auto models = judge_all(files);
  if (!models) {
    Trouble trouble = trouble_of(models.error(), "the run cannot be judged",
                                 "give the journal of a run, by Brunt or by Chaos Toolkit");
    trouble.expected = "a journal: a JSON object with experiment, steady_states and run";
    if (trouble.where.empty()) trouble.where = files.journal.string();
    errors.tell(trouble);
    return std::nullopt;
  }
  Answer answer;
  if (models->size() > 1) add_history(*models);
  answer.model = std::move(models->front());
  answer.closing.files = {files.journal.string()};
  if (!answer.model.load_source.empty()) answer.closing.files.push_back(answer.model.load_source);
  if (files.page) answer.closing.page = write_page(answer.model, files, *files.page, errors);
  return answer;
}

bool print_answer(const Look& look, const Answer& answer, bool set_off) {
  auto lines = verdict_block(look, answer.model, answer.closing);
  if (set_off && look.terminal) lines.insert(lines.begin(), "");
  return print_lines(STDOUT_FILENO, lines);
}

}  // namespace brunt::cli
