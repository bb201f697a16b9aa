#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace brunt::sandbox::platform {

/// Takes one whole line, its line end included. Called from several threads at once.
using LineSink = std::function<void(std::string_view line)>;

/// One write to the standard error stream per line, so that lines of several threads never mix.
void write_to_stderr(std::string_view line);

/// `2018/04/24 17:20:42 text` and a line end, as Go's standard logger writes it, UTC. Control
/// characters in `text` are made visible and its line ends blanks: a request cannot forge a line.
std::string log_line(WallTime at, std::string_view text);

/// `Forwarded [GET] to /function/astre - [200] - 0.021953 seconds`.
/// Source: gateway 0.7.8, handlers/notifiers.go.
std::string forwarded_text(std::string_view method, std::string_view path, int status,
                           std::chrono::nanoseconds took);

/// `error with upstream request to: PATH, Get URL: reason`, with the method as Go capitalises it.
/// Source: gateway 0.7.8, handlers/forwarding_proxy.go.
std::string upstream_error_text(std::string_view method, std::string_view path,
                                std::string_view url, std::string_view reason);

}  // namespace brunt::sandbox::platform
