#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/flags.h"
#include "cli/sandbox_session.h"
#include "cli/signals.h"
#include "cli/trouble.h"
#include "net/http_client.h"

namespace brunt::cli {

/// What a demo's experiment is run against.
struct Stage {
  std::unique_ptr<SandboxSession> sandbox;  ///< absent on a real cluster
  std::map<std::string, std::string> environment;
  Json overrides = Json::object();
  std::vector<net::Resolve> resolve;
};

/// A sandbox of the demo's own, or with --cluster the one that flags and environment name.
std::expected<Stage, Trouble> make_stage(const DemoFlags& flags, const Stops& stops);

}  // namespace brunt::cli
