#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "cli/trouble.h"
#include "sandbox/cluster/parameters.h"

namespace brunt::cli {

struct SandboxFlags {
  std::string verb;  ///< up, status, down, env, logs, list, run, help
  std::optional<std::string> name;
  std::optional<std::uint16_t> port_base;
  std::optional<std::uint64_t> seed;
  sandbox::cluster::Parameters parameters;
  bool json = false, follow = false, timestamps = false, ascii = false;
  std::optional<std::size_t> tail;
  std::string colour = "auto";
  std::string pod;                   ///< of `logs`
  std::vector<std::string> command;  ///< of `run`
};

/// Reads the words after `sandbox`. Pure. The trouble is one of usage: exit status 2.
std::expected<SandboxFlags, Trouble> parse_sandbox_flags(const std::vector<std::string>& words);

std::string sandbox_help();

}  // namespace brunt::cli
