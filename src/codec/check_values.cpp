#include "base/text.h"
#include "codec/checker.h"

namespace brunt::codec {
namespace {

const std::vector<std::string> casts{"str",    "string", "int",  "integer", "float",
                                     "number", "bytes",  "bool", "json"};

void check_env(Checker& checker, const Json& entry, const std::string& pointer, bool is_secret) {
  const Json* key = checker.require(entry, pointer, "key", "an env entry names no variable",
                                    "\"key\": the name of an environment variable", "add it");
  if (key != nullptr && (!key->is_string() || !truthy(*key))) {
    checker.report(pointer + "/key", "the name of an environment variable is not a text",
                   shown(*key), "a name such as \"API_TOKEN\"", "write a text");
  }
  const Json* cast = find(entry, "env_var_type");
  if (cast == nullptr || is_secret) return;
  const std::string name = cast->is_string() ? cast->get<std::string>() : "";
  for (const std::string& known : casts) {
    if (name == known) return;
  }
  const std::string meant = closest(name, casts);
  checker.report(pointer + "/env_var_type", "unknown type for an environment variable",
                 shown(*cast), join(casts, ", "),
                 meant.empty() ? "use one of these" : "did you mean \"" + meant + "\"?");
}

void check_secret(Checker& checker, const Json& value, const std::string& pointer) {
  if (!value.is_object()) return;
  const std::string type = string_or(value, "type");
  if (type == "env") return check_env(checker, value, pointer, true);
  if (type == "vault") {
    const Json* path = find(value, "path");
    if (path == nullptr || !path->is_string()) {
      checker.report(pointer, "a vault entry has no path",
                     path == nullptr ? "no \"path\"" : shown(*path),
                     "\"path\": where the secret is", "add it");
    }
    return;
  }
  for (const auto& [name, item] : value.items()) {
    check_secret(checker, item, pointer + pointer_part(name));
  }
}

}  // namespace

void check_configuration(Checker& checker, const Json& value) {
  checker.about("configuration");
  if (!value.is_object()) {
    checker.report("/configuration", "the configuration is not an object", shown(value),
                   "an object, one member per key", "write {}, or leave it out");
    return;
  }
  for (const auto& [name, entry] : value.items()) {
    const std::string type = string_or(entry, "type");
    const std::string pointer = "/configuration" + pointer_part(name);
    checker.about("configuration key " + name);
    if (type == "env") check_env(checker, entry, pointer, false);
    if (type == "probe") check_activity(checker, entry, pointer, "configuration", false);
  }
}

void check_secrets(Checker& checker, const Json& value) {
  checker.about("secrets");
  if (!value.is_object()) {
    checker.report("/secrets", "the secrets are not an object",
                   value.is_string() ? "a text, not shown" : shown(value),
                   "an object of scopes, each an object", "write {}, or leave it out");
    return;
  }
  for (const auto& [scope, values] : value.items()) {
    const std::string pointer = "/secrets" + pointer_part(scope);
    checker.about("secret scope " + scope);
    const std::string type = string_or(values, "type");
    if (!values.is_object() || type == "env" || type == "vault") {
      // The value itself may be the secret: it is not shown.
      checker.report(
          pointer, "a secret scope is not an object of secrets",
          values.is_object() ? "one entry of type \"" + type + "\"" : "a single value, not shown",
          "two levels: a scope, then its secrets",
          "write {" + to_text(Json(scope)) + ": {\"name\": ...}}");
      continue;
    }
    for (const auto& [name, item] : values.items()) {
      checker.about(std::string("secret ").append(name).append(" of scope ").append(scope));
      check_secret(checker, item, pointer + pointer_part(name));
    }
  }
}

}  // namespace brunt::codec
