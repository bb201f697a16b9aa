#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/signals.h"
#include "load/result_source.h"
#include "sys/fd.h"

namespace brunt::cli {

/// Who called `load`, and how it is answered: in our words, or in vegeta's.
struct LoadCaller {
  bool as_vegeta;
  const Stops& stops;

  /// One line on standard error: vegeta's `YYYY/MM/DD hh:mm:ss message`, or ours.
  void tell(std::string_view message) const;
  /// Tells and gives 1. As vegeta without the place that we add.
  int fail(const Error& error) const;
  /// A flag that cannot be taken, or -h.
  int refuse(const Error& error) const;
  /// A reader was asked to stop: dies of the signal where vegeta does, else gives `status`.
  /// `reading` is false while no file was open yet.
  int stopped(bool reading, int status) const;
};

/// The results of `files`; of standard input, which is put there, when there are none. Else the
/// exit status, with what is wrong told.
std::expected<load::ResultSource, int> open_results(std::vector<std::string>& files,
                                                    const LoadCaller& caller);

/// Where a report or an encoding goes: a file, or standard output when it is called "stdout".
class LoadOutput {
 public:
  /// Errors: `unavailable` with the text of Go's os.Create.
  static Result<LoadOutput> open(const std::string& name);
  /// Errors: `unavailable` with the reason.
  Result<> write(std::string_view text) const;
  bool standard() const { return standard_; }
  bool terminal() const;

 private:
  LoadOutput(sys::Fd fd, std::string name, bool standard)
      : fd_(std::move(fd)), name_(std::move(name)), standard_(standard) {}

  sys::Fd fd_;
  std::string name_;
  bool standard_;
};

}  // namespace brunt::cli
