// The JSON Schema of an experiment, made from the shapes that the validator uses.

#include "codec/brunt_block.h"
#include "codec/shape.h"

namespace brunt::codec {
namespace {

Json parsed(std::string_view text) {
  return Json::parse(text);
}

Json schema_of(const Shape& shape) {
  Json out = {{"description", shape.about}, {"type", "object"}};
  Json required = Json::array();
  Json properties = Json::object();
  for (const Member& member : shape.members) {
    Json property = member.schema.empty() ? Json::object() : parsed(member.schema);
    property["description"] = member.about;
    properties[std::string(member.name)] = std::move(property);
    if (member.required) required.push_back(member.name);
  }
  if (!required.empty()) out["required"] = std::move(required);
  out["properties"] = std::move(properties);
  if (!shape.more.empty()) out.update(parsed(shape.more));
  return out;
}

Json choice(const std::vector<std::string>& words) {
  return {{"enum", words}};
}

Json when(const Json& condition, const Json& then) {
  return {{"if", condition}, {"then", then}};
}

/// `{"properties": {key: {"const": word}}, "required": [key]}`: is an object's member that word?
Json has_word(const std::string& key, const std::string& word) {
  return {{"type", "object"},
          {"properties", {{key, {{"const", word}}}}},
          {"required", Json::array({key})}};
}

Json reference(const std::string& name) {
  return {{"$ref", "#/$defs/" + name}};
}

Json strategies() {
  const auto section = [](const std::vector<std::string>& words) {
    return Json{{"anyOf", Json::array({{{"type", "null"}},
                                       {{"type", "object"}, {"maxProperties", 0}},
                                       {{"type", "object"},
                                        {"required", {"strategy"}},
                                        {"properties", {{"strategy", choice(words)}}}}})}};
  };
  auto hypothesis = hypothesis_strategies();
  hypothesis.emplace_back("continously");  // as the reference spells it
  return {{"type", "object"},
          {"properties",
           {{"hypothesis", section(hypothesis)}, {"rollbacks", section(rollback_strategies())}}}};
}

Json provider() {
  Json out = {{"type", "object"},
              {"required", {"type"}},
              {"properties", {{"type", choice(provider_types())}}}};
  out["allOf"] = Json::array({when(has_word("type", "process"), reference("process-provider")),
                              when(has_word("type", "http"), reference("http-provider")),
                              when(has_word("type", "python"), reference("python-provider"))});
  return out;
}

Json control_provider() {
  Json out = parsed(R"({"type": "object", "required": ["type"],
                        "properties": {"type": {"type": "string", "minLength": 1}}})");
  out.update(when(has_word("type", "python"), parsed(R"({"required": ["module"],
                             "properties": {"module": {"type": "string", "minLength": 1}}})")));
  return out;
}

/// A tolerance in the method that is looked at must be one.
Json judged() {
  return parsed(R"({"if": {"required": ["brunt"], "properties": {"brunt": {"type": "object",
      "anyOf": [{"required": ["assert"], "properties": {"assert": {"const": true}}},
                {"required": ["retry"]}, {"required": ["until"]}]}}},
    "then": {"properties": {"tolerance": {"$ref": "#/$defs/tolerance"}}}})");
}

/// A reference, or an activity with a provider of its own.
Json activity() {
  Json out = parsed(R"({"type": "object", "minProperties": 1,
    "if": {"required": ["ref"], "properties": {"ref": {"not": {"type": "null"}}}},
    "then": {"properties": {"ref": {"type": "string", "minLength": 1},
                            "background": {"type": "boolean"},
                            "brunt": {"$ref": "#/$defs/activity-block"},
                            "controls": {"$ref": "#/$defs/controls"}}}})");
  out["else"] = reference("activity-itself");
  out["allOf"] = Json::array({judged()});
  return out;
}

Json environment(bool cast) {
  Json out = parsed(R"({"required": ["key"],
                        "properties": {"key": {"type": "string", "minLength": 1}}})");
  if (cast) out["properties"]["env_var_type"] = choice(environment_casts());
  return out;
}

Json configuration_entry() {
  return {{"description", "A value, or an object that says where to get it."},
          {"allOf", Json::array({when(has_word("type", "env"), environment(true)),
                                 when(has_word("type", "probe"),
                                      parsed(R"({"required": ["provider"], "properties":
                                           {"provider": {"$ref": "#/$defs/provider"}}})"))})}};
}

/// An entry that says where one secret is; anything else that is an object holds further secrets.
Json secret() {
  Json out = when(has_word("type", "env"), environment(false));
  Json vault =
      when(has_word("type", "vault"),
           parsed(R"({"required": ["path"], "properties": {"path": {"type": "string"}}})"));
  Json file = {{"if", parsed(R"({"type": "object", "required": ["type", "path"],
                                 "properties": {"type": {"const": "file"}}})")},
               {"then", true}};
  file["else"] = parsed(R"({"additionalProperties": {"$ref": "#/$defs/secret"}})");
  vault["else"] = std::move(file);
  out["else"] = std::move(vault);
  out["description"] = "A secret, or an object that says where to get it.";
  return out;
}

Json secret_scope() {
  Json entry = Json::array({has_word("type", "env"), has_word("type", "vault")});
  entry.push_back(parsed(R"({"type": "object", "required": ["type", "path"],
                             "properties": {"type": {"const": "file"}}})"));
  return {{"description", "A group of secrets."},
          {"type", "object"},
          {"not", {{"anyOf", std::move(entry)}}},
          {"additionalProperties", reference("secret")}};
}

Json tolerance() {
  Json object = {{"required", {"type"}}, {"properties", {{"type", choice(tolerance_types())}}}};
  const Json path = parsed(R"({"required": ["path"],
      "properties": {"path": {"type": "string", "pattern": "[^ \t\r\n]"}}})");
  object["allOf"] = Json::array(
      {when(has_word("type", "regex"),
            parsed(R"({"required": ["pattern"], "properties": {"pattern": {"type": "string"}}})")),
       when(has_word("type", "jsonpath"), path), when(has_word("type", "jsonpath-rfc9535"), path),
       when(has_word("type", "range"),
            parsed(R"({"required": ["range"], "properties": {"range": {"type": "array",
                "minItems": 2, "maxItems": 2, "items": {"type": ["number", "boolean"]}}}})")),
       when(has_word("type", "probe"),
            parsed(R"({"allOf": [{"$ref": "#/$defs/activity"}], "required": ["provider"],
                "properties": {"provider": {"type": "object", "required": ["arguments"],
                    "properties": {"arguments": {"type": "object"}}}}})"))});
  return {{"description",
           "What counts as normal: a value, a list, a range, a pattern, a path into "
           "the result, or a probe that judges."},
          {"type", {"boolean", "integer", "string", "array", "object"}},
          {"if", {{"type", "object"}}},
          {"then", std::move(object)}};
}

Json http_timeout() {
  return parsed(R"({"anyOf": [{"type": "null"}, {"type": "number", "exclusiveMinimum": 0},
      {"type": "string", "pattern": "[$]"},
      {"type": "array", "minItems": 2, "maxItems": 2,
       "items": {"anyOf": [{"type": "null"}, {"type": "number", "exclusiveMinimum": 0},
                           {"type": "string", "pattern": "[$]"}]}}]})");
}

Json pauses() {
  const Json pause = parsed(R"({"anyOf": [{"type": "null"}, {"type": "number", "minimum": 0},
      {"type": "string", "pattern": "^\\$\\{(.|\n)*\\}$"}]})");
  return {{"type", "object"}, {"properties", {{"before", pause}, {"after", pause}}}};
}

Json definitions() {
  Json out = Json::object();
  out["truthy"] = parsed(R"({"not": {"enum": [null, false, 0, "", [], {}]}})");
  out["falsy"] = parsed(R"({"enum": [null, false, 0, "", [], {}]})");
  out["placeholder"] =
      parsed(R"({"type": "string", "pattern": "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$"})");
  out["hypothesis"] = schema_of(hypothesis_shape());
  out["hypothesis-probe"] = parsed(R"({"allOf": [{"$ref": "#/$defs/activity"}],
      "required": ["tolerance"], "properties": {"tolerance": {"$ref": "#/$defs/tolerance"}}})");
  out["activity"] = activity();
  out["activity-itself"] = schema_of(activity_shape());
  for (const Shape* shape : {&activity_block_shape(), &experiment_block_shape()})
    out[std::string(shape->name)] = schema_of(*shape);
  out["pauses"] = pauses();
  out["provider"] = provider();
  for (const Shape* shape : {&process_shape(), &http_shape(), &python_shape()})
    out[std::string(shape->name)] = schema_of(*shape);
  out["http-timeout"] = http_timeout();
  out["tolerance"] = tolerance();
  out["controls"] = parsed(R"({"anyOf": [{"$ref": "#/$defs/falsy"},
                                {"type": "array", "items": {"$ref": "#/$defs/control"}}]})");
  out["control"] = schema_of(control_shape());
  out["control-provider"] = control_provider();
  out["configuration-entry"] = configuration_entry();
  out["secret-scope"] = secret_scope();
  out["secret"] = secret();
  out["runtime"] = strategies();
  return out;
}

}  // namespace

Json experiment_schema() {
  Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Chaos Toolkit experiment"}};
  out.update(schema_of(experiment_shape()));
  out["$defs"] = definitions();
  return out;
}

}  // namespace brunt::codec
