#include "config/resolve.h"

#include "base/text.h"
#include "codec/redact.h"
#include "codec/substitute.h"
#include "config/cast.h"

namespace brunt::config {
namespace {

bool is_entry(const Json& value) {
  return value.is_object() && find(value, "type") != nullptr;
}

class Resolver {
 public:
  Resolver(const Environment& environment, const codec::Positions& positions)
      : environment_(environment), positions_(positions) {}

  void configuration(const Json& declared, const Json& overrides) {
    for (const auto& [key, value] : declared.items()) {
      const Json* given = find(overrides, key);
      const std::string pointer = "/configuration" + codec::pointer_part(key);
      what_ = "configuration key " + key;
      auto resolved = configuration_entry(given != nullptr ? *given : value, key, pointer);
      if (!resolved) continue;
      const bool marked = find(value, "secret") != nullptr && value["secret"] == true;
      if (marked || key == "vault_token" || key == "vault_role_secret") hide(*resolved);
      out_.configuration[key] = std::move(*resolved);
    }
    warn_of_undeclared(declared, overrides);
  }

  void secrets(const Json& declared) {
    for (const auto& [scope, values] : declared.items()) {
      Json resolved = Json::object();
      for (const auto& [name, value] : values.items()) {
        what_.assign("secret ").append(name).append(" of scope ").append(scope);
        const std::string pointer =
            "/secrets" + codec::pointer_part(scope) + codec::pointer_part(name);
        resolved[name] = secret(value, pointer);
        hide(resolved[name]);
      }
      out_.secrets[scope] = std::move(resolved);
    }
  }

  std::expected<Resolved, std::vector<codec::Problem>> take() {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(out_);
  }

 private:
  codec::Problem problem(const std::string& pointer, std::string summary, std::string found,
                         std::string expected, std::string hint) const {
    const codec::Place place = positions_.of(pointer);
    codec::Problem out{.line = place.line, .column = place.column, .pointer = pointer};
    out.summary = std::move(summary);
    out.what = what_;
    out.found = std::move(found);
    out.expected = std::move(expected);
    out.hint = std::move(hint);
    return out;
  }

  std::optional<Json> configuration_entry(const Json& value, const std::string& key,
                                          const std::string& pointer) {
    if (!is_entry(value)) return value;
    const std::string type = string_or(value, "type");
    if (type == "env") return configuration_from_environment(value, key, pointer);
    if (type != "probe") return value;
    problems_.push_back(problem(
        pointer, "configuration by a probe is not supported yet", "an entry of type \"probe\"",
        "a value, or an entry of type \"env\"", "give the value: --var " + key + "=VALUE"));
    return std::nullopt;
  }

  std::optional<Json> configuration_from_environment(const Json& entry, const std::string& key,
                                                     const std::string& pointer) {
    const std::string name = string_or(entry, "key");
    const Json* otherwise = find(entry, "default");
    Json value;
    if (const auto found = environment_(name)) {
      value = as_utf8(*found);
    } else if (otherwise != nullptr) {
      value = *otherwise;
    } else {
      problems_.push_back(problem(pointer, "an environment variable is not set",
                                  name + " is not set",
                                  "a value in the environment, or a \"default\"",
                                  "set it, or give the value: --var " + key + "=VALUE"));
      return std::nullopt;
    }
    auto result = cast(value, string_or(entry, "env_var_type"));
    if (result) return std::move(*result);
    problems_.push_back(problem(pointer, "an environment variable has the wrong type",
                                name + ": " + result.error().what,
                                "a value of type " + string_or(entry, "env_var_type"),
                                "set it to such a value, or change \"env_var_type\""));
    return std::nullopt;
  }

  Json secret(const Json& value, const std::string& pointer) {
    if (!value.is_object()) return value;
    const std::string type = string_or(value, "type");
    if (type == "env") return secret_from_environment(value, pointer);
    if (type == "vault") {
      problems_.push_back(problem(pointer, "secrets from Vault are not supported yet",
                                  "an entry of type \"vault\"",
                                  "a value, or an entry of type \"env\"",
                                  "read it before the run and give it in the environment"));
      return nullptr;
    }
    Json out = Json::object();
    for (const auto& [name, item] : value.items()) {
      out[name] = secret(item, pointer + codec::pointer_part(name));
    }
    return out;
  }

  Json secret_from_environment(const Json& entry, const std::string& pointer) {
    const std::string name = string_or(entry, "key");
    if (const auto found = environment_(name)) return as_utf8(*found);
    problems_.push_back(problem(pointer, "the environment variable of a secret is not set",
                                name + " is not set", "a value in the environment", "set it"));
    return nullptr;
  }

  /// Every text and number in `value` is confidential.
  void hide(const Json& value) {
    if (value.is_structured()) {
      for (const Json& item : value)
        hide(item);
    } else if (value.is_string() || value.is_number()) {
      out_.confidential.push_back(codec::python_text(value));
    }
  }

  void warn_of_undeclared(const Json& declared, const Json& overrides) {
    std::vector<std::string> names;
    for (const auto& [name, value] : declared.items())
      names.push_back(name);
    for (const auto& [key, value] : overrides.items()) {
      if (declared.contains(key)) continue;
      what_ = "--var " + key;
      const std::string meant = closest(key, names);
      out_.warnings.push_back(problem(
          "/configuration", "a value is given for a key that the experiment does not declare",
          "\"" + key + "\"",
          names.empty() ? "no --var: there is no configuration" : join(names, ", "),
          meant.empty() ? "declare it under \"configuration\""
                        : "did you mean \"" + meant + "\"?"));
      out_.warnings.back().is_warning = true;
    }
  }

  const Environment& environment_;
  const codec::Positions& positions_;
  std::string what_;
  Resolved out_;
  std::vector<codec::Problem> problems_;
};

Json hidden(const Json& value) {
  const std::string type = string_or(value, "type");
  if (type == "env" || type == "vault") return value;
  if (!value.is_object()) return std::string(codec::redacted);
  Json out = value;
  for (Json& item : out)
    item = hidden(item);
  return out;
}

}  // namespace

std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Json& overrides,
                                                             const Environment& environment,
                                                             const codec::Positions& positions) {
  Resolver resolver(environment, positions);
  resolver.configuration(experiment.configuration, overrides);
  resolver.secrets(experiment.secrets);
  return resolver.take();
}

Json hide_inline_secrets(const Json& secrets) {
  return hidden(secrets);
}

}  // namespace brunt::config
