#include "sandbox/cluster/selector.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::sandbox::cluster {
namespace {

bool name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool valid_name(std::string_view text) {
  const auto alphanumeric = [](char c) {
    return name_character(c) && c != '-' && c != '_' && c != '.';
  };
  return !text.empty() && text.size() <= 63 && alphanumeric(text.front()) &&
         alphanumeric(text.back()) && std::all_of(text.begin(), text.end(), name_character);
}

bool valid_key(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == std::string_view::npos) return valid_name(key);
  const std::string_view prefix = key.substr(0, slash);
  return !prefix.empty() && prefix.size() <= 253 &&
         std::all_of(prefix.begin(), prefix.end(), name_character) &&
         valid_name(key.substr(slash + 1));
}

bool valid_value(std::string_view value) {
  return value.empty() || valid_name(value);
}

/// Reads one selector, left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<LabelSelector> read() {
    LabelSelector out;
    skip_blanks();
    if (done()) return out;
    while (true) {
      out.push_back(BRUNT_TRY(rule()));
      skip_blanks();
      if (done()) return out;
      if (text_[at_] != ',') return wrong(fmt::format("found '{}', expected: ','", rest()));
      ++at_;
      skip_blanks();
    }
  }

 private:
  Result<LabelRule> rule() {
    LabelRule rule;
    if (take("!")) {
      rule.kind = LabelRule::Kind::absent;
      rule.key = BRUNT_TRY(key());
      return rule;
    }
    rule.key = BRUNT_TRY(key());
    skip_blanks();
    if (done() || text_[at_] == ',') return rule;
    if (take("!=")) return with_value(std::move(rule), LabelRule::Kind::not_in);
    if (take("==") || take("=")) return with_value(std::move(rule), LabelRule::Kind::in);
    const std::string word(token());
    if (word == "in") return with_set(std::move(rule), LabelRule::Kind::in);
    if (word == "notin") return with_set(std::move(rule), LabelRule::Kind::not_in);
    return wrong(
        fmt::format("found '{}', expected: in, notin, =, ==, !=", word + std::string(rest())));
  }

  Result<LabelRule> with_value(LabelRule rule, LabelRule::Kind kind) {
    skip_blanks();
    rule.kind = kind;
    rule.values.emplace_back(token());
    if (!valid_value(rule.values.back()))
      return wrong(fmt::format("invalid label value: '{}'", rule.values.back()));
    return rule;
  }

  Result<LabelRule> with_set(LabelRule rule, LabelRule::Kind kind) {
    rule.kind = kind;
    skip_blanks();
    if (!take("(")) return wrong(fmt::format("found '{}', expected: '('", rest()));
    while (true) {
      skip_blanks();
      rule.values.emplace_back(token());
      if (!valid_value(rule.values.back()))
        return wrong(fmt::format("invalid label value: '{}'", rule.values.back()));
      skip_blanks();
      if (take(")")) return rule;
      if (!take(",")) return wrong(fmt::format("found '{}', expected: ',' or ')'", rest()));
    }
  }

  Result<std::string> key() {
    skip_blanks();
    std::string found(token());
    if (!valid_key(found))
      return wrong(fmt::format("found '{}', expected: a label's key", found + std::string(rest())));
    return found;
  }

  std::string_view token() {
    const std::size_t from = at_;
    while (!done() && (name_character(text_[at_]) || text_[at_] == '/'))
      ++at_;
    return text_.substr(from, at_ - from);
  }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_blanks() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t'))
      ++at_;
  }
  bool done() const { return at_ >= text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  static std::unexpected<Error> wrong(const std::string& what) {
    return std::unexpected(Error{Errc::invalid_input, "unable to parse requirement: " + what, ""});
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  return value.dump();
}

/// The text at a path such as `metadata.name`; "" when there is none, as in a real API server.
std::string field(const Json& object, std::string_view path) {
  if (path == "spec.unschedulable" || path == "spec.hostNetwork") {
    const Json* spec = find(object, "spec");
    const Json* flag = spec == nullptr ? nullptr : find(*spec, path.substr(5));
    return flag != nullptr && flag->is_boolean() && flag->get<bool>() ? "true" : "false";
  }
  if (path == "source" || path == "reportingComponent") {
    const Json* source = find(object, "source");
    return source == nullptr ? string_or(object, "reportingController")
                             : string_or(*source, "component");
  }
  const Json* at = &object;
  for (const std::string& part : split(path, '.')) {
    at = find(*at, part);
    if (at == nullptr) return "";
  }
  return text_of(*at);
}

const std::vector<std::string>& fields_of(std::string_view resource) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> known{
      {"pods",
       {"spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
        "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"}},
      {"nodes", {"spec.unschedulable"}},
      {"namespaces", {"status.phase"}},
      {"events",
       {"involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
        "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
        "involvedObject.fieldPath", "regarding.kind", "regarding.namespace", "regarding.name",
        "regarding.uid", "reason", "reportingComponent", "reportingController", "source", "type"}},
      {"replicasets", {"status.replicas"}}};
  static const std::vector<std::string> none;
  const auto found = known.find(resource);
  return found == known.end() ? none : found->second;
}

}  // namespace

Result<LabelSelector> parse_label_selector(std::string_view text) {
  return Reader(text).read();
}

Result<LabelSelector> label_selector_of(const Json& selector, bool flat) {
  LabelSelector out;
  if (!selector.is_object()) return out;
  const Json* labels = flat ? &selector : find(selector, "matchLabels");
  if (labels != nullptr)
    for (const auto& [key, value] : labels->items())
      out.push_back({key, LabelRule::Kind::in, {text_of(value)}});
  const Json* expressions = flat ? nullptr : find(selector, "matchExpressions");
  if (expressions == nullptr) return out;
  static const std::map<std::string, LabelRule::Kind, std::less<>> kinds{
      {"In", LabelRule::Kind::in},
      {"NotIn", LabelRule::Kind::not_in},
      {"Exists", LabelRule::Kind::exists},
      {"DoesNotExist", LabelRule::Kind::absent}};
  for (const Json& each : *expressions) {
    const auto kind = kinds.find(string_or(each, "operator"));
    if (kind == kinds.end())
      return std::unexpected(Error{
          Errc::invalid_input,
          fmt::format("\"{}\" is not a valid label selector operator", string_or(each, "operator")),
          ""});
    LabelRule rule{string_or(each, "key"), kind->second, {}};
    if (const Json* values = find(each, "values"))
      for (const Json& value : *values)
        rule.values.push_back(text_of(value));
    out.push_back(std::move(rule));
  }
  return out;
}

bool matches(const LabelSelector& selector, const Json& labels) {
  return std::all_of(selector.begin(), selector.end(), [&](const LabelRule& rule) {
    const Json* value = labels.is_object() ? find(labels, rule.key) : nullptr;
    const bool listed = value != nullptr && std::find(rule.values.begin(), rule.values.end(),
                                                      text_of(*value)) != rule.values.end();
    switch (rule.kind) {
      case LabelRule::Kind::in:
        return listed;
      case LabelRule::Kind::not_in:
        return !listed;
      case LabelRule::Kind::exists:
        return value != nullptr;
      case LabelRule::Kind::absent:
        return value == nullptr;
    }
    return false;
  });
}

std::string print_selector(const LabelSelector& selector) {
  std::vector<std::string> parts;
  for (const LabelRule& rule : selector) {
    switch (rule.kind) {
      case LabelRule::Kind::exists:
        parts.push_back(rule.key);
        break;
      case LabelRule::Kind::absent:
        parts.push_back("!" + rule.key);
        break;
      case LabelRule::Kind::in:
      case LabelRule::Kind::not_in:
        if (rule.values.size() == 1)
          parts.push_back(rule.key + (rule.kind == LabelRule::Kind::in ? "=" : "!=") +
                          rule.values[0]);
        else
          parts.push_back(fmt::format("{} {} ({})", rule.key,
                                      rule.kind == LabelRule::Kind::in ? "in" : "notin",
                                      join(rule.values, ",")));
    }
  }
  return join(parts, ",");
}

Result<FieldSelector> parse_field_selector(std::string_view text, std::string_view resource) {
  FieldSelector out;
  if (trim(text).empty()) return out;
  for (const std::string& part : split(text, ',')) {
    const auto at = part.find('=');
    if (at == std::string::npos || at == 0)
      return std::unexpected(
          Error{Errc::invalid_input,
                fmt::format("invalid selector: '{}'; can't understand '{}'", text, part), ""});
    FieldRule rule;
    rule.equal = part[at - 1] != '!';
    rule.path = std::string(trim(part.substr(0, rule.equal ? at : at - 1)));
    rule.value = std::string(trim(part.substr(at + (part.substr(at).starts_with("==") ? 2 : 1))));
    const std::vector<std::string>& known = fields_of(resource);
    if (rule.path != "metadata.name" && rule.path != "metadata.namespace" &&
        std::find(known.begin(), known.end(), rule.path) == known.end())
      return std::unexpected(
          Error{Errc::invalid_input, fmt::format("field label not supported: {}", rule.path), ""});
    out.push_back(std::move(rule));
  }
  return out;
}

bool matches(const FieldSelector& selector, const Json& object) {
  return std::all_of(selector.begin(), selector.end(), [&](const FieldRule& rule) {
    return (field(object, rule.path) == rule.value) == rule.equal;
  });
}

}  // namespace brunt::sandbox::cluster
