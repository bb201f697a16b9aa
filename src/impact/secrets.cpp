#include "impact/secrets.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "base/text.h"

namespace brunt::impact {
namespace {

/// `replacement` with the mask put in for '@'.
std::string masking(std::string_view replacement) {
  std::string out;
  for (const char c : replacement) {
    if (c == '@') {
      out += masked_secret;
    } else {
      out += c;
    }
  }
  return out;
}

struct Rule {
  RE2 pattern;
  std::string replacement;
};

constexpr const char* names =
    "(?:[\\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    "|credential|client[_-]?key)[\\w.-]*)";

const std::array<Rule, 5>& rules() {
  static const std::array<Rule, 5> all = {{
      {RE2("(?i)(authorization[\"']?\\s*[:=]\\s*[\"']?)(?:(basic|bearer|token|digest)\\s+)?[^\\s\"'"
           ",;]+"),
       masking("\\1@")},
      {RE2("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/._~=-]{8,}"), masking("\\1 @")},
      {RE2(std::string("(?i)\\b(") + names + "[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"'&,;}]+"),
       masking("\\1@")},
      {RE2(std::string("(?i)((?:^|\\s)--?") + names + "\\s+)[^\\s-]\\S*"), masking("\\1@")},
      {RE2("([a-zA-Z][a-zA-Z0-9+.-]*://)[^/\\s:@]*:[^/\\s@]+@"), masking("\\1@") + "@"},
  }};
  return all;
}

}  // namespace

bool looks_secret(std::string_view name) {
  static const RE2 secret(std::string("(?i)") + names +
                          "|(?:proxy-)?authorization|(?:set-)?cookie|x-api-key");
  // Names of secrets are not secrets.
  static const RE2 harmless("(?i)secret[_-]?name|token[_-]?(?:url|type)|.*_total");
  const re2::StringPiece piece(name.data(), name.size());
  return RE2::FullMatch(piece, secret) && !RE2::FullMatch(piece, harmless);
}

std::string mask_text(std::string_view text) {
  // Most texts hold none of the words that the rules begin with: one look tells.
  static const RE2 suspicious(std::string("(?i)authorization|bearer|basic|://[^/\\s:@]*:|") +
                              names);
  std::string out(text);
  if (!RE2::PartialMatch(out, suspicious)) return out;
  for (const Rule& rule : rules())
    RE2::GlobalReplace(&out, rule.pattern, rule.replacement);
  return out;
}

Json mask(const Json& value) {
  if (value.is_string()) return mask_text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& item : value)
      out.push_back(mask(item));
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [key, item] : value.items()) {
    const bool secret = looks_secret(key) && (item.is_string() || item.is_number());
    out[key] = secret ? Json(std::string(masked_secret)) : mask(item);
  }
  return out;
}

}  // namespace brunt::impact
