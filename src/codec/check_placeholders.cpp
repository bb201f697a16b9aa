#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

/// The names that a document declares: keys of the configuration and direct keys of the scopes.
std::vector<std::string> declared_names(const Json& document) {
  std::vector<std::string> out;
  const Json* configuration = find(document, "configuration");
  if (configuration != nullptr && configuration->is_object()) {
    for (const auto& [name, value] : configuration->items())
      out.push_back(name);
  }
  const Json* secrets = find(document, "secrets");
  if (secrets == nullptr || !secrets->is_object()) return out;
  for (const Json& scope : *secrets) {
    if (!scope.is_object()) continue;
    for (const auto& [name, value] : scope.items())
      out.push_back(name);
  }
  return out;
}

class PlaceholderCheck {
 public:
  PlaceholderCheck(Checker& checker, std::vector<std::string> names)
      : checker_(checker), names_(std::move(names)) {}

  void look_at(const Json& value, const std::string& pointer) {
    if (value.is_string()) return look_at_text(value.get_ref<const std::string&>(), pointer);
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i)
        look_at(value[i], pointer + pointer_part(i));
    } else if (value.is_object()) {
      for (const auto& [key, item] : value.items())
        look_at(item, pointer + pointer_part(key));
    }
  }

 private:
  bool is_declared(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }

  void look_at_text(std::string_view text, const std::string& pointer) {
    for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
      if (at > 0 && text[at - 1] == '$') continue;
      const auto end = text.find('}', at);
      if (end == std::string_view::npos) return;
      look_at_name(std::string(text.substr(at + 2, end - at - 2)), pointer);
    }
  }

  void look_at_name(const std::string& name, const std::string& pointer) {
    const std::string written = "${" + name + "}";
    const std::string trimmed(trim(name));
    if (is_declared(trimmed) && !is_lone_placeholder(written)) {
      checker_.warn(pointer, "a placeholder is never replaced", "\"" + written + "\"",
                    "${name}: letters, digits and _ only, without blanks",
                    name == trimmed ? "rename the key" : "write ${" + trimmed + "}");
      return;
    }
    if (is_declared(name) || !is_lone_placeholder(written)) return;
    const std::string meant = closest(name, names_);
    if (meant.empty()) return;
    checker_.warn(pointer, "a placeholder names nothing that is declared, so it stays as it is",
                  "\"" + written + "\"", "a key of the configuration or of a secret scope",
                  "did you mean ${" + meant + "}?");
  }

  Checker& checker_;
  std::vector<std::string> names_;
};

}  // namespace

void check_placeholders(Checker& checker, const Json& document) {
  std::vector<std::string> names = declared_names(document);
  if (names.empty()) return;
  PlaceholderCheck check(checker, std::move(names));
  for (const char* key : {"title", "steady-state-hypothesis", "method", "rollbacks"}) {
    checker.about(std::string("placeholders of ") + key);
    if (const Json* value = find(document, key)) check.look_at(*value, "/" + std::string(key));
  }
}

}  // namespace brunt::codec
