#pragma once

#include <memory>
#include <utility>

#include "base/json.h"

namespace brunt {

/// A JSON value that does not change, held together with others: copying it copies no JSON. A part
/// of it keeps the whole alive.
class SharedJson {
 public:
  /// Null.
  SharedJson() : SharedJson(Json()) {}
  explicit SharedJson(Json value) : value_(std::make_shared<const Json>(std::move(value))) {}
  SharedJson& operator=(Json value) {
    value_ = std::make_shared<const Json>(std::move(value));
    return *this;
  }

  /// `inside` must be a part of this value, or the whole of it.
  SharedJson part(const Json& inside) const {
    SharedJson out(*this);
    out.value_ = std::shared_ptr<const Json>(value_, &inside);
    return out;
  }

  const Json& operator*() const { return *value_; }
  const Json* operator->() const { return value_.get(); }
  operator const Json&() const { return *value_; }  // NOLINT(google-explicit-constructor)

  friend bool operator==(const SharedJson& a, const SharedJson& b) { return *a == *b; }

 private:
  std::shared_ptr<const Json> value_;
};

}  // namespace brunt
