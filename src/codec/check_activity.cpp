#include <algorithm>

#include "base/text.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

const std::vector<std::string> activity_keys{
    "type",   "name",    "provider", "ref", "tolerance", "background",
    "pauses", "timeout", "controls", "dry", "secrets",   "configuration"};
const std::vector<std::string> process_keys{"type", "path", "arguments", "timeout", "secrets"};
const std::vector<std::string> http_keys{
    "type",      "url",        "method",  "headers",     "timeout",
    "arguments", "verify_tls", "secrets", "max_retries", "expected_status"};
const std::vector<std::string> python_keys{"type",      "module",  "func",
                                           "arguments", "secrets", "timeout"};

/// A member that must be a text with something in it.
void require_text(Checker& checker, const Json& object, const std::string& pointer,
                  const std::string& key, const std::string& whose, const std::string& example) {
  const Json* value = checker.require(object, pointer, key, whose + " has no \"" + key + "\"",
                                      "\"" + key + "\", for example " + example, "add it");
  if (value == nullptr || (value->is_string() && truthy(*value))) return;
  checker.report(pointer + pointer_part(key), "\"" + key + "\" of " + whose + " is not a text",
                 shown(*value), "a text, for example " + example, "write a text");
}

void check_provider_arguments(Checker& checker, const Json& provider, const std::string& pointer) {
  const Json* secrets = find(provider, "secrets");
  if (secrets != nullptr && secrets->is_string()) {
    checker.warn(pointer + "/secrets", "\"secrets\" is a text, so no secret is given",
                 shown(*secrets), "a list of scope names", "write [" + to_text(*secrets) + "]");
  }
}

void check_http(Checker& checker, const Json& provider, const std::string& pointer) {
  require_text(checker, provider, pointer, "url", "the http provider", "\"http://shop/health\"");
  const Json* headers = find(provider, "headers");
  if (headers != nullptr && truthy(*headers) && !headers->is_object()) {
    checker.report(pointer + "/headers", "\"headers\" is not an object", shown(*headers),
                   "an object of texts, for example {\"Accept\": \"application/json\"}",
                   "write name and value pairs");
  }
  if (find(provider, "expected_status") != nullptr) {
    checker.warn(pointer + "/expected_status", "\"expected_status\" has no effect", "it is set",
                 "a tolerance beside the provider", "write \"tolerance\": 200 in the hypothesis");
  }
  checker.look_for_slips(provider, pointer, http_keys);
}

void check_python(Checker& checker, const Json& provider, const std::string& pointer) {
  require_text(checker, provider, pointer, "module", "the python provider",
               "\"chaosk8s.pod.probes\"");
  require_text(checker, provider, pointer, "func", "the python provider", "\"count_pods\"");
  const Json* arguments = find(provider, "arguments");
  if (arguments != nullptr && !arguments->is_null() && !arguments->is_object() &&
      !(arguments->is_string() && is_lone_placeholder(arguments->get_ref<const std::string&>()))) {
    checker.report(pointer + "/arguments", "\"arguments\" of a python provider is not an object",
                   shown(*arguments), "an object: one member per parameter",
                   "write {\"name\": value}");
  }
  checker.look_for_slips(provider, pointer, python_keys);
}

void check_process(Checker& checker, const Json& provider, const std::string& pointer) {
  require_text(checker, provider, pointer, "path", "the process provider", "\"kubectl\"");
  const Json* arguments = find(provider, "arguments");
  if (arguments != nullptr && arguments->is_object()) {
    checker.warn(pointer + "/arguments", "process arguments given as an object are deprecated",
                 shown(*arguments), "a list or a text", "write a list of words");
  } else if (arguments != nullptr && !arguments->is_array() && !arguments->is_string()) {
    checker.report(pointer + "/arguments", "\"arguments\" of a process is neither list nor text",
                   shown(*arguments), "a list of words, or one text for the shell", "write a list");
  }
  const Json* timeout = find(provider, "timeout");
  if (timeout != nullptr && !timeout->is_null() && !timeout->is_number()) {
    checker.report(pointer + "/timeout", "\"timeout\" of a process is not a number",
                   shown(*timeout), "seconds, for example 2.5", "write a number");
  }
  checker.look_for_slips(provider, pointer, process_keys);
}

void check_provider(Checker& checker, const Json& activity, const std::string& pointer) {
  const Json* provider = checker.require(
      activity, pointer, "provider", "an activity has no provider",
      "\"provider\": an object that says what to call", "add one of type http, process or python");
  if (provider == nullptr) return;
  const std::string at = pointer + "/provider";
  if (!provider->is_object() || provider->empty()) {
    checker.report(at, "a provider is not an object", shown(*provider), "an object with \"type\"",
                   "write {\"type\": \"http\", \"url\": ...}");
    return;
  }
  const Json* type = checker.require(*provider, at, "type", "a provider has no type",
                                     "\"http\", \"process\" or \"python\"", "add \"type\"");
  if (type == nullptr) return;
  const std::string name = type->is_string() ? type->get<std::string>() : "";
  if (name == "http") {
    check_http(checker, *provider, at);
  } else if (name == "process") {
    check_process(checker, *provider, at);
  } else if (name == "python") {
    check_python(checker, *provider, at);
  } else {
    const std::string meant = closest(name, {"http", "process", "python"});
    checker.report(at + "/type", "unknown provider type", shown(*type),
                   "\"http\", \"process\" or \"python\"",
                   meant.empty() ? "use one of these" : "did you mean \"" + meant + "\"?");
    return;
  }
  check_provider_arguments(checker, *provider, at);
}

void check_pause(Checker& checker, const Json& pauses, const std::string& pointer,
                 const std::string& when) {
  const Json* pause = find(pauses, when);
  if (pause == nullptr || pause->is_null()) return;
  if (pause->is_number() && pause->get<double>() >= 0) return;
  if (pause->is_string()) {
    const auto& text = pause->get_ref<const std::string&>();
    if (text.starts_with("${") && text.ends_with("}")) return;
  }
  checker.report(pointer + pointer_part(when), "a pause is not a number of seconds", shown(*pause),
                 "seconds such as 5 or 0.5, or a placeholder such as \"${grace}\"",
                 "write a number that is not negative");
}

void check_background(Checker& checker, const Json& activity, const std::string& pointer) {
  const Json* background = find(activity, "background");
  if (background == nullptr || background->is_boolean()) return;
  checker.report(pointer + "/background", "\"background\" is not true or false", shown(*background),
                 "true or false", "write true, or leave it out");
}

void check_optional_parts(Checker& checker, const Json& activity, const std::string& pointer) {
  if (const Json* timeout = find(activity, "timeout")) {
    if (!timeout->is_null() && !timeout->is_number() && !timeout->is_boolean()) {
      checker.report(pointer + "/timeout", "\"timeout\" is not a number", shown(*timeout),
                     "seconds", "move it into the provider, as a number");
    } else if (!timeout->is_null()) {
      checker.warn(pointer + "/timeout", "a timeout beside the provider has no effect",
                   shown(*timeout), "\"timeout\" inside \"provider\"", "move it there");
    }
  }
  if (const Json* dry = find(activity, "dry")) {
    checker.warn(pointer + "/dry", "\"dry\" on an activity has no effect", shown(*dry),
                 "an activity without \"dry\"", "delete it");
  }
  const Json* pauses = find(activity, "pauses");
  if (pauses == nullptr || pauses->is_null()) return;
  if (!pauses->is_object()) {
    checker.report(pointer + "/pauses", "\"pauses\" is not an object", shown(*pauses),
                   "an object such as {\"after\": 5}", "write \"before\" and \"after\" in seconds");
    return;
  }
  check_pause(checker, *pauses, pointer + "/pauses", "before");
  check_pause(checker, *pauses, pointer + "/pauses", "after");
}

void check_type(Checker& checker, const Json& activity, const std::string& pointer) {
  const Json* type =
      checker.require(activity, pointer, "type", "an activity has no type",
                      "\"probe\" or \"action\"", "add \"type\": a probe looks, an action changes");
  if (type == nullptr || *type == "probe" || *type == "action") return;
  const std::string meant =
      type->is_string() ? closest(type->get<std::string>(), {"probe", "action"}) : "";
  checker.report(
      pointer + "/type", "unknown activity type", shown(*type), "\"probe\" or \"action\"",
      meant.empty() ? "a probe looks, an action changes" : "did you mean \"" + meant + "\"?");
}

/// A text or boolean never equals the object that http and process probes give.
void warn_of_hopeless_tolerance(Checker& checker, const Json& activity,
                                const std::string& pointer) {
  const Json& tolerance = activity["tolerance"];
  const Json* provider = find(activity, "provider");
  const std::string type = provider != nullptr ? string_or(*provider, "type") : "";
  if (type != "http" && type != "process") return;
  if (!tolerance.is_boolean() && !tolerance.is_string()) return;
  if (tolerance.is_string() && is_lone_placeholder(tolerance.get_ref<const std::string&>())) return;
  checker.warn(pointer + "/tolerance", "a tolerance can never be met", shown(tolerance),
               "a number such as 200, a list, a range, a pattern or a JSON path",
               type == "http" ? "write the status as a number, without quotes"
                              : "write the exit code as a number, without quotes");
}

}  // namespace

void check_activity(Checker& checker, const Json& activity, const std::string& pointer,
                    std::string_view phase, bool needs_tolerance) {
  const std::string ordinal = pointer.substr(pointer.rfind('/') + 1);
  checker.about(std::string(phase) + " activity " + ordinal + " (counted from 0)");
  if (!activity.is_object() || activity.empty()) {
    checker.report(pointer, "an activity is not an object", shown(activity),
                   "an object with type, name and provider", "write the activity, or delete this");
    return;
  }
  const Json* ref = find(activity, "ref");
  const bool refers = ref != nullptr && !ref->is_null();
  if (refers) {
    if (!ref->is_string() || !truthy(*ref)) {
      checker.report(pointer + "/ref", "\"ref\" is not the name of an activity", shown(*ref),
                     "the name of an activity of the method or hypothesis", "write its name");
    }
  } else {
    const Json* name = checker.require(activity, pointer, "name", "an activity has no name",
                                       "\"name\": a text", "give it a name");
    if (name != nullptr && name->is_string() && truthy(*name)) {
      const std::string type = string_or(activity, "type", "activity");
      checker.about((type == "probe" || type == "action" ? type : "activity") + " " +
                    name->get<std::string>());
    } else if (name != nullptr) {
      checker.report(pointer + "/name", "the name of an activity is not a text", shown(*name),
                     "a text with something in it", "give it a name");
    }
    check_type(checker, activity, pointer);
    check_provider(checker, activity, pointer);
  }
  check_background(checker, activity, pointer);
  if (!refers) check_optional_parts(checker, activity, pointer);
  const Json* tolerance = nullptr;
  if (needs_tolerance) {
    tolerance = checker.require(activity, pointer, "tolerance",
                                "a probe of the hypothesis has no tolerance",
                                "\"tolerance\": a value, list, range, pattern or JSON path",
                                "say what counts as normal, for example \"tolerance\": 200");
  }
  if (!refers) checker.look_for_slips(activity, pointer, activity_keys);
  if (tolerance == nullptr) return;
  check_tolerance(checker, *tolerance, pointer + "/tolerance");
  if (!refers) warn_of_hopeless_tolerance(checker, activity, pointer);
}

}  // namespace brunt::codec
