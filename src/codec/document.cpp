#include "codec/document.h"

#include <charconv>

namespace brunt::codec {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

std::string unescaped(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '~' || i + 1 == part.size()) {
      out += part[i];
    } else {
      out += part[++i] == '1' ? '/' : '~';
    }
  }
  return out;
}

}  // namespace

std::size_t Positions::open(Place value) {
  Part part;
  part.line = static_cast<std::uint32_t>(value.line);
  part.column = static_cast<std::uint32_t>(value.column);
  parts_.push_back(std::move(part));
  return parts_.size() - 1;
}

std::size_t Positions::open(Place value, std::string_view name, Place key, bool merged) {
  const std::size_t at = open(value);
  Part& part = parts_[at];
  part.name = name;
  part.key_line = static_cast<std::uint32_t>(key.line);
  part.key_column = static_cast<std::uint32_t>(key.column);
  part.member = true;
  part.merged = merged;
  return at;
}

std::size_t Positions::child(std::size_t of, std::string_view name) const {
  std::size_t index = none;
  std::from_chars(name.data(), name.data() + name.size(), index);
  std::size_t found = none;
  std::size_t count = 0;
  for (std::size_t at = of + 1; at < parts_[of].end; at = parts_[at].end, ++count) {
    const Part& part = parts_[at];
    if (!part.member && count == index) return at;
    if (!part.member || part.name != name) continue;
    // Of equal names the last one counts, a merged one only where there is no other.
    if (found == none || !part.merged || parts_[found].merged) found = at;
  }
  return found;
}

std::size_t Positions::nearest(std::string_view pointer, bool& exact) const {
  std::size_t at = 0;
  exact = true;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    const std::size_t next = child(at, unescaped(part));
    exact = next != none;
    if (!exact) return at;
    at = next;
  }
  return at;
}

Place Positions::of(std::string_view pointer) const {
  if (parts_.empty()) return {};
  bool exact = false;
  const Part& part = parts_[nearest(pointer, exact)];
  return {part.line, part.column};
}

Place Positions::of_key(std::string_view pointer) const {
  if (parts_.empty()) return {};
  bool exact = false;
  const Part& part = parts_[nearest(pointer, exact)];
  if (exact && part.member) return {part.key_line, part.key_column};
  return {part.line, part.column};
}

std::string pointer_part(std::string_view text) {
  std::string out = "/";
  for (const char c : text) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string pointer_part(std::size_t index) {
  return "/" + std::to_string(index);
}

}  // namespace brunt::codec
