#include "drivers/process/process_provider.h"

#include <csignal>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/substitute.h"
#include "drivers/process/command.h"
#include "drivers/process/load_call.h"
#include "drivers/process/vegeta.h"
#include "drivers/process/vegeta_shim.h"
#include "sys/process.h"

namespace brunt::drivers::process {
namespace {

using provider::Call;
using provider::Outcome;

constexpr const char* vegeta = "vegeta";

/// Our own engine stands in for a vegeta that is not there.
bool is_built_in(const Command& command) {
  return command.path == vegeta && !sys::find_program(vegeta);
}

sys::Spawn spawn_of(const Command& command, const std::string& program,
                    const ProcessOptions& options) {
  sys::Spawn spawn;
  spawn.ledger = options.ledger;
  spawn.death_signal = SIGKILL;  // what dies leaves nothing behind
  if (command.line) {
    spawn.argv = {"/bin/sh", "-c", shell_quoted(program) + " " + *command.line};
  } else {
    spawn.argv = {program};
    spawn.argv.insert(spawn.argv.end(), command.words.begin(), command.words.end());
  }
  return spawn;
}

Outcome took_too_long() {
  Outcome outcome;
  outcome.succeeded = false;
  outcome.failure =
      "chaoslib.exceptions.ActivityFailed: process activity took too long to complete";
  outcome.summary = "timed out";
  return outcome;
}

std::string status_text(int status) {
  return status < 0 ? fmt::format("signal {}", -status) : fmt::format("exit {}", status);
}

/// What a program prints beyond this is counted, not kept: one that prints without end must not
/// take the engine's memory, with the evidence of all others.
constexpr std::size_t most_output = std::size_t{8} << 20U;

/// Which streams were cut, for the journal: {"stdout": {"bytes": 50000000, "kept": 8388608}}.
Json cut_streams(const sys::RunOutput& ran) {
  Json cut = Json::object();
  const auto note = [&](const char* stream, std::size_t bytes, const std::string& kept) {
    if (bytes > kept.size()) cut[stream] = {{"bytes", bytes}, {"kept", kept.size()}};
  };
  note("stdout", ran.out_bytes, ran.out);
  note("stderr", ran.err_bytes, ran.err);
  return cut;
}

Result<Outcome> run(const sys::Spawn& spawn, const Limits& limits) {
  auto ran = sys::run_program(spawn, limits, most_output);
  if (!ran && ran.error().code == Errc::timed_out) return took_too_long();
  if (!ran) return std::unexpected(std::move(ran).error());
  Outcome outcome;
  outcome.output = {
      {"status", ran->status}, {"stdout", as_utf8(ran->out)}, {"stderr", as_utf8(ran->err)}};
  outcome.summary = status_text(ran->status);
  if (Json cut = cut_streams(*ran); !cut.empty()) {
    outcome.detail =
        fmt::format("printed more than {} MiB; the rest is not kept", most_output >> 20U);
    outcome.evidence = {{"output_cut", std::move(cut)}};
  }
  return outcome;
}

Limits within(const Command& command, const Limits& limits) {
  if (!command.timeout) return limits;
  return {sooner(limits.deadline, Deadline::in(*command.timeout)), limits.stop};
}

class ProcessProvider final : public provider::Provider {
 public:
  explicit ProcessProvider(ProcessOptions options) : options_(std::move(options)) {
    if (options_.own_program.empty()) options_.own_program = sys::own_path();
  }

  Result<> validate(const Call& call) const override {
    const Command command = BRUNT_TRY(read_command(call.provider));
    if (codec::is_open(command.path)) return {};
    if (was_found(command.path)) return {};
    if (!is_built_in(command)) {
      BRUNT_TRY(locate(command.path));
      const std::lock_guard lock(found_mutex_);
      found_.insert(command.path);
      return {};
    }
    if (command.open) return {};  // its words are not known yet
    const VegetaPlan plan = BRUNT_TRY(plan_vegeta(command));
    return plan.attack ? check_attack(*plan.attack) : Result<>();
  }

  Result<Outcome> invoke(const Call& call, const Limits& outer,
                         const provider::Notify& notify) override {
    const Command command = BRUNT_TRY(read_command(call.provider));
    const Limits limits = within(command, outer);
    if (is_built_in(command)) return call_vegeta(command, limits, notify);
    const std::string program = BRUNT_TRY(locate(command.path));
    auto outcome = run(spawn_of(command, program, options_), limits);
    if (outcome && command.path.ends_with(vegeta)) {
      Json facts = describe_attack(command, "vegeta at " + program);
      if (!facts.is_null()) outcome->evidence["load"] = std::move(facts);
    }
    return outcome;
  }

 private:
  /// A document of thousands of activities names few programs. Only for what is asked beforehand:
  /// each call looks anew.
  bool was_found(const std::string& path) const {
    const std::lock_guard lock(found_mutex_);
    return found_.contains(path);
  }

  Result<Outcome> call_vegeta(const Command& command, const Limits& limits,
                              const provider::Notify& notify) const {
    VegetaPlan plan = BRUNT_TRY(plan_vegeta(command));
    if (plan.attack) {
      auto& resolve = plan.attack->options.resolve;
      resolve.insert(resolve.end(), options_.resolve.begin(), options_.resolve.end());
      return call_load(*std::move(plan.attack), limits, notify);
    }
    const VegetaShim shim = BRUNT_TRY(VegetaShim::make(options_.own_program, options_.resolve));
    sys::Spawn spawn = spawn_of(command, vegeta, options_);
    spawn.environment["PATH"] = shim.path();
    auto outcome = run(spawn, limits);
    Json facts =
        describe_attack(command, "brunt " BRUNT_VERSION " (called as vegeta: no vegeta on PATH)");
    if (outcome && !facts.is_null()) outcome->evidence["load"] = std::move(facts);
    return outcome;
  }

  ProcessOptions options_;
  mutable std::mutex found_mutex_;
  mutable std::set<std::string> found_;
};

}  // namespace

std::unique_ptr<provider::Provider> make_process_provider(ProcessOptions options) {
  return std::make_unique<ProcessProvider>(std::move(options));
}

}  // namespace brunt::drivers::process
