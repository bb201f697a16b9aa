#include <algorithm>

#include "base/text.h"
#include "codec/check_brunt_block.h"
#include "codec/checker.h"
#include "codec/experiment.h"

namespace brunt::codec {
namespace {

void check_title(Checker& checker, const Json& object, const Way& way, const std::string& key,
                 const std::string& whose, const std::string& hint) {
  const Json* value = find(object, key);
  const std::string expected = "a text";
  const std::string rule = way.pointer().empty() ? "experiment/" + key : "hypothesis/title";
  if (value == nullptr) {
    checker.missing(rule, object, way, key,
                    {whose + (way.pointer().empty() ? " needs a " : " has no ") + key, "",
                     "\"" + key + "\": a text", hint});
  } else if (!truthy(*value)) {
    checker.report(
        rule, way / key,
        {"the " + key + (way.pointer().empty() ? "" : " of the hypothesis") + " is empty",
         shown(*value), expected, hint});
  } else if (!value->is_string()) {
    checker.warn(
        "experiment/text", way / key,
        {"the " + key + " is not a text", shown(*value), expected, "put it between quotes"});
  }
}

void check_tags(Checker& checker, const Json& tags, const Way& way) {
  if (!truthy(tags)) return;
  if (tags.is_string()) {
    checker.warn("experiment/tags-text", way,
                 {"\"tags\" is one text, so each of its letters is a tag", shown(tags),
                  "a list of texts", "write [" + to_text(tags) + "]"});
    return;
  }
  if (!tags.is_array()) {
    checker.report("experiment/tags", way,
                   {"\"tags\" is not a list", shown(tags), "a list of texts", "write [\"name\"]"});
    return;
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (is_word(tags[i])) continue;
    checker.report("experiment/tags", way / i,
                   {"a tag is not a text with something in it", shown(tags[i]), "a text",
                    "write a text, or delete it"});
  }
}

void check_contributions(Checker& checker, const Json& value, const Way& way) {
  if (!value.is_object()) return;
  const std::vector<std::string> known{"high", "medium", "low", "none"};
  for (const auto& [name, grade] : value.items()) {
    const std::string word = grade.is_string() ? grade.get<std::string>() : "";
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    checker.warn("experiment/contribution", way / name,
                 {"reports do not know this contribution", shown(grade), join(known, ", "),
                  suggestion(word, known)});
  }
}

void check_extensions(Checker& checker, const Json& extensions, const Way& way) {
  if (!truthy(extensions)) return;
  if (!extensions.is_array()) {
    checker.report("experiment/extensions", way,
                   {"\"extensions\" is not a list", shown(extensions),
                    "a list of objects, each with a name", "write [{\"name\": ...}]"});
    return;
  }
  for (std::size_t i = 0; i < extensions.size(); ++i) {
    const Json* name = find(extensions[i], "name");
    const bool named =
        name != nullptr && name->is_string() && !trim(name->get_ref<const std::string&>()).empty();
    if (named) continue;
    checker.report("experiment/extensions", way / i,
                   {"an extension has no name", shown(extensions[i]), "an object with a \"name\"",
                    "add a name"});
  }
}

void check_strategy(Checker& checker, const Json& runtime, const Way& way, const std::string& part,
                    const std::vector<std::string>& known) {
  const Json* section = find(runtime, part);
  if (section == nullptr || section->is_null()) return;
  const Json* strategy = find(*section, "strategy");
  const Way at = way / part;
  if (!section->is_object() || (strategy == nullptr && !section->empty())) {
    checker.report("runtime/strategy", at,
                   {"runtime." + part + " has no strategy", shown(*section),
                    "an object such as {\"strategy\": \"default\"}", "write one, or leave it out"});
    return;
  }
  if (strategy == nullptr) return;
  const std::string name = strategy->is_string() ? strategy->get<std::string>() : "";
  const bool misspelt_by_the_reference = part == "hypothesis" && name == "continously";
  if (misspelt_by_the_reference || std::find(known.begin(), known.end(), name) != known.end())
    return;
  checker.report("runtime/strategy", at / "strategy",
                 {"unknown " + part + " strategy", shown(*strategy), join(known, ", "),
                  suggestion(name, known)});
}

void check_runtime(Checker& checker, const Json& runtime, const Way& way) {
  if (!truthy(runtime)) return;
  if (!runtime.is_object()) {
    checker.report("runtime/shape", way,
                   {"\"runtime\" is not an object", shown(runtime),
                    "an object with hypothesis or rollbacks", "write an object, or leave it out"});
    return;
  }
  checker.about("runtime");
  check_strategy(checker, runtime, way, "hypothesis", hypothesis_strategies());
  check_strategy(checker, runtime, way, "rollbacks", rollback_strategies());
}

/// The activities in `value`; when it is no list, that is reported.
void check_activities(Checker& checker, const Json& value, const Way& way, const std::string& name,
                      std::string_view phase, bool needs_tolerance) {
  if (!value.is_array()) {
    checker.report(
        "activity/list", way,
        {"\"" + name + "\" is not a list", shown(value), "a list of activities",
         value.is_object() ? "put it between brackets: [ ... ]; in YAML, begin it with \"- \""
                           : "write []"});
    return;
  }
  std::size_t i = 0;
  for (const Json& activity : value)
    check_activity(checker, activity, way / i++, phase, needs_tolerance);
}

void check_hypothesis(Checker& checker, const Json& hypothesis, const Way& way) {
  checker.about("steady-state hypothesis");
  if (!hypothesis.is_object()) {
    checker.report("hypothesis/shape", way,
                   {"the steady-state hypothesis is not an object", shown(hypothesis),
                    "an object with title and probes", "write one, or leave the key out"});
    return;
  }
  check_title(checker, hypothesis, way, "title", "a hypothesis", "say what normal means");
  checker.look_for_slips(hypothesis, way, hypothesis_shape());
  if (const Json* probes = find(hypothesis, "probes"))
    check_activities(checker, *probes, way / "probes", "probes", "hypothesis", true);
}

void check_phase(Checker& checker, const Json& document, const std::string& key) {
  checker.about(key);
  const Way root;
  if (const Json* list = find(document, key))
    check_activities(checker, *list, root / key, key, key, false);
}

void check_optional_parts(Checker& checker, const Json& document) {
  const Way root;
  const auto check = [&](const char* key, auto&& function) {
    checker.about("experiment");
    if (const Json* value = find(document, key)) function(checker, *value, root / key);
  };
  check("tags", check_tags);
  check("contributions", check_contributions);
  check("extensions", check_extensions);
  check("configuration", check_configuration);
  check("secrets", check_secrets);
  check("runtime", check_runtime);
  check("steady-state-hypothesis", check_hypothesis);
}

}  // namespace

std::vector<Problem> check_experiment(const Json& document, const Positions& positions) {
  Checker checker(positions);
  const Way root;
  if (!document.is_object() || document.empty()) {
    checker.report("experiment/shape", root,
                   {"an experiment is not an object", shown(document),
                    "an object with title, description and method", "write an experiment"});
    return checker.take();
  }
  checker.about("experiment");
  const std::string hint = "say in a sentence what it is about";
  check_title(checker, document, root, "title", "an experiment", hint);
  check_title(checker, document, root, "description", "an experiment", hint);
  if (find(document, "method") == nullptr) {
    checker.missing("experiment/method", document, root, "method",
                    {"an experiment needs a method", "", "\"method\": a list of activities",
                     "add it; [] is allowed"});
  }
  checker.look_for_slips(document, root, experiment_shape());
  check_optional_parts(checker, document);
  check_phase(checker, document, "method");
  check_phase(checker, document, "rollbacks");
  check_references(checker, document);
  check_controls(checker, document);
  check_experiment_block(checker, document);
  check_placeholders(checker, document);
  check_traps(checker, document);
  return checker.take();
}

}  // namespace brunt::codec
