#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brunt::sandbox::platform::promql {

/// A sample's value as the HTTP API writes it: shortest decimal that reads back the same, `NaN`,
/// `+Inf`, `-Inf`; an exponent below 1e-6 and from 1e21 on.
std::string number_text(double value);

/// Milliseconds as seconds: `1524590420.150`, three decimals only when there is a fraction.
std::string time_text(std::int64_t time_ms);

/// `Inf`, `+Inf`, `-Inf`, `NaN` in any case, a decimal or `0x` number; all of `text`.
std::optional<double> parse_number(std::string_view text);

/// Prometheus' durations, `1h30m`, `250ms`: units y w d h m s ms, largest first, each once.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);

}  // namespace brunt::sandbox::platform::promql
