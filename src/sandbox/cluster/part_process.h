#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "sys/fd.h"
#include "sys/process.h"

namespace brunt::sandbox::cluster {

/// One part as a process: this same program, its control channel, its output.
class PartProcess {
 public:
  /// Must be called on the thread that lives as long as the part may: the part is killed when that
  /// thread ends.
  static Result<PartProcess> start(const std::string& kind, const Json& config);

  sys::ProcessId id() const { return id_; }
  int exit_fd() const { return child_.pidfd(); }
  int control_fd() const { return control_.get(); }
  int output_fd() const { return output_.get(); }

  /// Hands over what came since the last call, line by line; a last line without end too once the
  /// channel is closed. Never blocks.
  void read_control(const std::function<void(const Json&)>& on_message);
  void read_output(const std::function<void(const std::string& line)>& on_line);
  /// One line to the part. What cannot be sent at once is lost: the part is not reading, and the
  /// next message says all again.
  void tell(const Json& message);
  void signal(int number) { child_.signal_group(number); }
  /// Exit code or minus the signal, once exit_fd() is readable.
  int status();

 private:
  PartProcess(sys::Child child, sys::Fd control, sys::Fd output);

  sys::Child child_;
  sys::ProcessId id_;
  sys::Fd control_, output_;
  std::string control_rest_, output_rest_;
};

}  // namespace brunt::sandbox::cluster
