#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "codec/activity_lists.h"
#include "codec/brunt_block.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

/// The names that a document declares: keys of the configuration, names that activities give to
/// their outputs and direct keys of the scopes,
/// with where they are declared.
std::map<std::string, std::vector<std::string>> declared_names(const Json& document) {
  std::map<std::string, std::vector<std::string>> out;
  const Json* configuration = find(document, "configuration");
  if (configuration != nullptr && configuration->is_object()) {
    for (const auto& [name, value] : configuration->items())
      out[name].emplace_back("the configuration");
  }
  for_each_activity(document, [&](const Json& activity, const Way&, List) {
    const auto output = extra_of(activity).output;
    if (output && !output->name.empty())
      out[output->name].push_back("the output of " + string_or(activity, "name", "an activity"));
  });
  const Json* secrets = find(document, "secrets");
  if (secrets == nullptr || !secrets->is_object()) return out;
  for (const auto& [scope, values] : secrets->items()) {
    if (!values.is_object()) continue;
    for (const auto& [name, value] : values.items())
      out[name].push_back("scope " + scope);
  }
  return out;
}

class PlaceholderCheck {
 public:
  PlaceholderCheck(Checker& checker, std::map<std::string, std::vector<std::string>> declared)
      : checker_(checker), declared_(std::move(declared)) {
    for (const auto& [name, places] : declared_)
      names_.push_back(name);
  }

  void look_at(const Json& value, const Way& way) {
    if (value.is_string()) return look_at_text(value.get_ref<const std::string&>(), way);
    if (value.is_array()) {
      std::size_t i = 0;
      for (const Json& item : value)
        look_at(item, way / i++);
    } else if (value.is_object()) {
      for (const auto& member : value.get_ref<const Json::object_t&>())
        look_at(member.second, way / member.first);
    }
  }

 private:
  void look_at_text(std::string_view text, const Way& way) {
    for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
      if (at > 0 && text[at - 1] == '$') continue;
      const auto end = text.find('}', at);
      if (end == std::string_view::npos) return;
      look_at_name(std::string(text.substr(at + 2, end - at - 2)), way);
    }
  }

  void look_at_name(const std::string& name, const Way& way) {
    const std::string written = "${" + name + "}";
    const std::string trimmed(trim(name));
    const auto declared = declared_.find(trimmed);
    if (declared != declared_.end() && !is_lone_placeholder(written)) {
      checker_.warn("placeholder/never-replaced", way,
                    {"a placeholder is never replaced", "\"" + written + "\"",
                     "${name}: letters, digits and _ only, without blanks",
                     name == trimmed ? "rename the key" : "write ${" + trimmed + "}"});
      return;
    }
    if (!is_lone_placeholder(written)) return;
    if (declared != declared_.end()) return look_for_shadow(name, declared->second, way);
    const std::string meant = meant_by(name, names_);
    if (meant.empty()) return;
    checker_.warn("placeholder/unknown", way,
                  {"a placeholder names nothing that is declared, so it stays as it is",
                   "\"" + written + "\"", "a key of the configuration or of a secret scope",
                   "did you mean ${" + meant + "}?"});
  }

  /// Told once per name, where it is used first.
  void look_for_shadow(const std::string& name, const std::vector<std::string>& places,
                       const Way& way) {
    if (places.size() < 2 || !told_.insert(name).second) return;
    checker_.warn("placeholder/shadowed", way,
                  {"a placeholder's name is declared more than once; the first one counts",
                   "${" + name + "} in " + join(places, ", "), "one declaration of each name used",
                   "rename the one that is not meant; \"secrets\" of a provider does not choose"});
  }

  Checker& checker_;
  std::map<std::string, std::vector<std::string>> declared_;
  std::vector<std::string> names_;
  std::unordered_set<std::string> told_;
};

}  // namespace

void check_placeholders(Checker& checker, const Json& document) {
  auto declared = declared_names(document);
  if (declared.empty()) return;
  PlaceholderCheck check(checker, std::move(declared));
  const Way root;
  constexpr std::pair<std::string_view, std::string_view> parts[]{
      {"title", "placeholders of title"},
      {"steady-state-hypothesis", "placeholders of steady-state-hypothesis"},
      {"method", "placeholders of method"},
      {"rollbacks", "placeholders of rollbacks"}};
  for (const auto& [key, what] : parts) {
    checker.about(what);
    if (const Json* value = find(document, key)) check.look_at(*value, root / key);
  }
}

}  // namespace brunt::codec
