#include "codec/shape.h"

#include <algorithm>

namespace brunt::codec {
namespace {

constexpr std::string_view list_of_controls = R"({"$ref": "#/$defs/controls"})";
constexpr std::string_view word = R"({"type": "string", "minLength": 1})";
constexpr std::string_view truth = R"({"$ref": "#/$defs/truthy"})";

}  // namespace

Shape::Shape(std::string_view its_name, std::string_view its_about, std::vector<Member> its_members,
             std::string_view its_more)
    : name(its_name), about(its_about), members(std::move(its_members)), more(its_more) {
  for (const Member& member : members)
    names_.emplace_back(member.name);
}

bool Shape::has(std::string_view member) const {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& known) { return known.name == member; });
}

const Shape& experiment_shape() {
  static const Shape shape(
      "experiment", "An experiment: what is normal, what is done, and how it is undone.",
      {{"version", "Carried along; it has no effect.", ""},
       {"title", "A sentence that says what the experiment asks.", truth, true},
       {"description", "What it is about, for the person who reads the journal.", truth, true},
       {"tags", "Words to find it by.",
        R"({"anyOf": [{"$ref": "#/$defs/falsy"}, {"type": "string"},
                      {"type": "array", "items": {"type": "string", "minLength": 1}}]})"},
       {"contributions", "What it contributes to, each high, medium, low or none.", ""},
       {"configuration",
        "Values for placeholders: as they are, from the environment, from a file, "
        "or from a probe.",
        R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/configuration-entry"}})"},
       {"secrets", "Scopes of secret values: as they are, from the environment, a file or Vault.",
        R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/secret-scope"}})"},
       {"controls", "What watches the whole run.", list_of_controls},
       {"extensions", "Blocks for other tools, each with a name.",
        R"({"anyOf": [{"$ref": "#/$defs/falsy"},
                      {"type": "array", "items": {"type": "object", "required": ["name"],
                       "properties": {"name": {"type": "string", "pattern": "[^ \t\r\n]"}}}}]})"},
       {"steady-state-hypothesis", "What normal means, as probes with tolerances.",
        R"({"$ref": "#/$defs/hypothesis"})"},
       {"method", "What is done and looked at, in order.",
        R"({"type": "array", "items": {"$ref": "#/$defs/activity"}})", true},
       {"rollbacks", "What undoes it, played last.",
        R"({"type": "array", "items": {"$ref": "#/$defs/activity"}})"},
       {"runtime", "Strategies, unless the command line says otherwise.",
        R"({"anyOf": [{"$ref": "#/$defs/falsy"}, {"$ref": "#/$defs/runtime"}]})"},
       {"brunt", "What Brunt does beyond Chaos Toolkit.",
        R"({"$ref": "#/$defs/experiment-block"})"},
       {"dry", "Overwritten by --dry.", ""}});
  return shape;
}

const Shape& hypothesis_shape() {
  static const Shape shape("hypothesis", "What normal means.",
                           {{"title", "Normal, in a sentence.", truth, true},
                            {"probes", "Each looks at one thing and has a tolerance.",
                             R"({"type": "array", "items": {"$ref": "#/$defs/hypothesis-probe"}})"},
                            {"controls", "What watches the hypothesis.", list_of_controls}});
  return shape;
}

const Shape& activity_shape() {
  static const Shape shape(
      "activity-itself", "A probe looks, an action changes.",
      {{"type", "A probe looks, an action changes.", R"({"enum": ["probe", "action"]})", true},
       {"name", "What it is called; references use it.", truth, true},
       {"provider", "What to call.", R"({"$ref": "#/$defs/provider"})", true},
       {"ref", "The name of an activity of the method or hypothesis, to be run in this place.", ""},
       {"tolerance", "What a probe of the hypothesis, or an assertion, must give.", ""},
       {"background", "true: the next activity does not wait for this one.",
        R"({"type": "boolean"})"},
       {"pauses", "Seconds to wait before and after.",
        R"({"anyOf": [{"type": "null"}, {"$ref": "#/$defs/pauses"}]})"},
       {"timeout", "Seconds that one run of it may take.",
        R"({"type": ["number", "boolean", "null"]})"},
       {"controls", "What watches this activity.", list_of_controls},
       {"brunt", "What Brunt does beyond Chaos Toolkit.", R"({"$ref": "#/$defs/activity-block"})"},
       {"dry", "true: it is never run and counts as done.", R"({"type": "boolean"})"},
       {"secrets", "Has no effect here: it belongs into the provider.", ""},
       {"configuration", "Has no effect on an activity.", ""}});
  return shape;
}

const Shape& process_shape() {
  static const Shape shape(
      "process-provider", "Starts a program.",
      {{"type", "process", R"({"const": "process"})", true},
       {"path", "The program: a path, or a name that is looked for on PATH.", word, true},
       {"arguments", "A list of words, or one text for the shell.",
        R"({"type": ["array", "string", "object"]})"},
       {"timeout", "Seconds until it is ended.", R"({"type": ["number", "null"]})"},
       {"secrets", "Scopes of secrets; all placeholders see all of them anyway.", ""}});
  return shape;
}

const Shape& http_shape() {
  static const Shape shape(
      "http-provider", "Sends a request.",
      {{"type", "http", R"({"const": "http"})", true},
       {"url", "Where to.", word, true},
       {"method", "GET unless it says otherwise.", R"({"type": ["string", "null"]})"},
       {"headers", "Names and texts.",
        R"({"anyOf": [{"$ref": "#/$defs/falsy"},
                      {"type": "object", "additionalProperties": {"type": "string"}}]})"},
       {"timeout", "Seconds, or [connect, read].", R"({"$ref": "#/$defs/http-timeout"})"},
       {"arguments", "The query of a GET, else the body.", ""},
       {"verify_tls", "false: the certificate is not checked.", ""},
       {"secrets", "Scopes of secrets; all placeholders see all of them anyway.", ""},
       {"max_retries", "How often a failed connection is tried again.",
        R"({"type": ["integer", "null"], "minimum": 0})"},
       {"expected_status", "Has no effect: give the probe a tolerance.", ""}});
  return shape;
}

const Shape& python_shape() {
  static const Shape shape(
      "python-provider", "Calls a Python function.",
      {{"type", "python", R"({"const": "python"})", true},
       {"module", "Where the function is, for example chaosk8s.pod.probes.", word, true},
       {"func", "Its name.", word, true},
       {"arguments", "One member per parameter.",
        R"({"anyOf": [{"type": ["object", "null"]}, {"$ref": "#/$defs/placeholder"}]})"},
       {"secrets", "The scopes of secrets that the function gets.", ""},
       {"timeout", "Has no effect on a function.", ""}});
  return shape;
}

const Shape& control_shape() {
  static const Shape shape(
      "control", "Something that watches the run at fixed points.",
      {{"name", "What it is called.", word, true},
       {"provider", "What to call.", R"({"$ref": "#/$defs/control-provider"})", true},
       {"scope", "Only before, or only after.", R"({"enum": ["before", "after", null]})"},
       {"automatic", "false: for the whole experiment only, not for its parts.", ""},
       {"ref", "The name of a declared control.", ""}});
  return shape;
}

const std::vector<std::string>& hypothesis_strategies() {
  static const std::vector<std::string> words{"default",           "before-method-only",
                                              "after-method-only", "during-method-only",
                                              "continuously",      "skip"};
  return words;
}

const std::vector<std::string>& rollback_strategies() {
  static const std::vector<std::string> words{"default", "always", "never", "deviated"};
  return words;
}

const std::vector<std::string>& environment_casts() {
  static const std::vector<std::string> words{"str",    "string", "int",  "integer", "float",
                                              "number", "bytes",  "bool", "json"};
  return words;
}

const std::vector<std::string>& provider_types() {
  static const std::vector<std::string> words{"http", "process", "python"};
  return words;
}

const std::vector<std::string>& tolerance_types() {
  static const std::vector<std::string> words{"probe", "regex", "jsonpath", "jsonpath-rfc9535",
                                              "range"};
  return words;
}

}  // namespace brunt::codec
