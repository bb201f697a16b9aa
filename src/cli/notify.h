#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "cli/log.h"

namespace brunt::cli {

/// Tells the channels of the settings that something began or ended, one after the other. A channel
/// has 2 s to connect and 5 s to answer; what fails is logged and changes nothing.
/// Source: experiment format section 8.4. Ours: `{"type": "command", "command": ["notify", "me"]}`
/// runs a program, which gets the event as JSON on its standard input and its name in BRUNT_EVENT,
/// and has 5 s.
class Notifier {
 public:
  Notifier(std::vector<Json> channels, const Log& log)
      : channels_(std::move(channels)), log_(log) {}

  /// Is there anyone to tell? What is sent without is not worth making.
  bool any() const { return !channels_.empty(); }

  /// `event` is a name such as "run-started"; its first word is the phase. No secret may be in
  /// `payload`. Returns soon after `limits` end.
  void send(std::string_view event, const Json& payload, const Limits& limits,
            const std::optional<std::string>& error = std::nullopt) const;

 private:
  void http(const Json& channel, const Json& event, const Limits& limits) const;
  void command(const Json& channel, const Json& event, const Limits& limits) const;
  void log(LogLevel level, std::string text) const;

  std::vector<Json> channels_;
  const Log& log_;
};

}  // namespace brunt::cli
