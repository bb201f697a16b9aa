#include <algorithm>

#include "base/text.h"
#include "codec/checker.h"

namespace brunt::codec {
namespace {

void check_env(Checker& checker, const Json& entry, const Way& way, bool is_secret) {
  const Json* key = find(entry, "key");
  if (key == nullptr) {
    checker.missing("entry/env-key", entry, way, "key",
                    {"an env entry names no variable", "",
                     "\"key\": the name of an environment variable", "add it"});
  } else if (!is_word(*key)) {
    checker.report("entry/env-key", way / "key",
                   {"the name of an environment variable is not a text", shown(*key),
                    "a name such as \"API_TOKEN\"", "write a text"});
  }
  const Json* cast = find(entry, "env_var_type");
  if (cast == nullptr || is_secret) return;
  const std::string name = cast->is_string() ? cast->get<std::string>() : "";
  const auto& known = environment_casts();
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  checker.report("entry/env-type", way / "env_var_type",
                 {"unknown type for an environment variable", shown(*cast), join(known, ", "),
                  suggestion(name, known)});
}

void check_secret(Checker& checker, const Json& value, const Way& way) {
  if (!value.is_object()) return;
  const std::string type = string_or(value, "type");
  if (type == "env") return check_env(checker, value, way, true);
  if (type == "file" && find(value, "path") != nullptr) return;
  if (type == "vault") {
    const Json* path = find(value, "path");
    if (path != nullptr && path->is_string()) return;
    checker.report("entry/vault-path", way,
                   {"a vault entry has no path", path == nullptr ? "no \"path\"" : shown(*path),
                    "\"path\": where the secret is", "add it"});
    return;
  }
  for (const auto& [name, item] : value.items())
    check_secret(checker, item, way / name);
}

/// The value itself may be the secret: it is not shown.
void refuse_scope(Checker& checker, const std::string& scope, const Json& values, const Way& way) {
  const std::string type = string_or(values, "type");
  checker.report(
      "secrets/scope", way,
      {"a secret scope is not an object of secrets",
       values.is_object() ? "one entry of type \"" + type + "\"" : "a single value, not shown",
       "two levels: a scope, then its secrets",
       "write {" + to_text(Json(scope)) + ": {\"name\": ...}}"});
}

}  // namespace

void check_configuration(Checker& checker, const Json& value, const Way& way) {
  checker.about("configuration");
  if (!value.is_object()) {
    checker.report("configuration/shape", way,
                   {"the configuration is not an object", shown(value),
                    "an object, one member per key", "write {}, or leave it out"});
    return;
  }
  for (const auto& [name, entry] : value.items()) {
    const std::string type = string_or(entry, "type");
    const Way at = way / name;
    checker.about("configuration key", name);
    if (type == "env") check_env(checker, entry, at, false);
    if (type == "probe") check_provider(checker, entry, at);
  }
}

void check_secrets(Checker& checker, const Json& value, const Way& way) {
  checker.about("secrets");
  if (!value.is_object()) {
    checker.report(
        "secrets/shape", way,
        {"the secrets are not an object", value.is_string() ? "a text, not shown" : shown(value),
         "an object of scopes, each an object", "write {}, or leave it out"});
    return;
  }
  for (const auto& [scope, values] : value.items()) {
    checker.about("secret scope", scope);
    const Way at = way / scope;
    const std::string type = string_or(values, "type");
    const bool one_entry =
        type == "env" || type == "vault" || (type == "file" && find(values, "path") != nullptr);
    if (!values.is_object() || one_entry) {
      refuse_scope(checker, scope, values, at);
      continue;
    }
    for (const auto& [name, item] : values.items()) {
      std::string what = name;
      what.append(" of scope ").append(scope);
      checker.about("secret", what);
      check_secret(checker, item, at / name);
      checker.about("secret scope", scope);
    }
  }
}

}  // namespace brunt::codec
