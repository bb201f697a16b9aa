#pragma once

#include <string>
#include <string_view>

namespace brunt::drivers::http {

/// The bytes of a body as UTF-8, by the response's Content-Type: its charset; without one
/// ISO-8859-1 for text/*, UTF-8 for JSON, else UTF-8 when the bytes are that and ISO-8859-1 when
/// not. A charset that is unknown counts as UTF-8; bytes that do not belong are replaced by U+FFFD.
/// Source: Python requests.
std::string decode_body(std::string_view bytes, std::string_view content_type);

}  // namespace brunt::drivers::http
