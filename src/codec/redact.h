#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace brunt::codec {

/// Takes secret values out of everything that leaves the engine. A value; safe to copy and to use
/// from several threads.
class Redactor {
 public:
  Redactor() = default;
  /// `secrets`: texts that must not be seen. Also hidden: their URL-encoded, JSON-escaped and
  /// base64 forms, and the token after "Basic " or "Bearer ". A text under four characters is
  /// hidden only where it is the whole of a text, or every "on" and "1" would go.
  explicit Redactor(const std::vector<std::string>& secrets);

  /// `text` with each secret replaced by "********".
  std::string text(std::string_view text) const;
  /// The same for every text in `value`, keys of objects included.
  Json value(const Json& value) const;

  bool empty() const { return whole_.empty() && parts_.empty(); }

 private:
  Json renamed(const Json& object) const;

  std::vector<std::string> parts_;  ///< longest first
  std::vector<std::string> whole_;
};

/// What stands in place of a secret.
inline constexpr std::string_view redacted = "********";

}  // namespace brunt::codec
