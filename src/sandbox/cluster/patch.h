#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace brunt::sandbox::cluster {

/// Applies `patch` to `target` by the request's content type: `application/json-patch+json`
/// (RFC 6902), `application/merge-patch+json` (RFC 7386) or
/// `application/strategic-merge-patch+json` (lists of objects merged by their key, `$patch`
/// directives; Kubernetes API reference).
/// Errors: `invalid_input` for a patch that does not fit, `not_found` for another content type.
Result<Json> apply_patch(const Json& target, const Json& patch, std::string_view content_type);

}  // namespace brunt::sandbox::cluster
