#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace brunt::sandbox::cluster {

/// One resource that the API has.
struct Resource {
  std::string group, version, plural, singular, kind;
  bool namespaced = true;
  std::vector<std::string> verbs, short_names;
  bool in_all = false;  ///< category "all", for `kubectl get all`
  std::string store;    ///< under which name the store has the objects
};

/// Subresource such as `pods/log`.
struct Subresource {
  std::string group, version, name, kind;  ///< group and version of the URL
  std::vector<std::string> verbs;
  std::string kind_group, kind_version;  ///< of the kind, when they differ ("" = same)
};

const std::vector<Resource>& resources();
const std::vector<Subresource>& subresources();

/// Null when there is none.
const Resource* find_resource(std::string_view group, std::string_view version,
                              std::string_view plural);

/// `apps/v1`, or `v1` for the core group.
std::string api_version(const Resource& resource);

/// /api, /apis, /apis/GROUP, /api/v1 or /apis/GROUP/VERSION; null when there is none.
Json discovery(const std::vector<std::string>& path);
/// The same as one document. `path` is /api or /apis. Source: apidiscovery.k8s.io v2.
Json aggregated_discovery(const std::vector<std::string>& path, std::string_view version);

/// GET /version; names the emulator.
Json version_document();

}  // namespace brunt::sandbox::cluster
