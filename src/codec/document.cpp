#include "codec/document.h"

namespace brunt::codec {
namespace {

/// Looks `pointer` up, then the values around it.
Place nearest(const std::unordered_map<std::string, Place>& places, std::string_view pointer) {
  for (;;) {
    if (const auto at = places.find(std::string(pointer)); at != places.end()) return at->second;
    if (pointer.empty()) return {};
    const auto slash = pointer.rfind('/');
    pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
}

}  // namespace

Place Positions::of(std::string_view pointer) const {
  return nearest(values, pointer);
}

Place Positions::of_key(std::string_view pointer) const {
  const auto at = keys.find(std::string(pointer));
  return at != keys.end() ? at->second : of(pointer);
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
