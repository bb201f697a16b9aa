#include "impact/digest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/text.h"

namespace brunt::impact {
namespace {

/// The text's UTF-16 units in an order-preserving form.
std::u16string utf16(std::string_view text) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (std::size_t k = 1; k <= more && i + k < text.size(); ++k) {
      point = (point << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    }
    i += more + 1;
    if (point < 0x10000) {
      out.push_back(static_cast<char16_t>(point));
    } else {
      out.push_back(static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10U)));
      out.push_back(static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ffU)));
    }
  }
  return out;
}

/// Number::toString of ECMAScript: shortest digits, exponents from 1e21 up and below 1e-6.
std::string ecma_number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                 std::chars_format::scientific);
  const std::string text(buffer.data(), end.ptr);
  const std::size_t e = text.find('e');
  std::string digits = text.substr(0, e);
  std::erase(digits, '.');
  const int n = std::atoi(text.c_str() + e + 1) + 1;  // place of the point
  const int k = static_cast<int>(digits.size());
  std::string out;
  if (k <= n && n <= 21) {
    out = digits + std::string(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out = digits.insert(static_cast<std::size_t>(n), ".");
  } else if (-6 < n && n <= 0) {
    out = "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
  } else {
    const std::string head = k == 1 ? digits : digits.insert(1, ".");
    out = fmt::format("{}e{}{}", head, n > 0 ? "+" : "-", std::abs(n - 1));
  }
  return (value < 0 ? "-" : "") + out;
}

void write(const Json& value, std::string& out) {
  if (value.is_object()) {
    std::vector<std::pair<std::u16string, std::string>> keys;
    for (const auto& [key, item] : value.items())
      keys.emplace_back(utf16(as_utf8(key)), key);
    std::sort(keys.begin(), keys.end());
    out += '{';
    for (std::size_t i = 0; i < keys.size(); ++i) {
      out += (i == 0 ? "" : ",") + to_text(Json(keys[i].second)) + ':';
      write(value.at(keys[i].second), out);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      write(value[i], out);
    }
    out += ']';
  } else if (value.is_number_float()) {
    out += ecma_number(value.get<double>());
  } else {
    out += to_text(value);
  }
}

std::string hexadecimal(const unsigned char* bytes, unsigned int size) {
  std::string out;
  for (unsigned int i = 0; i < size; ++i)
    out += fmt::format("{:02x}", bytes[i]);
  return out;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    return "";
  }
  return hexadecimal(digest.data(), size);
}

Result<std::string> file_head(const std::filesystem::path& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::unexpected(Error{Errc::not_found, "cannot be opened", path.string()});
  }
  std::string head(most, '\0');
  file.read(head.data(), static_cast<std::streamsize>(most));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    const std::string what =
        error || !std::filesystem::exists(path, error) ? "no such file" : "it is no file";
    return std::unexpected(Error{Errc::not_found, what, path.string()});
  }
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto failed = [&] {
    return std::unexpected(Error{Errc::unavailable, "cannot be read", path.string()});
  };
  if (!file || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    return failed();
  }
  std::vector<char> chunk(std::size_t{1} << 18U);
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > 0 && EVP_DigestUpdate(context.get(), chunk.data(), got) != 1) return failed();
  }
  if (!file.eof()) return failed();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1) return failed();
  return hexadecimal(digest.data(), size);
}

std::string canonical_json(const Json& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace brunt::impact
