#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brunt::config {

/// A settings file as a value. All of its keys are optional, and keys that mean nothing here stay.
/// Source: experiment format section 7.3.
struct Settings {
  Json document = Json::object();
  bool found = false;                 ///< there is such a file
  std::vector<std::string> warnings;  ///< what of it does not count, and why: one sentence each

  /// `runtime.hypothesis.strategy` and `runtime.rollbacks.strategy`, words unchecked.
  std::optional<std::string> hypothesis_strategy() const;
  std::optional<std::string> rollback_strategy() const;
  /// `auths`: host[:port] to {"type", "value"}.
  Json auths() const;
  /// Names of the declared controls, which are not run yet.
  std::vector<std::string> controls() const;
  /// `notifications`, the elements that are objects.
  std::vector<Json> notifications() const;
  /// Texts that must not be seen: values of `auths`, headers of `notifications`.
  std::vector<std::string> confidential() const;
};

/// $HOME/.chaostoolkit/settings.yaml, which Chaos Toolkit's users have.
std::filesystem::path default_settings_path();

/// What the text of a settings file says. Errors: `invalid_input`, with line and column.
Result<Settings> parse_settings(std::string_view text);

/// Reads a settings file; a missing one is an empty one. Errors: `invalid_input`, `unavailable`.
Result<Settings> read_settings(const std::filesystem::path& path);

/// Writes block-style YAML with sorted keys, in one step; comments of the old file are lost. Only
/// its owner can read a file that is new. Errors: `unavailable`.
Result<> write_settings(const std::filesystem::path& path, const Json& document);

/// Where in a settings document something is: names, and numbers of list elements.
struct SettingsStep {
  std::string name;
  std::optional<std::size_t> index;  ///< set: an element of a list

  friend bool operator==(const SettingsStep&, const SettingsStep&) = default;
};
using SettingsKey = std::vector<SettingsStep>;

/// Reads `auths.example\.com.type`, `controls[0].name`. Errors: `invalid_input`.
Result<SettingsKey> parse_settings_key(std::string_view text);

/// Null when nothing is there.
const Json* find_setting(const Json& document, const SettingsKey& key);

/// Puts `value` there, making the objects on the way; a list grows by one element when `index` is
/// its size. Errors: `invalid_input` when something else than an object or list is on the way.
Result<> set_setting(Json& document, const SettingsKey& key, Json value);

/// False when nothing was there.
bool remove_setting(Json& document, const SettingsKey& key);

}  // namespace brunt::config
