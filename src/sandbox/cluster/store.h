#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/json.h"

namespace brunt::sandbox::cluster {

/// An object of the API, never changed once it is stored.
using Object = std::shared_ptr<const Json>;

/// One change of one object. `object` is its state after it (its last one when deleted).
struct Change {
  enum class Kind { added, modified, deleted };
  std::uint64_t version = 0;
  Kind kind = Kind::added;
  std::string resource;
  Object object;
  Object before;  ///< null when added
};

/// The objects of the emulated cluster and the last changes to them. A value; not synchronised.
///
///     put, erase ──> objects by (resource, namespace, name) ──> list, get
///            └─────> the last `history` changes ──────────────> since (watch)
///
/// Each change gets the next resourceVersion, one counter for all, as in etcd.
class Store {
 public:
  explicit Store(std::size_t history = 1024) : history_(history) {}

  /// Stores `object` under its metadata's namespace and name, with a new resourceVersion and the
  /// annotation that names the emulator. When nothing differs, nothing happens.
  Object put(std::string_view resource, Json object);
  /// Does nothing when there is none.
  void erase(std::string_view resource, std::string_view ns, std::string_view name);

  /// Null when there is none.
  Object get(std::string_view resource, std::string_view ns, std::string_view name) const;
  /// Ordered by namespace and name; `ns` "" = all namespaces.
  std::vector<Object> list(std::string_view resource, std::string_view ns = "") const;

  std::uint64_t version() const { return version_; }
  /// Changes of `resource` after `version`, in order; nothing when the history does not reach back
  /// that far (the API answers 410).
  std::optional<std::vector<Change>> since(std::string_view resource, std::uint64_t version) const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  void record(Change change);

  std::size_t history_;
  std::uint64_t version_ = 1;
  std::uint64_t forgotten_ = 0;  ///< version of the last change that the history no longer holds
  std::map<Key, Object, std::less<>> objects_;
  std::deque<Change> changes_;
};

constexpr std::string_view emulated_annotation = "sandbox.brunt.dev/emulated";
constexpr std::string_view emulator_words = "emulated cluster: brunt sandbox";

}  // namespace brunt::sandbox::cluster
