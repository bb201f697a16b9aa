#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/log.h"
#include "cli/output.h"
#include "config/settings.h"

namespace brunt::cli {

/// The settings file that the flags name, or the one in the user's home.
std::filesystem::path settings_path(const TalkFlags& talk);

/// What a command has besides its flags: settings, log, and where errors go. Opens the log file and
/// reads the settings; what is wrong with either is told, and does not stop anything.
class Session {
 public:
  explicit Session(const TalkFlags& talk);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const std::filesystem::path& settings_path() const { return settings_path_; }

  /// Texts that must not be seen in the log from now on, besides those of the settings.
  void hide(const std::vector<std::string>& secrets);

  Log log;
  ErrorOutput errors;
  config::Settings settings;

 private:
  std::filesystem::path settings_path_;
  std::vector<std::string> secrets_;
};

}  // namespace brunt::cli
