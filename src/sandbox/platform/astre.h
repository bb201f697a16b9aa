#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace brunt::sandbox::platform {

/// What the function answers: an HTTP status and a JSON text.
struct Answer {
  int status = 200;
  std::string body;

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// The function `astre`: when sun and moon rise and set. `question` is a JSON object with "city",
/// or with "lat" and "lon" in degrees, and perhaps "date" (1900-01-01 to 2099-12-31; `today`
/// without). Times are UTC, to the minute, null when the event does not happen on that UTC day.
/// Anything else is a 400 whose "error" says what was found and what was expected. Pure.
Answer astre(std::string_view question, std::chrono::sys_days today);

}  // namespace brunt::sandbox::platform
