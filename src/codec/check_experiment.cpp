#include <algorithm>
#include <map>

#include "base/text.h"
#include "codec/checker.h"
#include "codec/experiment.h"

namespace brunt::codec {
namespace {

const std::vector<std::string> top_keys{
    "version",       "title",     "description", "tags",       "contributions",
    "configuration", "secrets",   "controls",    "extensions", "steady-state-hypothesis",
    "method",        "rollbacks", "runtime",     "dry"};

void check_title(Checker& checker, const Json& document, const std::string& key) {
  const Json* value =
      checker.require(document, "", key, "an experiment needs a " + key, "\"" + key + "\": a text",
                      "say in a sentence what it is about");
  if (value == nullptr) return;
  if (!truthy(*value)) {
    checker.report("/" + key, "the " + key + " is empty", shown(*value), "a text",
                   "say in a sentence what it is about");
  } else if (!value->is_string()) {
    checker.warn("/" + key, "the " + key + " is not a text", shown(*value), "a text",
                 "put it between quotes");
  }
}

void check_tags(Checker& checker, const Json& tags) {
  if (tags.is_null()) return;
  if (tags.is_string()) {
    checker.warn("/tags", "\"tags\" is one text, so each of its letters is a tag", shown(tags),
                 "a list of texts", "write [" + to_text(tags) + "]");
    return;
  }
  if (!tags.is_array()) {
    checker.report("/tags", "\"tags\" is not a list", shown(tags), "a list of texts",
                   "write [\"name\"]");
    return;
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (tags[i].is_string() && truthy(tags[i])) continue;
    checker.report("/tags" + pointer_part(i), "a tag is not a text with something in it",
                   shown(tags[i]), "a text", "write a text, or delete it");
  }
}

void check_extensions(Checker& checker, const Json& extensions) {
  if (extensions.is_null()) return;
  if (!extensions.is_array()) {
    checker.report("/extensions", "\"extensions\" is not a list", shown(extensions),
                   "a list of objects, each with a name", "write [{\"name\": ...}]");
    return;
  }
  for (std::size_t i = 0; i < extensions.size(); ++i) {
    const Json* name = find(extensions[i], "name");
    const bool named =
        name != nullptr && name->is_string() && !trim(name->get_ref<const std::string&>()).empty();
    if (named) continue;
    checker.report("/extensions" + pointer_part(i), "an extension has no name",
                   shown(extensions[i]), "an object with a \"name\"", "add a name");
  }
}

void check_strategy(Checker& checker, const Json& runtime, const std::string& part,
                    const std::vector<std::string>& known) {
  const std::string pointer = "/runtime/" + part;
  const Json* section = find(runtime, part);
  if (section == nullptr || section->is_null()) return;
  const Json* strategy = find(*section, "strategy");
  if (!section->is_object() || (strategy == nullptr && !section->empty())) {
    checker.report(pointer, "runtime." + part + " has no strategy", shown(*section),
                   "an object such as {\"strategy\": \"default\"}", "write one, or leave it out");
    return;
  }
  if (strategy == nullptr) return;
  const std::string name = strategy->is_string() ? strategy->get<std::string>() : "";
  if (name == "continously" || std::find(known.begin(), known.end(), name) != known.end()) return;
  const std::string meant = closest(name, known);
  checker.report(pointer + "/strategy", "unknown " + part + " strategy", shown(*strategy),
                 join(known, ", "),
                 meant.empty() ? "use one of these" : "did you mean \"" + meant + "\"?");
}

void check_runtime(Checker& checker, const Json& runtime) {
  if (!truthy(runtime)) return;
  if (!runtime.is_object()) {
    checker.report("/runtime", "\"runtime\" is not an object", shown(runtime),
                   "an object with hypothesis or rollbacks", "write an object, or leave it out");
    return;
  }
  checker.about("runtime");
  check_strategy(checker, runtime, "hypothesis",
                 {"default", "before-method-only", "after-method-only", "during-method-only",
                  "continuously", "skip"});
  check_strategy(checker, runtime, "rollbacks", {"default", "always", "never", "deviated"});
}

/// A list of activities; nothing when it is no list, which is then reported.
const Json* check_list(Checker& checker, const Json& value, const std::string& pointer,
                       const std::string& name) {
  if (value.is_array()) return &value;
  checker.report(pointer, "\"" + name + "\" is not a list", shown(value), "a list of activities",
                 value.is_object() ? "put it between brackets: [ ... ]" : "write []");
  return nullptr;
}

void check_hypothesis(Checker& checker, const Json& hypothesis) {
  const std::string at = "/steady-state-hypothesis";
  checker.about("steady-state hypothesis");
  if (!hypothesis.is_object()) {
    checker.report(at, "the steady-state hypothesis is not an object", shown(hypothesis),
                   "an object with title and probes", "write one, or leave the key out");
    return;
  }
  const Json* title = checker.require(hypothesis, at, "title", "a hypothesis has no title",
                                      "\"title\": a text", "say what normal means");
  if (title != nullptr && !truthy(*title)) {
    checker.report(at + "/title", "the title of the hypothesis is empty", shown(*title), "a text",
                   "say what normal means");
  }
  checker.look_for_slips(hypothesis, at, {"title", "probes", "controls"});
  const Json* probes = find(hypothesis, "probes");
  if (probes == nullptr || check_list(checker, *probes, at + "/probes", "probes") == nullptr)
    return;
  for (std::size_t i = 0; i < probes->size(); ++i) {
    check_activity(checker, (*probes)[i], at + "/probes" + pointer_part(i), "hypothesis", true);
  }
}

void check_phase(Checker& checker, const Json& document, const std::string& key) {
  const Json* list = find(document, key);
  const std::string at = "/" + key;
  checker.about(key);
  if (list == nullptr || check_list(checker, *list, at, key) == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    check_activity(checker, (*list)[i], at + pointer_part(i), key, false);
    checker.about(key);
  }
}

/// Every element that may hold activities, with its pointer.
std::vector<std::pair<std::string, const Json*>> activities(const Json& document, bool rollbacks) {
  std::vector<std::pair<std::string, const Json*>> out;
  const auto add = [&](const Json* list, const std::string& at) {
    if (list == nullptr || !list->is_array()) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
      out.emplace_back(at + pointer_part(i), &(*list)[i]);
    }
  };
  add(find(document, "method"), "/method");
  const Json* hypothesis = find(document, "steady-state-hypothesis");
  if (hypothesis != nullptr) add(find(*hypothesis, "probes"), "/steady-state-hypothesis/probes");
  if (rollbacks) add(find(document, "rollbacks"), "/rollbacks");
  return out;
}

void check_references(Checker& checker, const Json& document) {
  std::map<std::string, const Json*> index;
  std::vector<std::string> names;
  for (const auto& [pointer, activity] : activities(document, false)) {
    const std::string name = string_or(*activity, "name");
    if (name.empty()) continue;
    if (!index.emplace(name, activity).second) {
      index[name] = activity;
      checker.about("activity " + name);
      checker.warn(pointer, "two activities have the same name; a reference means the last",
                   "\"" + name + "\" again", "names that differ", "rename one of them");
    }
    names.push_back(name);
  }
  for (const auto& [pointer, activity] : activities(document, true)) {
    const std::string ref = string_or(*activity, "ref");
    if (ref.empty()) continue;
    checker.about("a reference");
    const auto target = index.find(ref);
    const std::string meant = closest(ref, names);
    if (target == index.end()) {
      checker.report(pointer + "/ref", "a reference names no activity", "\"" + ref + "\"",
                     "the name of an activity of the method or hypothesis",
                     meant.empty() ? "correct the name" : "did you mean \"" + meant + "\"?");
    } else if (!string_or(*target->second, "ref").empty()) {
      checker.report(pointer + "/ref", "a reference names another reference", "\"" + ref + "\"",
                     "the name of an activity with a provider", "name that activity itself");
    }
  }
}

void check_controls(Checker& checker, const Json& controls) {
  if (controls.is_array() && controls.empty()) return;
  checker.about("controls");
  if (!controls.is_array()) {
    checker.report("/controls", "\"controls\" is not a list", shown(controls), "a list of controls",
                   "write [], or leave it out");
    return;
  }
  checker.warn("/controls", "controls are not called by this version", shown(controls),
               "no controls", "do not rely on them");
}

void check_optional_parts(Checker& checker, const Json& document) {
  const auto check = [&](const char* key, auto&& function) {
    checker.about("experiment");
    if (const Json* value = find(document, key)) function(checker, *value);
  };
  check("tags", check_tags);
  check("extensions", check_extensions);
  check("configuration", check_configuration);
  check("secrets", check_secrets);
  check("controls", check_controls);
  check("runtime", check_runtime);
  check("steady-state-hypothesis", check_hypothesis);
}

}  // namespace

std::vector<Problem> check_experiment(const Json& document, const Positions& positions) {
  Checker checker(positions);
  if (!document.is_object() || document.empty()) {
    checker.report("", "an experiment is not an object", shown(document),
                   "an object with title, description and method", "write an experiment");
    return checker.take();
  }
  checker.about("experiment");
  check_title(checker, document, "title");
  check_title(checker, document, "description");
  checker.require(document, "", "method", "an experiment needs a method",
                  "\"method\": a list of activities", "add it; [] is allowed");
  checker.look_for_slips(document, "", top_keys);
  check_optional_parts(checker, document);
  check_phase(checker, document, "method");
  check_phase(checker, document, "rollbacks");
  check_references(checker, document);
  check_placeholders(checker, document);
  return checker.take();
}

}  // namespace brunt::codec
