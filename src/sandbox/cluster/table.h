#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "sandbox/cluster/store.h"

namespace brunt::sandbox::cluster {

/// How long ago, as kubectl prints it: `5s`, `2m3s`, `15m`, `3h20m`, `2d3h`.
std::string human_duration(std::chrono::nanoseconds age);

/// A meta.k8s.io/v1 Table of objects: what `kubectl get` shows. Nothing but what the objects say.
/// `include` is the request's includeObject: "None", "Object" or anything else for the metadata.
Json table_of(std::string_view resource, const std::vector<Object>& objects, WallTime now,
              std::string_view include, bool with_columns = true);

}  // namespace brunt::sandbox::cluster
