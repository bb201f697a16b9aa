#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sandbox/cluster/bootstrap.h"
#include "sandbox/cluster/parameters.h"
#include "sys/process.h"

namespace brunt::sandbox::cluster {

/// One process that the sandbox started.
struct PartRecord {
  std::string kind, pod;
  sys::ProcessId process;
  friend bool operator==(const PartRecord&, const PartRecord&) = default;
};

/// What a running sandbox leaves on disk, so that others find it and `down` ends exactly it.
struct State {
  std::string name;
  sys::ProcessId supervisor;
  Ports ports;
  std::uint16_t inner_api_port = 0;  ///< the same API without TLS, for the parts and for us
  std::string token;
  std::string certificate;  ///< of the API, PEM
  Parameters parameters;
  WallTime started;
  std::vector<PartRecord> parts;
  bool ready = false;

  friend bool operator==(const State&, const State&) = default;
};

Json to_json(const State& state);
Result<State> state_of(const Json& value);

/// $XDG_STATE_HOME/brunt/sandbox or ~/.local/state/brunt/sandbox.
/// Errors: `not_found` when neither variable is set.
Result<std::filesystem::path> sandboxes_folder();
/// The folder of sandbox `name`. Errors: `invalid_input` for a name that is no DNS label.
Result<std::filesystem::path> sandbox_folder(const std::string& name);

/// Errors: `not_found` when there is none.
Result<State> read_state(const std::filesystem::path& folder);
/// Only `name`, `supervisor` and `parts`: what it takes to end it, also when another version of
/// this program wrote the rest. Errors: as read_state.
Result<State> read_processes(const std::filesystem::path& folder);
Result<> write_state(const std::filesystem::path& folder, const State& state);

/// A kubeconfig with the API's address and token.
std::string kubeconfig(const State& state);

}  // namespace brunt::sandbox::cluster
