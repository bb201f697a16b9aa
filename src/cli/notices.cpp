#include "cli/notices.h"

#include "codec/redact.h"
#include "config/resolve.h"

namespace brunt::cli {
namespace {

/// Adds the texts of `secret` that are not the same in `hidden`.
void add_hidden(const Json& secret, const Json& hidden, std::vector<std::string>& into) {
  if (secret.is_object() && hidden.is_object()) {
    for (const auto& [key, value] : secret.items())
      if (const Json* other = find(hidden, key)) add_hidden(value, *other, into);
  } else if (secret.is_array() && hidden.is_array() && secret.size() == hidden.size()) {
    for (std::size_t i = 0; i < secret.size(); ++i)
      add_hidden(secret[i], hidden[i], into);
  } else if (secret != hidden && secret.is_structured()) {
    for (const auto& part : secret)
      add_hidden(part, nullptr, into);
  } else if (secret != hidden) {
    into.push_back(secret.is_string() ? secret.get<std::string>() : to_text(secret));
  }
}

}  // namespace

std::vector<std::string> inline_secrets(const Json& secrets) {
  std::vector<std::string> texts;
  add_hidden(secrets, config::hide_inline_secrets(secrets), texts);
  return texts;
}

void Notices::experiment(std::string_view event, const Json& document, const Limits& limits,
                         const std::optional<std::string>& error) const {
  if (!notifier_.any()) return;
  Json shown = document;
  std::vector<std::string> secrets;
  if (const Json* declared = find(document, "secrets")) {
    secrets = inline_secrets(*declared);
    shown["secrets"] = config::hide_inline_secrets(*declared);
  }
  notifier_.send(event, codec::Redactor(secrets).value(shown), limits, error);
}

void Notices::plain(std::string_view event, const Json& payload, const Limits& limits,
                    const std::optional<std::string>& error) const {
  notifier_.send(event, payload, limits, error);
}

void Notices::run_ended(const Json& journal, const Limits& limits) const {
  const bool completed = string_or(journal, "status") == "completed";
  notifier_.send(completed ? "run-completed" : "run-failed", journal, limits);
  if (is_true(journal, "deviated")) notifier_.send("run-deviated", journal, limits);
}

}  // namespace brunt::cli
