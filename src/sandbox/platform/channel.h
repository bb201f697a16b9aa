#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/json.h"

namespace brunt::sandbox::platform {

/// Cuts a stream of bytes into lines. Pure.
class LineReader {
 public:
  /// The lines that `bytes` completes, without their ends.
  std::vector<std::string> feed(std::string_view bytes);

 private:
  std::string rest_;
};

/// Writes `message` and a line end to `fd`. Errors: `unavailable` when the other end is gone.
Result<> send_message(int fd, const Json& message);

/// The first line that arrives on the socket `fd`; what follows it stays there. Errors:
/// `timed_out`, `unavailable` when the other end is gone, `invalid_input` when it is no JSON or
/// over 64 KiB.
Result<Json> receive_first(int fd, Deadline deadline);

/// Why serve() came back.
enum class Ending : std::uint8_t {
  told,      ///< a signal arrived
  orphaned,  ///< the other end of the control channel is gone
};

/// Waits on the control channel and on a descriptor that becomes readable when the part is to end
/// (a signalfd), and hands over each message: one JSON value a line. A line that is none is handed
/// to `on_error`, and changes nothing.
Ending serve(int control, int signals, const std::function<void(const Json&)>& on_message,
             const std::function<void(const Error&)>& on_error);

}  // namespace brunt::sandbox::platform
