#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "codec/experiment.h"
#include "provider/registry.h"
#include "run/prepare.h"
#include "run/run.h"
#include "sys/environment.h"

namespace brunt::run {

/// For tests: a provider that does what a function says.
class FakeProvider : public provider::Provider {
 public:
  using Invoke = std::function<Result<provider::Outcome>(const provider::Call&, const Limits&,
                                                         const provider::Notify&)>;
  using Validate = std::function<Result<>(const provider::Call&)>;

  explicit FakeProvider(
      Invoke invoke, Validate validate = [](const provider::Call&) { return Result<>{}; })
      : invoke_(std::move(invoke)), validate_(std::move(validate)) {}

  Result<> validate(const provider::Call& call) const override { return validate_(call); }
  Result<provider::Outcome> invoke(const provider::Call& call, const Limits& limits,
                                   const provider::Notify& notify) override {
    return invoke_(call, limits, notify);
  }

 private:
  Invoke invoke_;
  Validate validate_;
};

inline provider::Registry registry_of(const std::string& type, FakeProvider::Invoke invoke) {
  provider::Registry out;
  (void)out.add(type, std::make_unique<FakeProvider>(std::move(invoke)));
  return out;
}

/// Makes an experiment ready and runs it. What keeps it from being ready is one Error, its findings
/// told without the first "error: ".
inline Result<Ended> prepare_and_run(const model::Experiment& experiment,
                                     const provider::Registry& providers, const Options& options,
                                     std::stop_token stop, std::stop_token give_up) {
  const auto prepared = prepare(experiment, providers, options, sys::environment);
  if (prepared)
    return run_experiment(experiment, *prepared, options, std::move(stop), std::move(give_up));
  std::string text = codec::describe_all(prepared.error(), options.file);
  if (text.starts_with("error: ")) text.erase(0, 7);
  return std::unexpected(Error{Errc::invalid_input, std::move(text), {}});
}

inline Result<provider::Outcome> succeeded(Json output) {
  provider::Outcome out;
  out.output = std::move(output);
  return out;
}

/// Waits until it is stopped, however long that takes.
inline Error wait_for_stop(const Limits& limits) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait(lock, limits.stop, [] { return false; });
  return {Errc::stopped, "stopped", {}};
}

/// A door that opens once; those who wait go on.
class Gate {
 public:
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    wake_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool open_ = false;
};

}  // namespace brunt::run
