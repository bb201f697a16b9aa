// What one part of the document says of another: references to activities and to controls.

#include <unordered_map>

#include "codec/activity_lists.h"
#include "codec/checker.h"

namespace brunt::codec {
namespace {

using Index = std::unordered_map<std::string_view, const Json*>;

/// The text at `key`, as a view of the document; "" when there is none.
std::string_view view_of(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string()
             ? std::string_view(value->get_ref<const std::string&>())
             : std::string_view();
}

Index index_of(Checker& checker, const Json& document) {
  Index index;
  for_each_activity(document, [&](const Json& activity, const Way& way, List list) {
    const auto name = view_of(activity, "name");
    if (list == List::rollbacks || name.empty()) return;
    if (index.insert_or_assign(name, &activity).second) return;
    checker.about("activity", name);
    checker.warn(
        "activity/same-name", way,
        {"two activities have the same name; a reference means the last",
         "\"" + std::string(name) + "\" again", "names that differ", "rename one of them"});
  });
  return index;
}

std::vector<std::string> names_of(const Index& index) {
  std::vector<std::string> names;
  for (const auto& [name, activity] : index)
    names.emplace_back(name);
  return names;
}

bool is_declared(const Json& document, std::string_view name) {
  const Json* controls = find(document, "controls");
  if (controls == nullptr || !controls->is_array()) return false;
  for (const Json& control : *controls) {
    if (view_of(control, "name") == name) return true;
  }
  return false;
}

void check_control_provider(Checker& checker, const Json& provider, const Way& way) {
  if (!provider.is_object() || !is_word(provider.value("type", Json()))) {
    checker.report("control/provider", way,
                   {"the provider of a control has no type", shown(provider),
                    "an object with a \"type\", such as \"python\"", "add \"type\""});
    return;
  }
  if (view_of(provider, "type") != "python" || !view_of(provider, "module").empty()) return;
  checker.report("control/module", way,
                 {"the provider of a control has no module", "no \"module\"",
                  "\"module\": the name of a Python module", "add it"});
}

void check_control(Checker& checker, const Json& document, const Json& control, const Way& way) {
  if (!control.is_object()) {
    checker.report("control/shape", way,
                   {"a control is not an object", shown(control),
                    "an object with name and provider", "write it, or delete this"});
    return;
  }
  const auto name = view_of(control, "name");
  checker.about("control", name);
  if (name.empty()) {
    checker.missing("control/name", control, way, "name",
                    {"a control has no name", "", "\"name\": a text", "give it a name"});
  }
  const auto ref = view_of(control, "ref");
  if (!ref.empty() && !is_declared(document, ref)) {
    checker.report("control/ref", way / "ref",
                   {"a control refers to none that is declared", "\"" + std::string(ref) + "\"",
                    "the name of one of the experiment's \"controls\"", "correct the name"});
  }
  const Json* scope = find(control, "scope");
  if (scope != nullptr && !scope->is_null() && *scope != "before" && *scope != "after") {
    checker.report("control/scope", way / "scope",
                   {"unknown scope of a control", shown(*scope), "\"before\" or \"after\"",
                    "use one of these, or leave it out for both"});
  }
  if (const Json* provider = find(control, "provider")) {
    check_control_provider(checker, *provider, way / "provider");
  } else {
    checker.missing("control/provider", control, way, "provider",
                    {"a control has no provider", "", "\"provider\": what to call",
                     "add one, for example {\"type\": \"python\", \"module\": ...}"});
  }
  checker.look_for_slips(control, way, control_shape());
  checker.warn(
      "control/not-called", way,
      {"controls are not called by this version",
       name.empty() ? "a control without a name" : "the control \"" + std::string(name) + "\"",
       "an experiment that does not rely on it", "look whether you need it"});
}

void check_control_list(Checker& checker, const Json& document, const Json& owner, const Way& way) {
  const Json* controls = find(owner, "controls");
  if (controls == nullptr || !truthy(*controls)) return;
  const Way at = way / "controls";
  checker.about("controls");
  if (!controls->is_array()) {
    checker.report("control/list", at,
                   {"\"controls\" is not a list", shown(*controls), "a list of controls",
                    "write [{\"name\": ..., \"provider\": ...}], or leave it out"});
    return;
  }
  std::size_t i = 0;
  for (const Json& control : *controls)
    check_control(checker, document, control, at / i++);
}

}  // namespace

void check_references(Checker& checker, const Json& document) {
  const Index index = index_of(checker, document);
  for_each_activity(document, [&](const Json& activity, const Way& way, List) {
    const auto ref = view_of(activity, "ref");
    if (ref.empty()) return;
    checker.about("a reference");
    const auto target = index.find(ref);
    if (target == index.end()) {
      checker.report("reference/unknown", way / "ref",
                     {"a reference names no activity", "\"" + std::string(ref) + "\"",
                      "the name of an activity of the method or hypothesis",
                      suggestion(ref, names_of(index), "correct the name")});
    } else if (!view_of(*target->second, "ref").empty()) {
      checker.report("reference/of-reference", way / "ref",
                     {"a reference names another reference", "\"" + std::string(ref) + "\"",
                      "the name of an activity with a provider", "name that activity itself"});
    }
  });
}

void check_controls(Checker& checker, const Json& document) {
  const Way root;
  check_control_list(checker, document, document, root);
  const Json* hypothesis = find(document, "steady-state-hypothesis");
  if (hypothesis != nullptr && hypothesis->is_object())
    check_control_list(checker, document, *hypothesis, root / "steady-state-hypothesis");
  for_each_activity(document, [&](const Json& activity, const Way& way, List) {
    if (activity.is_object()) check_control_list(checker, document, activity, way);
  });
}

}  // namespace brunt::codec
