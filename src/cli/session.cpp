#include "cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include "sys/environment.h"

namespace brunt::cli {
namespace {

/// What must not be seen, as far as it is known before an experiment is read.
std::vector<std::string> known_secrets(const config::Settings& settings) {
  std::vector<std::string> secrets = settings.confidential();
  for (const auto* name : {"CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN", "VAULT_TOKEN"})
    if (auto token = sys::environment(name); token && !token->empty())
      secrets.push_back(*std::move(token));
  return secrets;
}

Trouble warning(std::string sentence, std::string where, std::string found, std::string to_do) {
  Trouble trouble;
  trouble.warning = true;
  trouble.sentence = std::move(sentence);
  trouble.where = std::move(where);
  trouble.found = std::move(found);
  trouble.to_do = std::move(to_do);
  return trouble;
}

}  // namespace

void Session::hide(const std::vector<std::string>& secrets) {
  secrets_.insert(secrets_.end(), secrets.begin(), secrets.end());
  log.hide(codec::Redactor(secrets_));
}

std::filesystem::path settings_path(const TalkFlags& talk) {
  return talk.settings.value_or(config::default_settings_path());
}

Session::Session(const TalkFlags& talk)
    : errors{look_of(STDERR_FILENO, talk.colour, talk.ascii), talk.json, &log},
      settings_path_(cli::settings_path(talk)) {
  if (talk.as_chaos) {
    log.to_console(talk.json      ? LogConsole::json
                   : talk.verbose ? LogConsole::verbose
                                  : LogConsole::string,
                   errors.look.terminal && errors.look.colour);
  }
  if (talk.log.file) {
    if (const auto opened = log.to_file(*talk.log.file, talk.log.file_level); !opened)
      errors.tell(warning("the log file cannot be written, so there is none",
                          talk.log.file->string(), opened.error().what,
                          "give another one: --log-file PATH, or none: --no-log-file"));
  }
  auto read = config::read_settings(settings_path_);
  if (read) {
    settings = *std::move(read);
  } else {
    errors.tell(warning("the settings file cannot be read, so none of it counts",
                        settings_path_.string(), read.error().what, "mend it"));
  }
  hide(known_secrets(settings));
  for (const auto& text : settings.warnings)
    errors.tell(warning(text, settings_path_.string(), "", "mend it"));
}

}  // namespace brunt::cli
