#pragma once

#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "cli/wizard.h"

namespace brunt::cli {

/// What `sandbox`, `sandbox:NAME` or `cluster` (of KUBECONFIG) offers.
/// Errors: `not_found` (no such sandbox, nothing runs there), `unavailable`, `invalid_input`.
Result<Offer> offer_of(const std::string& from, const Limits& limits);

/// The deployments of a DeploymentList of the Kubernetes API; system namespaces are left out.
std::vector<Deployment> deployments_in(const Json& list);

}  // namespace brunt::cli
