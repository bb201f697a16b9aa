#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/experiment_file.h"
#include "cli/notices.h"
#include "cli/session.h"
#include "cli/wizard.h"
#include "cli/wizard_sources.h"
#include "codec/experiment.h"
#include "codec/yaml_text.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_discovery = std::size_t{16} << 20U;

bool is_yaml(const fs::path& path) {
  const std::string suffix = lower(path.extension().string());
  return suffix == ".yaml" || suffix == ".yml";
}

/// The discovery document; null when there is none. Errors: it is there and cannot be read.
Result<Json> read_discovery(const fs::path& path) {
  const auto text = sys::read_file(path, largest_discovery);
  if (!text && text.error().code == Errc::not_found) return Json();
  if (!text) return std::unexpected(text.error());
  const Json document = BRUNT_TRY(parse_json(*text), path.string());
  const Json* activities = find(document, "activities");
  if (activities == nullptr || !activities->is_array())
    return std::unexpected(
        Error{Errc::invalid_input, "it has no list of activities", path.string()});
  return document;
}

Result<Written> ask(const InitFlags& flags, Questions& questions, const Limits& limits) {
  if (flags.from.empty())
    return ask_experiment(questions, BRUNT_TRY(read_discovery(flags.discovery)));
  return ask_experiment(questions, BRUNT_TRY(offer_of(flags.from, limits)));
}

Result<> write(const InitFlags& flags, const Written& written, const std::string& text) {
  for (const auto& [name, content] : written.files)
    BRUNT_TRY(sys::write_file_atomically(flags.experiment.parent_path() / name, content));
  return sys::write_file_atomically(flags.experiment, text);
}

Trouble not_asked(const InitFlags& flags, const Error& error) {
  if (error.code == Errc::stopped)
    return trouble_of(error, "stopped, so nothing was written", "begin again: brunt init");
  if (error.context == answers_source)
    return trouble_of(error, "nothing was written", "answer each question; see brunt init --help");
  return trouble_of(error, "there is nothing to start from, so nothing was written",
                    flags.from.starts_with("sandbox")
                        ? "start one: brunt sandbox up"
                        : "mend it, or begin without it: brunt init --discovery-path none");
}

}  // namespace

int init_command(const InitFlags& flags, const Stops& stops) {
  Session session(flags.talk);
  const Notices notices(session);
  const Limits limits{Deadline::never(), stops.stop};
  notices.plain("init-started", nullptr, limits);
  Questions questions(STDIN_FILENO, STDOUT_FILENO, stops.stop);
  const auto written = ask(flags, questions, limits);
  if (!written) {
    questions.say("");
    session.errors.tell(not_asked(flags, written.error()));
    return 1;
  }
  const bool yaml = is_yaml(flags.experiment);
  const std::string text =
      yaml ? codec::yaml_text(written->experiment) : to_text(written->experiment, 4) + "\n";
  const auto read = codec::read_experiment(text, yaml ? codec::Format::yaml : codec::Format::json);
  if (!read) {
    session.errors.tell(troubles_of(read.error(), flags.experiment.string()));
    return 1;
  }
  if (const auto done = write(flags, *written, text); !done) {
    session.errors.tell(trouble_of(done.error(), "the experiment cannot be written",
                                   "give another path: --experiment-path FILE"));
    return 1;
  }
  notices.experiment("init-completed", written->experiment, limits);
  questions.say(fmt::format("\nExperiment created and saved in '{}'", flags.experiment.string()));
  if (flags.from.starts_with("sandbox"))
    questions.say("Run it: eval \"$(brunt sandbox env)\"; brunt run " + flags.experiment.string());
  return 0;
}

}  // namespace brunt::cli
