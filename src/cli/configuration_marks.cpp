#include "cli/configuration_marks.h"

#include <random>

#include <fmt/format.h>

#include "impact/digest.h"

namespace brunt::cli {
namespace {

constexpr std::size_t digits = 16;

std::string mark_of(const std::string& salt, const std::string& key, const Json& value) {
  return impact::sha256(salt + "\n" + key + "\n" + impact::canonical_json(value)).substr(0, digits);
}

}  // namespace

Json mark_configuration(const Json& configuration) {
  std::random_device chance;
  std::string salt;
  for (int i = 0; i < 4; ++i)
    salt += fmt::format("{:08x}", chance());
  Json marks = Json::object();
  for (const auto& [key, value] : configuration.items())
    marks[key] = mark_of(salt, key, value);
  return {{"salt", salt}, {"marks", std::move(marks)}};
}

std::vector<std::string> changed_since(const Json& marked, const Json& configuration) {
  std::vector<std::string> changed;
  const std::string salt = string_or(marked, "salt");
  const Json* marks = find(marked, "marks");
  if (marks == nullptr || !marks->is_object()) return changed;
  for (const auto& [key, mark] : marks->items()) {
    const Json* value = find(configuration, key);
    if (value == nullptr || mark != Json(mark_of(salt, key, *value))) changed.push_back(key);
  }
  for (const auto& [key, value] : configuration.items()) {
    if (!marks->contains(key)) changed.push_back(key);
  }
  return changed;
}

}  // namespace brunt::cli
