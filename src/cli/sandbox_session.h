#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace brunt::cli {

/// A sandbox that lives as long as this value: started by this program's own `sandbox up`, ended by
/// `sandbox down` whatever happens in between.
class SandboxSession {
 public:
  /// Errors: `unavailable`, with what the sandbox said; `stopped`, `timed_out`.
  static Result<std::unique_ptr<SandboxSession>> start(const std::string& name,
                                                       const std::string& profile,
                                                       const Limits& limits);
  ~SandboxSession();
  SandboxSession(const SandboxSession&) = delete;
  SandboxSession& operator=(const SandboxSession&) = delete;

  /// What `sandbox env` says: KUBECONFIG, BRUNT_RESOLVE and more.
  const std::map<std::string, std::string>& environment() const { return environment_; }

  /// Takes it down now. Errors: `unavailable`, with what the sandbox said.
  Result<> end();
  /// Leaves it running when this value goes.
  void keep() { over_ = true; }

 private:
  explicit SandboxSession(std::string name) : name_(std::move(name)) {}

  std::string name_;
  std::map<std::string, std::string> environment_;
  bool over_ = false;
};

/// Reads lines of the form `export NAME='value'`, quoted as a shell does; others are skipped.
std::map<std::string, std::string> read_exports(const std::string& text);

}  // namespace brunt::cli
