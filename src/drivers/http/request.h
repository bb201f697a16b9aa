#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "net/http_client.h"

namespace brunt::drivers::http {

/// What a provider object asks for, beside the request: retries are not HTTP's business.
struct Plan {
  net::Request request;
  int max_retries = 0;
};

/// Reads a provider object. Texts that still hold a placeholder are taken as they are.
/// Errors: `invalid_input`, naming the field, what was found and what was expected.
Result<Plan> plan_request(const Json& provider);

/// `value` as a query or form has it: objects and lists of pairs, null left out, lists repeated,
/// blanks as '+'. Errors: `invalid_input` for anything else. Source: Python requests.
Result<std::string> form_encode(const Json& value);

/// JSON as Python's json.dumps writes it: ", " and ": ", non-ASCII escaped.
std::string python_json(const Json& value);

/// `url` with blanks, controls and non-ASCII characters percent-encoded; what is encoded stays.
std::string quote_url(std::string_view url);

}  // namespace brunt::drivers::http
