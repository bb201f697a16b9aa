#include <algorithm>

#include "base/text.h"
#include "codec/checker.h"
#include "codec/substitute.h"

namespace brunt::codec {
namespace {

bool has_placeholder(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find('$') != std::string::npos;
}

bool is_lone(const Json& value) {
  return value.is_string() && is_lone_placeholder(value.get_ref<const std::string&>());
}

/// A member that must be a text with something in it.
void require_text(Checker& checker, const Json& object, const Way& way, std::string_view key,
                  std::string_view whose, std::string_view example) {
  const Json* value = find(object, key);
  if (value != nullptr && is_word(*value)) return;
  const std::string rule = "provider/" + std::string(key);
  const std::string quoted = "\"" + std::string(key) + "\"";
  Words words{"", "", "", ""};
  words.summary = quoted + " of " + std::string(whose) + " is not a text";
  words.expected = "a text, for example " + std::string(example);
  words.hint = "write a text";
  if (value != nullptr) {
    words.found = shown(*value);
    return checker.report(rule, way / key, std::move(words));
  }
  words.summary = std::string(whose) + " has no " + quoted;
  words.expected = quoted + ", for example " + std::string(example);
  words.hint = "add it";
  checker.missing(rule, object, way, std::string(key), std::move(words));
}

bool is_positive(const Json& value) {
  return value.is_number() && value.get<double>() > 0;
}

void check_http_timeout(Checker& checker, const Json& provider, const Way& way) {
  const Json* timeout = find(provider, "timeout");
  if (timeout == nullptr || timeout->is_null() || is_positive(*timeout)) return;
  if (has_placeholder(*timeout)) return;
  if (timeout->is_array() && timeout->size() == 2 &&
      std::all_of(timeout->begin(), timeout->end(), [](const Json& part) {
        return part.is_null() || is_positive(part) || has_placeholder(part);
      })) {
    return;
  }
  checker.report("provider/timeout", way / "timeout",
                 {"\"timeout\" of an http provider is no time", shown(*timeout),
                  "seconds above 0, for example 2.5, or [connect, read]", "write a number"});
}

void check_headers(Checker& checker, const Json& provider, const Way& way) {
  const Json* headers = find(provider, "headers");
  if (headers == nullptr || !truthy(*headers)) return;
  const Way at = way / "headers";
  if (!headers->is_object()) {
    checker.report("provider/headers", at,
                   {"\"headers\" is not an object", shown(*headers),
                    "an object of texts, for example {\"Accept\": \"application/json\"}",
                    "write name and value pairs"});
    return;
  }
  const std::string method = lower(string_or(provider, "method", "get"));
  const Json* arguments = find(provider, "arguments");
  for (const auto& [name, value] : headers->items()) {
    if (!value.is_string()) {
      checker.report(
          "provider/header-value", at / name,
          {"the value of a header is not a text", shown(value), "a text", "put it between quotes"});
      continue;
    }
    const auto& text = value.get_ref<const std::string&>();
    const bool is_json =
        lower(name) == "content-type" && lower(text).find("application/json") != std::string::npos;
    if (!is_json || (name == "Content-Type" && text == "application/json")) continue;
    if (method == "get" || arguments == nullptr || !arguments->is_structured()) continue;
    checker.warn("provider/json-as-form", at / name,
                 {"the arguments are sent as a form although the header says JSON",
                  "\"" + name + "\": " + to_text(value),
                  "\"Content-Type\": \"application/json\", exactly so",
                  "write it so, or give the arguments as one JSON text"});
  }
}

void check_http(Checker& checker, const Json& provider, const Way& way) {
  require_text(checker, provider, way, "url", "the http provider", "\"http://shop/health\"");
  check_headers(checker, provider, way);
  check_http_timeout(checker, provider, way);
  const Json* method = find(provider, "method");
  if (method != nullptr && !method->is_null() && !method->is_string()) {
    checker.report("provider/method", way / "method",
                   {"\"method\" of the http provider is not a text", shown(*method),
                    "a text, for example \"POST\"", "write a text"});
  }
  const Json* retries = find(provider, "max_retries");
  if (retries != nullptr && !retries->is_null() &&
      (!retries->is_number_integer() || retries->get<double>() < 0)) {
    checker.report("provider/max-retries", way / "max_retries",
                   {"\"max_retries\" is no count", shown(*retries), "a whole number such as 3",
                    "write one, or leave it out"});
  }
  if (find(provider, "expected_status") != nullptr) {
    checker.warn("provider/expected-status-ignored", way / "expected_status",
                 {"\"expected_status\" has no effect", "it is set",
                  "a tolerance beside the provider", "write \"tolerance\": 200 in the hypothesis"});
  }
  checker.look_for_slips(provider, way, http_shape());
}

void check_python(Checker& checker, const Json& provider, const Way& way) {
  require_text(checker, provider, way, "module", "the python provider", "\"chaosk8s.pod.probes\"");
  require_text(checker, provider, way, "func", "the python provider", "\"count_pods\"");
  const Json* arguments = find(provider, "arguments");
  if (arguments != nullptr && !arguments->is_null() && !arguments->is_object() &&
      !is_lone(*arguments)) {
    checker.report("provider/arguments", way / "arguments",
                   {"\"arguments\" of a python provider is not an object", shown(*arguments),
                    "an object: one member per parameter", "write {\"name\": value}"});
  }
  checker.look_for_slips(provider, way, python_shape());
}

void check_process(Checker& checker, const Json& provider, const Way& way) {
  require_text(checker, provider, way, "path", "the process provider", "\"kubectl\"");
  const Json* arguments = find(provider, "arguments");
  if (arguments != nullptr && arguments->is_object()) {
    checker.warn("provider/arguments-deprecated", way / "arguments",
                 {"process arguments given as an object are deprecated", shown(*arguments),
                  "a list or a text", "write a list of words"});
  } else if (arguments != nullptr && !arguments->is_array() && !arguments->is_string()) {
    checker.report("provider/arguments", way / "arguments",
                   {"\"arguments\" of a process is neither list nor text", shown(*arguments),
                    "a list of words, or one text for the shell", "write a list"});
  }
  const Json* timeout = find(provider, "timeout");
  if (timeout != nullptr && !timeout->is_null() && !timeout->is_number()) {
    checker.report("provider/timeout", way / "timeout",
                   {"\"timeout\" of a process is not a number", shown(*timeout),
                    "seconds, for example 2.5", "write a number"});
  }
  checker.look_for_slips(provider, way, process_shape());
}

void check_named(Checker& checker, const Json& provider, const Json& type, const Way& way) {
  const std::string_view name =
      type.is_string() ? std::string_view(type.get_ref<const std::string&>()) : std::string_view();
  if (name == "http") {
    check_http(checker, provider, way);
  } else if (name == "process") {
    check_process(checker, provider, way);
  } else if (name == "python") {
    check_python(checker, provider, way);
  } else {
    checker.report("provider/type", way / "type",
                   {"unknown provider type", shown(type), "\"http\", \"process\" or \"python\"",
                    suggestion(name, provider_types())});
    return;
  }
  const Json* secrets = find(provider, "secrets");
  if (secrets == nullptr || !secrets->is_string()) return;
  checker.warn("provider/secrets-text", way / "secrets",
               {"\"secrets\" is a text, so no secret is given", shown(*secrets),
                "a list of scope names", "write [" + to_text(*secrets) + "]"});
}

}  // namespace

void check_provider(Checker& checker, const Json& activity, const Way& way) {
  const Json* provider = find(activity, "provider");
  if (provider == nullptr) {
    checker.missing(
        "activity/provider", activity, way, "provider",
        {"an activity has no provider", "", "\"provider\": an object that says what to call",
         "add one of type http, process or python"});
    return;
  }
  const Way at = way / "provider";
  if (!provider->is_object() || provider->empty()) {
    checker.report("activity/provider", at,
                   {"a provider is not an object", shown(*provider), "an object with \"type\"",
                    "write {\"type\": \"http\", \"url\": ...}"});
    return;
  }
  const Json* type = find(*provider, "type");
  if (type != nullptr) return check_named(checker, *provider, *type, at);
  checker.missing(
      "provider/type", *provider, at, "type",
      {"a provider has no type", "", "\"http\", \"process\" or \"python\"", "add \"type\""});
}

}  // namespace brunt::codec
