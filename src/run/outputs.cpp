#include "run/outputs.h"

#include <algorithm>
#include <utility>

#include "analysis/jsonpath.h"

namespace brunt::run {
namespace {

Json at_path(const std::string& path, const Json& output) {
  if (path.empty()) return output;
  const auto parsed = analysis::JsonPath::parse(path);
  if (!parsed) return nullptr;  // refused before the run
  auto matches = parsed->matches(output);
  return matches && !matches->empty() ? std::move(matches->front()) : Json();
}

bool mentions(const Json& value, const std::string& placeholder) {
  if (value.is_string()) {
    return value.get_ref<const std::string&>().find(placeholder) != std::string::npos;
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), [&](const Json& item) {
           return mentions(item, placeholder);
         });
}

}  // namespace

void Outputs::keep(const model::NamedOutput& name, const Json& output) {
  Json value = at_path(name.path, output);
  if (value.is_null()) return;
  if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
      text.pop_back();
  }
  const std::lock_guard lock(mutex_);
  kept_[name.name] = std::move(value);
}

Json Outputs::over(const Json& configuration) const {
  const std::lock_guard lock(mutex_);
  Json out = configuration;
  if (!kept_.empty()) out.update(kept_);
  return out;
}

std::string Outputs::missing_in(const Json& value, const std::vector<std::string>& names) const {
  const std::lock_guard lock(mutex_);
  for (const auto& name : names) {
    if (!kept_.contains(name) && mentions(value, "${" + name + "}")) return name;
  }
  return "";
}

}  // namespace brunt::run
