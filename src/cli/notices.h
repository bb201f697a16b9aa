#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "cli/notify.h"
#include "cli/session.h"

namespace brunt::cli {

/// The texts that a document's `secrets` hold themselves, not only the place where they are.
std::vector<std::string> inline_secrets(const Json& secrets);

/// What the channels of the settings are told about a command. Source: experiment format 8.4.
class Notices {
 public:
  explicit Notices(const Session& session)
      : notifier_(session.settings.notifications(), session.log) {}

  /// About an experiment as its file has it; its secrets are hidden here.
  void experiment(std::string_view event, const Json& document, const Limits& limits,
                  const std::optional<std::string>& error = std::nullopt) const;
  /// About anything without secrets.
  void plain(std::string_view event, const Json& payload, const Limits& limits,
             const std::optional<std::string>& error = std::nullopt) const;
  /// run-completed or run-failed, and run-deviated.
  void run_ended(const Json& journal, const Limits& limits) const;

 private:
  Notifier notifier_;
};

}  // namespace brunt::cli
