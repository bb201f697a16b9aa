#pragma once

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/json.h"

namespace brunt::codec {

/// The members of the objects that are being read, the innermost last. An object of the JSON
/// library copies all it has, deeply, each time it grows: so its members are gathered here and
/// moved into it at once.
class Members {
 public:
  /// One object, from open() to close().
  struct Object {
    std::size_t first = 0;
    std::unordered_set<std::string> names{};  ///< once they are many
  };

  Object open() const { return {members_.size()}; }

  /// True when `object` has no `name` yet.
  bool is_new(Object& object, const std::string& name) const {
    if (object.names.empty()) {
      if (members_.size() - object.first < few) return index_of(object, name) == members_.size();
      for (std::size_t i = object.first; i < members_.size(); ++i)
        object.names.insert(members_[i].first);
    }
    return object.names.insert(name).second;
  }

  /// Adds a member that is new.
  void add(std::string name, Json value) {
    members_.emplace_back(std::move(name), std::move(value));
  }

  /// Gives a member that is there another value.
  void replace(const Object& object, const std::string& name, Json value) {
    members_[index_of(object, name)].second = std::move(value);
  }

  Json close(const Object& object) {
    Json out = Json::object();
    auto& into = out.get_ref<Json::object_t&>();
    into.reserve(members_.size() - object.first);
    for (std::size_t i = object.first; i < members_.size(); ++i)
      into.emplace_back(std::move(members_[i].first), std::move(members_[i].second));
    members_.resize(object.first);
    return out;
  }

 private:
  static constexpr std::size_t few = 16;

  std::size_t index_of(const Object& object, const std::string& name) const {
    std::size_t at = object.first;
    while (at < members_.size() && members_[at].first != name)
      ++at;
    return at;
  }

  std::vector<std::pair<std::string, Json>> members_;
};

}  // namespace brunt::codec
