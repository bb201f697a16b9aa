#include "drivers/http/charset.h"

#include <array>
#include <cerrno>

#include <iconv.h>

#include "base/text.h"

namespace brunt::drivers::http {
namespace {

std::string charset_of(std::string_view content_type) {
  for (const auto& part : split(content_type, ';')) {
    const std::string parameter = lower(trim(part));
    if (!parameter.starts_with("charset=")) continue;
    const auto value = parameter.substr(8);
    return std::string(trim(value.substr(value.starts_with('"') ? 1 : 0, value.find('"', 1) - 1)));
  }
  return {};
}

std::string from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3fU));
    }
  }
  return out;
}

/// Bytes that `charset` does not know become U+FFFD; an unknown charset is taken for UTF-8.
std::string converted(std::string_view bytes, const std::string& charset) {
  const iconv_t to_utf8 = ::iconv_open("UTF-8", charset.c_str());
  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX gives this pointer for a failure.
  if (to_utf8 == reinterpret_cast<iconv_t>(-1)) return as_utf8(bytes);
  std::string input(bytes);
  char* from = input.data();
  std::size_t left = input.size();
  std::string out;
  std::array<char, 4096> block;
  while (left > 0) {
    char* to = block.data();
    std::size_t room = block.size();
    const std::size_t done = ::iconv(to_utf8, &from, &left, &to, &room);
    out.append(block.data(), block.size() - room);
    if (done == static_cast<std::size_t>(-1) && errno != E2BIG) {
      out += "\xef\xbf\xbd";
      ++from;
      --left;
    }
  }
  ::iconv_close(to_utf8);
  return out;
}

}  // namespace

std::string decode_body(std::string_view bytes, std::string_view content_type) {
  const std::string charset = charset_of(content_type);
  const std::string type = lower(trim(content_type.substr(0, content_type.find(';'))));
  if (charset == "utf-8" || charset == "utf8") return as_utf8(bytes);
  if (!charset.empty()) return converted(bytes, charset);
  if (type.starts_with("text/")) return from_latin1(bytes);
  if (type.find("json") != std::string::npos) return as_utf8(bytes);
  return first_invalid_utf8(bytes) == std::string_view::npos ? std::string(bytes)
                                                             : from_latin1(bytes);
}

}  // namespace brunt::drivers::http
