#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "codec/substitute.h"
#include "codec/yaml_text.h"
#include "config/settings.h"

namespace brunt::cli {
namespace {

/// One call of the command: the file, and how errors are told.
class SettingsCall {
 public:
  explicit SettingsCall(const SettingsFlags& flags)
      : flags_(flags),
        path_(settings_path(flags.talk)),
        errors_{look_of(STDERR_FILENO, flags.talk.colour, flags.talk.ascii), flags.talk.json} {}

  int run() {
    auto read = config::read_settings(path_);
    if (!read)
      return fail("the settings file cannot be read", read.error().what, "YAML", "mend it");
    settings_ = *std::move(read);
    if (flags_.verb == "set") return set();
    if (!settings_.found)
      return fail("there is no settings file", "nothing", "a YAML file",
                  "make one: brunt settings set KEY JSON, or name one: --settings PATH");
    if (flags_.verb == "show") return print(settings_.document);
    const auto key = config::parse_settings_key(flags_.key);
    if (!key) return wrong_key(key.error());
    return flags_.verb == "get" ? get(*key) : remove(*key);
  }

 private:
  int get(const config::SettingsKey& key) const {
    const Json* value = config::find_setting(settings_.document, key);
    if (value == nullptr) return no_key();
    return print(*value);
  }

  int set() {
    const auto key = config::parse_settings_key(flags_.key);
    if (!key) return wrong_key(key.error());
    auto value = parse_json(flags_.value);
    if (!value)
      return fail("the value is no JSON", value.error().what, "JSON such as '\"text\"', 3, [1, 2]",
                  "put a text in double quotes within single ones: '\"text\"'");
    if (const auto done = config::set_setting(settings_.document, *key, *std::move(value)); !done)
      return wrong_key(done.error());
    return write();
  }

  int remove(const config::SettingsKey& key) {
    return config::remove_setting(settings_.document, key) ? write() : no_key();
  }

  int write() const {
    const auto written = config::write_settings(path_, settings_.document);
    if (written) return 0;
    return fail("the settings file cannot be written", written.error().what, "a place to write",
                "free space, or name another file: --settings PATH");
  }

  int print(const Json& value) const {
    std::string text;
    if (flags_.format == "json") {
      text = to_text(value, 2);
    } else if (flags_.format == "string") {
      text = codec::python_text(value);
    } else {
      text = codec::yaml_text(value, codec::KeyOrder::sorted);
    }
    return print_text(STDOUT_FILENO, text + "\n") ? 0 : 1;
  }

  int wrong_key(const Error& error) const {
    return fail("the key does not fit the settings", error.what, "a dotted path",
                "a dot within a name has a backslash in front; see brunt settings --help");
  }

  int no_key() const {
    std::vector<std::string> names;
    for (const auto& [name, value] : settings_.document.items())
      names.push_back(name);
    return fail("the settings have no such key", flags_.key,
                names.empty() ? "" : "one of " + join(names, ", ") + ", or a part of it",
                "brunt settings show prints all of them");
  }

  int fail(std::string sentence, std::string found, std::string expected, std::string to_do) const {
    Trouble trouble;
    trouble.sentence = std::move(sentence);
    trouble.where = path_.string();
    trouble.found = std::move(found);
    trouble.expected = std::move(expected);
    trouble.to_do = std::move(to_do);
    errors_.tell(trouble);
    return 1;
  }

  const SettingsFlags& flags_;
  std::filesystem::path path_;
  ErrorOutput errors_;
  config::Settings settings_;
};

}  // namespace

int settings_command(const SettingsFlags& flags) {
  return SettingsCall(flags).run();
}

}  // namespace brunt::cli
