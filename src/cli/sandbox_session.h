#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace brunt::cli {

/// A sandbox that lives as long as this value, and is taken down whatever happens in between.
class SandboxSession {
 public:
  /// `progress` is called with a few words while it starts.
  /// Errors: `invalid_input` (no such profile), `unavailable`, `timed_out`, `stopped`.
  static Result<std::unique_ptr<SandboxSession>> start(
      const std::string& name, const std::string& profile, const Limits& limits,
      const std::function<void(const std::string&)>& progress);
  ~SandboxSession();
  SandboxSession(const SandboxSession&) = delete;
  SandboxSession& operator=(const SandboxSession&) = delete;

  /// What a command needs to use it: KUBECONFIG, BRUNT_RESOLVE and more.
  const std::map<std::string, std::string>& environment() const { return environment_; }

  /// Takes it down now. Errors: `unavailable`, `timed_out`.
  Result<> end();
  /// Leaves it running when this value goes.
  void keep() { over_ = true; }

 private:
  explicit SandboxSession(std::string name) : name_(std::move(name)) {}

  std::string name_;
  std::map<std::string, std::string> environment_;
  bool over_ = false;
};

}  // namespace brunt::cli
