// A settings file and a key: whatever is in them, what was set is found, and what is written is
// read back the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec/yaml_text.h"
#include "config/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace config = brunt::config;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view key_text = text.substr(0, text.find('\n'));
  auto settings = config::parse_settings(text.substr(std::min(size, key_text.size() + 1)));
  if (!settings) return 0;
  (void)settings->confidential();
  (void)settings->notifications();
  if (const auto key = config::parse_settings_key(key_text)) {
    if (config::set_setting(settings->document, *key, 7)) {
      const brunt::Json* found = config::find_setting(settings->document, *key);
      if (found == nullptr || *found != 7) __builtin_trap();
    }
    config::remove_setting(settings->document, *key);
  }
  const std::string written = brunt::codec::yaml_text(settings->document);
  const auto back = config::parse_settings(written);
  if (!back) __builtin_trap();
  // Numbers that are none differ from themselves; as text they are the same.
  if (brunt::codec::yaml_text(back->document) != written) __builtin_trap();
  return 0;
}
