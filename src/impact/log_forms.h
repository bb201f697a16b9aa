#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace brunt::impact {

/// What one line of a log says, whatever wrote it.
struct LineForm {
  std::string_view form;       ///< "gateway", "combined", "json", "logfmt", "klog"; "" = free text
  std::optional<WallTime> at;  ///< its own time, where it has one
  int status = 0;              ///< HTTP status, 0 = none
  bool error = false;          ///< its level, or a word, says that something went wrong
  std::string method, path;    ///< of the request it tells of, without query; "" = none
  std::optional<double> seconds;  ///< how long that took
};

/// Reads lines of the combined and common access logs, JSON lines, logfmt, klog, OpenFaaS' gateway
/// ("Forwarded [GET] to /function/astre - [502] - 30.000175 seconds") and free text. `near`: klog
/// writes no year; the one that brings its time nearest is taken.
LineForm read_line_form(std::string_view line, WallTime near);

/// A time in front, as Kubernetes and container engines write it: RFC 3339 and a blank, also behind
/// "stdout F " or "stderr P ". Cuts it off `line`. Absent when there is none.
std::optional<WallTime> take_time(std::string_view& line);

}  // namespace brunt::impact
