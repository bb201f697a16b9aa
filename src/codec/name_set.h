#pragma once

#include <string>
#include <unordered_set>

#include "base/json.h"

namespace brunt::codec {

/// Tells whether a name is new to an object that is being read: by looking at its members while
/// they are few, by a set of names once they are many.
class NameSet {
 public:
  /// True when `object`, filled by the names inserted so far, has no `name`.
  bool insert(const std::string& name, const Json& object) {
    if (names_.empty()) {
      if (object.size() < few) return !object.contains(name);
      for (const auto& [known, value] : object.items())
        names_.insert(known);
    }
    return names_.insert(name).second;
  }

 private:
  static constexpr std::size_t few = 16;
  std::unordered_set<std::string> names_;
};

}  // namespace brunt::codec
