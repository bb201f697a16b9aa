#include "codec/redact.h"

#include <algorithm>

#include "base/text.h"

namespace brunt::codec {
namespace {

constexpr std::size_t least_inside = 4;

std::string url_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "-_.~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

/// Every spelling under which `secret` may come back.
std::vector<std::string> spellings(const std::string& secret) {
  const std::string quoted = to_text(Json(secret));
  std::vector<std::string> out{secret, url_encoded(secret), base64(secret),
                               quoted.substr(1, quoted.size() - 2)};
  for (const std::string_view scheme : {"basic ", "bearer ", "token "}) {
    if (lower(secret).starts_with(scheme)) out.emplace_back(trim(secret.substr(scheme.size())));
  }
  return out;
}

}  // namespace

Redactor::Redactor(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    if (secret.size() < least_inside) whole_.push_back(secret);
    for (std::string& text : spellings(secret)) {
      if (text.size() >= least_inside && secret.size() >= least_inside) {
        parts_.push_back(std::move(text));
      }
    }
  }
  std::sort(parts_.begin(), parts_.end());
  parts_.erase(std::unique(parts_.begin(), parts_.end()), parts_.end());
  std::stable_sort(parts_.begin(), parts_.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Redactor::text(std::string_view text) const {
  std::string out(text);
  if (std::find(whole_.begin(), whole_.end(), out) != whole_.end()) return std::string(redacted);
  for (const std::string& part : parts_) {
    for (auto at = out.find(part); at != std::string::npos; at = out.find(part, at)) {
      out.replace(at, part.size(), redacted);
      at += redacted.size();
    }
  }
  return out;
}

Json Redactor::value(const Json& value) const {
  if (empty()) return value;
  if (value.is_string()) return text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Json out = value;
    for (Json& item : out)
      item = this->value(item);
    return out;
  }
  if (!value.is_object()) return value;
  Json out = value;
  bool named = false;
  for (auto member = out.begin(); member != out.end(); ++member) {
    named = named || text(member.key()) != member.key();
    member.value() = this->value(member.value());
  }
  return named ? renamed(out) : out;
}

Json Redactor::renamed(const Json& object) const {
  Json out = Json::object();
  for (const auto& [key, item] : object.items()) {
    const std::string name = text(key);
    out[out.contains(name) ? name + " (2)" : name] = item;
  }
  return out;
}

}  // namespace brunt::codec
