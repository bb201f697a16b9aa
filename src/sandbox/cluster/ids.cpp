#include "sandbox/cluster/ids.h"

#include <fmt/format.h>

#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";

}  // namespace

std::string Ids::uid() {
  const std::uint64_t high = (random_() & ~0xf000ULL) | 0x4000ULL;
  const std::uint64_t low = (random_() & ~(3ULL << 62U)) | (2ULL << 62U);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                     high & 0xffffU, low >> 48U, low & 0xffff'ffff'ffffU);
}

std::string Ids::suffix(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i)
    out += alphabet[random_() % alphabet.size()];
  return out;
}

std::string template_hash(const Json& pod_template) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, 64 bits
  for (const char c : canonical(pod_template).dump())
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string out;
  for (int i = 0; i < 10; ++i, hash /= alphabet.size())
    out += alphabet[hash % alphabet.size()];
  return out;
}

}  // namespace brunt::sandbox::cluster
