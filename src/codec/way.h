#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brunt::codec {

/// The way from the root of a document to one of its values: a chain on the stack of whoever walks
/// there, so that a pointer is written only when something is to be told. Each step points to the
/// one before, which must outlive it: keep no `way / a / b` in a variable, only `way / a`.
class Way {
 public:
  Way() = default;  ///< the root

  Way operator/(std::string_view member) const { return {this, member, 0}; }
  Way operator/(std::size_t index) const { return {this, {}, index + 1}; }

  /// JSON pointer (RFC 6901); "" is the whole.
  std::string pointer() const;

  /// Of an item in its list, 0-based; 0 of a member.
  std::size_t index() const { return number_ > 0 ? number_ - 1 : 0; }

 private:
  Way(const Way* up, std::string_view member, std::size_t number)
      : up_(up), member_(member), number_(number) {}

  const Way* up_ = nullptr;
  std::string_view member_{};
  std::size_t number_ = 0;  ///< index + 1 of an item, 0 = a member
};

}  // namespace brunt::codec
