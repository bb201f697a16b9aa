#include "config/resolve.h"

#include <map>
#include <optional>

#include "base/text.h"
#include "codec/redact.h"
#include "codec/substitute.h"
#include "config/cast.h"
#include "config/vault.h"

namespace brunt::config {
namespace {

bool is_entry(const Json& value, std::string_view type) {
  return string_or(value, "type") == type;
}

bool is_file_entry(const Json& value) {
  const Json* path = find(value, "path");
  return is_entry(value, "file") && path != nullptr && path->is_string();
}

class Resolver {
 public:
  Resolver(const Inputs& inputs, const codec::Positions& positions)
      : inputs_(inputs), positions_(positions) {}

  /// What needs no probe.
  void configuration(const Json& declared) {
    for (const auto& [key, value] : declared.items()) {
      const Json* given = find(inputs_.overrides, key);
      const Json& entry = given != nullptr ? *given : value;
      if (is_entry(entry, "probe")) continue;
      const std::string pointer = "/configuration" + codec::pointer_part(key);
      what_ = "configuration key " + key;
      auto resolved = static_value(entry, key, pointer);
      if (!resolved) continue;
      const bool marked = find(value, "secret") != nullptr && value["secret"] == true;
      if (marked || key == "vault_token" || key == "vault_role_secret") hide(*resolved);
      out_.configuration[key] = std::move(*resolved);
    }
    warn_of_undeclared(declared, inputs_.overrides, "/configuration", "--var ", "configuration");
  }

  void secrets(const Json& declared) {
    for (const auto& [scope, values] : declared.items()) {
      const std::string pointer = "/secrets" + codec::pointer_part(scope);
      const Json* given = find(inputs_.secret_overrides, scope);
      if (given != nullptr && !given->is_object()) {
        what_ = "secret scope " + scope;
        refuse("secrets/scope", pointer, "a file gives a secret scope that is no object",
               "a single value, not shown", "an object of secrets",
               "write " + to_text(Json(scope)) + ": {\"name\": ...} in the file");
        continue;
      }
      Json resolved = Json::object();
      if (given == nullptr || inputs_.merge_secrets) resolved = scope_of(scope, values, given);
      if (given != nullptr) {
        for (const auto& [name, value] : given->items())
          resolved[name] = value;
      }
      hide(resolved);
      out_.secrets[scope] = std::move(resolved);
    }
    warn_of_undeclared(declared, inputs_.secret_overrides, "/secrets", "scope ", "secrets");
    if (!vault_) return;
    for (std::string& text : vault_->confidential())
      out_.confidential.push_back(std::move(text));
  }

  /// Puts what probes give in its place; each sees what is declared before it.
  void dynamic_configuration(const Json& declared) {
    Json all = Json::object();
    std::vector<std::string> failed;
    for (const auto& [key, value] : declared.items()) {
      if (const Json* known = find(out_.configuration, key)) {
        all[key] = *known;
        continue;
      }
      const Json* given = find(inputs_.overrides, key);
      const Json& entry = given != nullptr ? *given : value;
      if (!is_entry(entry, "probe")) continue;
      if (!inputs_.probe) {
        out_.pending.push_back(key);
        continue;
      }
      auto found = asked(entry, all);
      if (found) {
        all[key] = *std::move(found);
      } else {
        failed.push_back(key + ": " + found.error().what);
      }
    }
    out_.configuration = std::move(all);
    if (!failed.empty()) warn_of_failed(failed);
  }

  std::expected<Resolved, std::vector<codec::Problem>> take() {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(out_);
  }

  bool failed() const { return !problems_.empty(); }

 private:
  codec::Problem problem(std::string rule, const std::string& pointer, std::string summary,
                         std::string found, std::string expected, std::string hint) const {
    const codec::Place place = positions_.of(pointer);
    codec::Problem out{.line = place.line, .column = place.column, .pointer = pointer};
    out.summary = std::move(summary);
    out.what = what_;
    out.found = std::move(found);
    out.expected = std::move(expected);
    out.hint = std::move(hint);
    out.rule = std::move(rule);
    return out;
  }

  void refuse(std::string rule, const std::string& pointer, std::string summary, std::string found,
              std::string expected, std::string hint) {
    problems_.push_back(problem(std::move(rule), pointer, std::move(summary), std::move(found),
                                std::move(expected), std::move(hint)));
  }

  Result<Json> asked(const Json& entry, const Json& configuration) const {
    const Json output = BRUNT_TRY(inputs_.probe(entry, configuration, out_.secrets));
    return probe_value(string_or(entry["provider"], "type"), output);
  }

  std::optional<Json> static_value(const Json& value, const std::string& key,
                                   const std::string& pointer) {
    if (is_entry(value, "env")) return from_environment(value, key, pointer);
    if (is_file_entry(value)) return from_file(value, "configuration/resolve", pointer);
    return value;
  }

  std::optional<Json> from_environment(const Json& entry, const std::string& key,
                                       const std::string& pointer) {
    const std::string name = string_or(entry, "key");
    const Json* otherwise = find(entry, "default");
    Json value;
    if (const auto found = inputs_.environment(name)) {
      value = as_utf8(*found);
    } else if (otherwise != nullptr) {
      value = *otherwise;
    } else {
      refuse("configuration/resolve", pointer, "an environment variable is not set",
             name + " is not set", "a value in the environment, or a \"default\"",
             "set it, or give the value: --var " + key + "=VALUE");
      return std::nullopt;
    }
    auto result = cast(value, string_or(entry, "env_var_type"));
    if (result) return std::move(*result);
    refuse("configuration/resolve", pointer, "an environment variable has the wrong type",
           name + ": " + result.error().what, "a value of type " + string_or(entry, "env_var_type"),
           "set it to such a value, or change \"env_var_type\"");
    return std::nullopt;
  }

  std::optional<Json> from_file(const Json& entry, const char* rule, const std::string& pointer) {
    auto text = text_of_file(at_home(string_or(entry, "path"), inputs_.environment));
    if (text) return Json(*std::move(text));
    refuse(rule, pointer, "a file with a value cannot be read",
           text.error().context.empty() ? text.error().what
                                        : text.error().context + ": " + text.error().what,
           "a file that can be read, of at most 1 MiB", "make it, or correct \"path\"");
    return std::nullopt;
  }

  /// What the document declares in a scope, without what is given for it.
  Json scope_of(const std::string& scope, const Json& values, const Json* given) {
    Json out = Json::object();
    for (const auto& [name, value] : values.items()) {
      if (given != nullptr && given->contains(name)) continue;
      what_.assign("secret ").append(name).append(" of scope ").append(scope);
      out[name] =
          secret(value, "/secrets" + codec::pointer_part(scope) + codec::pointer_part(name));
    }
    return out;
  }

  Json secret(const Json& value, const std::string& pointer) {
    if (!value.is_object()) return value;
    if (is_entry(value, "env")) return secret_from_environment(value, pointer);
    if (is_entry(value, "vault")) return secret_from_vault(value, pointer);
    if (is_file_entry(value)) return from_file(value, "secrets/resolve", pointer).value_or(Json());
    Json out = Json::object();
    for (const auto& [name, item] : value.items())
      out[name] = secret(item, pointer + codec::pointer_part(name));
    return out;
  }

  Json secret_from_environment(const Json& entry, const std::string& pointer) {
    const std::string name = string_or(entry, "key");
    if (const auto found = inputs_.environment(name)) return as_utf8(*found);
    refuse("secrets/resolve", pointer, "the environment variable of a secret is not set",
           name + " is not set", "a value in the environment", "set it");
    return nullptr;
  }

  Json secret_from_vault(const Json& entry, const std::string& pointer) {
    const auto lost = [&](const Error& error) {
      refuse("secrets/resolve", pointer, "a secret cannot be read from Vault",
             error.context.empty() ? error.what : error.context + ": " + error.what,
             "a Vault that answers, and may be read",
             "look at VAULT_ADDR and the token, or at the path");
      return Json();
    };
    if (!vault_) {
      auto settings = vault_settings(out_.configuration, inputs_.environment);
      if (!settings) return lost(settings.error());
      vault_.emplace(*std::move(settings));
    }
    const std::string path = string_or(entry, "path");
    auto cached = payloads_.find(path);
    if (cached == payloads_.end()) {
      auto payload = vault_->read(path, inputs_.limits);
      if (!payload) return lost(payload.error());
      cached = payloads_.emplace(path, *std::move(payload)).first;
    }
    const Json* key = find(entry, "key");
    if (key == nullptr || key->is_null()) return cached->second;
    const std::string name = codec::python_text(*key);
    if (const Json* member = find(cached->second, name)) return *member;
    refuse("secrets/resolve", pointer, "a secret in Vault has no such key",
           "no \"" + name + "\" at " + path, "a key of that secret", "correct \"key\"");
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

  void warn_of_failed(const std::vector<std::string>& failed) {
    const codec::Redactor redactor(out_.confidential);
    what_ = "configuration by probes";
    out_.warnings.push_back(problem("configuration/probe-failed", "/configuration",
                                    "a configuration key is left out because its probe failed",
                                    redactor.text(join(failed, "\n")), "a probe that succeeds",
                                    "look at the probe, or give the value: --var KEY=VALUE"));
    out_.warnings.back().is_warning = true;
  }

  void warn_of_undeclared(const Json& declared, const Json& given, const std::string& pointer,
                          const std::string& what, const std::string& part) {
    std::vector<std::string> names;
    for (const auto& [name, value] : declared.items())
      names.push_back(name);
    for (const auto& [key, value] : given.items()) {
      if (declared.contains(key)) continue;
      what_ = what + key;
      const std::string meant = codec::meant_by(key, names);
      out_.warnings.push_back(problem(
          "configuration/undeclared", pointer,
          "a value is given for a key that the experiment does not declare", "\"" + key + "\"",
          names.empty() ? "none: the experiment declares no " + part : join(names, ", "),
          meant.empty() ? "declare it under \"" + part + "\"" : "did you mean \"" + meant + "\"?"));
      out_.warnings.back().is_warning = true;
    }
  }

  const Inputs& inputs_;
  const codec::Positions& positions_;
  std::string what_;
  std::optional<Vault> vault_;
  std::map<std::string, Json> payloads_;  ///< of Vault, by path
  Resolved out_;
  std::vector<codec::Problem> problems_;
};

Json hidden(const Json& value) {
  if (is_entry(value, "env") || is_entry(value, "vault") || is_file_entry(value)) return value;
  if (!value.is_object()) return std::string(codec::redacted);
  Json out = value;
  for (Json& item : out)
    item = hidden(item);
  return out;
}

}  // namespace

std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Inputs& inputs,
                                                             const codec::Positions& positions) {
  Resolver resolver(inputs, positions);
  resolver.configuration(experiment.configuration);
  resolver.secrets(experiment.secrets);
  if (!resolver.failed()) resolver.dynamic_configuration(experiment.configuration);
  return resolver.take();
}

std::expected<Resolved, std::vector<codec::Problem>> resolve(const model::Experiment& experiment,
                                                             const Json& overrides,
                                                             const Environment& environment,
                                                             const codec::Positions& positions) {
  Inputs inputs;
  inputs.overrides = overrides;
  inputs.environment = environment;
  return resolve(experiment, inputs, positions);
}

Json hide_inline_secrets(const Json& secrets) {
  return hidden(secrets);
}

}  // namespace brunt::config
