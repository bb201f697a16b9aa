#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "sandbox/cluster/query.h"
#include "sandbox/cluster/resources.h"
#include "sandbox/cluster/store.h"

namespace brunt::sandbox::cluster {

/// How the client wants to see objects.
struct Shape {
  const Resource* resource = nullptr;
  bool table = false;
  std::string include;  ///< includeObject of a Table
};

/// The object as resource `shape.resource` shows it (events.k8s.io names fields otherwise).
Object presented(const Resource& resource, const Object& object);

/// One watch, as pure state: feed it changes, send what it says.
///
///     no resourceVersion: ADDED for all there is, then changes
///     a resourceVersion:  changes after it; 410 when the history does not reach back
class Watch {
 public:
  Watch(Shape shape, std::string ns, ListOptions options)
      : shape_(std::move(shape)), ns_(std::move(ns)), options_(std::move(options)) {}

  /// Lines to send now. Nothing when the history is lost: send expired() and end.
  std::optional<std::string> next(const Store& store, WallTime now);
  /// A BOOKMARK line with the version up to which the client has seen all.
  std::string bookmark(bool end_of_initial_events = false) const;
  static std::string expired();

  bool wants_bookmarks() const { return options_.bookmarks; }
  std::optional<std::int64_t> timeout_s() const { return options_.timeout_s; }
  const std::string& resource() const { return shape_.resource->store; }

 private:
  bool selects(const Json& object) const;
  std::string line(std::string_view type, const Object& object, WallTime now);

  Shape shape_;
  std::string ns_;
  ListOptions options_;
  std::optional<std::uint64_t> seen_;
  bool columns_sent_ = false;
};

}  // namespace brunt::sandbox::cluster
