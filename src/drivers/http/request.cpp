#include "drivers/http/request.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/substitute.h"
#include "net/url.h"

namespace brunt::drivers::http {
namespace {

using Nanoseconds = std::chrono::nanoseconds;

std::unexpected<Error> wrong(std::string_view field, const Json& found, std::string_view expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}: found {}, expected {}", field, printable(to_text(found)), expected),
            {}});
}

/// Python's truth of what may stand in `arguments`.
bool is_empty(const Json& value) {
  return value.is_null() || value == Json(false) || value == Json(0) || value == Json("") ||
         ((value.is_array() || value.is_object()) && value.empty());
}

/// A text as application/x-www-form-urlencoded has it. Source: Python's quote_plus.
std::string quote_plus(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == ' ' ? "+" : net::percent_encode({&c, 1});
  return out;
}

void add_pair(std::string& out, const std::string& key, const Json& value) {
  if (value.is_null()) return;
  if (!out.empty()) out += '&';
  out += quote_plus(key) + "=" + quote_plus(codec::python_text(value));
}

void add_field(std::string& out, const std::string& key, const Json& value) {
  if (value.is_array()) {
    for (const Json& item : value)
      add_pair(out, key, item);
  } else if (value.is_object()) {  // iterating a Python dict gives its keys
    for (const auto& [name, ignored] : value.items())
      add_pair(out, key, name);
  } else {
    add_pair(out, key, value);
  }
}

std::string add_query(const std::string& url, const std::string& query) {
  if (query.empty()) return url;
  const auto fragment = url.find('#');
  std::string base = url.substr(0, fragment);
  base += base.find('?') == std::string::npos ? '?' : '&';
  return base + query;
}

Result<std::optional<Nanoseconds>> read_seconds(const Json& value, const Json& whole) {
  if (value.is_null() || codec::is_open(value)) return std::nullopt;
  const double seconds = value.is_number() ? value.get<double>() : 0;
  if (!(seconds > 0) || !std::isfinite(seconds)) {
    return wrong("timeout", whole, "seconds above zero, or [connect, read]");
  }
  return std::chrono::duration_cast<Nanoseconds>(
      std::chrono::duration<double>(std::min(seconds, 1e8)));
}

Result<> read_timeout(const Json& provider, net::Request& request) {
  const Json* timeout = find(provider, "timeout");
  if (timeout == nullptr) return {};
  if (timeout->is_array() && timeout->size() != 2) {
    return wrong("timeout", *timeout, "a list of two numbers: [connect, read]");
  }
  const bool pair = timeout->is_array();
  request.connect_timeout = BRUNT_TRY(read_seconds(pair ? (*timeout)[0] : *timeout, *timeout));
  request.read_timeout = BRUNT_TRY(read_seconds(pair ? (*timeout)[1] : *timeout, *timeout));
  return {};
}

Result<> read_headers(const Json& provider, net::Request& request) {
  const Json* headers = find(provider, "headers");
  if (headers == nullptr || headers->is_null()) return {};
  if (!headers->is_object()) return wrong("headers", *headers, "an object of texts");
  for (const auto& [name, value] : headers->items()) {
    if (!value.is_string()) return wrong("headers." + name, value, "a text");
    request.headers.emplace_back(name, value.get<std::string>());
  }
  return {};
}

Result<> read_tls(const Json& provider, net::Request& request) {
  const Json* verify = find(provider, "verify_tls");
  if (verify == nullptr || verify->is_null()) return {};
  if (verify->is_boolean()) {
    request.tls.verify = verify->get<bool>();
  } else if (verify->is_string()) {
    request.tls.ca_file = verify->get<std::string>();
  } else {
    return wrong("verify_tls", *verify, "true, false or the path of a CA bundle");
  }
  return {};
}

/// Puts `arguments` where the method and the Content-Type say.
Result<> place_arguments(const Json& arguments, net::Request& request) {
  if (request.method == "GET") {
    if (is_empty(arguments)) return {};
    const std::string query =
        arguments.is_string() ? arguments.get<std::string>() : BRUNT_TRY(form_encode(arguments));
    request.url = add_query(request.url, query);
    return {};
  }
  if (request.method != "HEAD") request.body = "";  // so that its length is said
  const bool json = std::any_of(request.headers.begin(), request.headers.end(), [](const auto& h) {
    return h.first == "Content-Type" && h.second == "application/json";
  });
  if (json) {
    if (!arguments.is_null()) request.body = python_json(arguments);
  } else if (arguments.is_string()) {
    if (!is_empty(arguments)) request.body = arguments.get<std::string>();
  } else if (!is_empty(arguments)) {
    request.body = BRUNT_TRY(form_encode(arguments));
    if (!net::header(request.headers, "Content-Type")) {
      request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    }
  }
  return {};
}

Result<std::string> read_url(const Json& provider) {
  const Json* url = find(provider, "url");
  if (url == nullptr || !url->is_string()) {
    return wrong("url", url == nullptr ? Json() : *url, "an absolute http or https URL");
  }
  const std::string text = quote_url(trim(url->get_ref<const std::string&>()));
  if (!codec::is_open(*url) && !net::url_parts(text)) {
    return wrong("url", net::mask_url(text), "an absolute http or https URL");
  }
  return text;
}

}  // namespace

Result<std::string> form_encode(const Json& value) {
  std::string out;
  if (value.is_object()) {
    for (const auto& [key, item] : value.items())
      add_field(out, key, item);
    return out;
  }
  if (!value.is_array()) return wrong("arguments", value, "an object, a list of pairs or a text");
  for (const Json& pair : value) {
    if (!pair.is_array() || pair.size() != 2) {
      return wrong("arguments", pair, "a list of pairs: [name, value]");
    }
    add_field(out, codec::python_text(pair[0]), pair[1]);
  }
  return out;
}

std::string python_json(const Json& value) {
  if (value.is_object()) {
    std::string out = "{";
    for (const auto& [key, item] : value.items()) {
      if (out.size() > 1) out += ", ";
      out += python_json(Json(key)) + ": " + python_json(item);
    }
    return out + "}";
  }
  if (value.is_array()) {
    std::string out = "[";
    for (const Json& item : value) {
      if (out.size() > 1) out += ", ";
      out += python_json(item);
    }
    return out + "]";
  }
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string quote_url(std::string_view url) {
  std::string out;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte > 0x20 && byte < 0x7f &&
                       std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    out += plain ? std::string(1, c) : net::percent_encode({&c, 1});
  }
  return out;
}

Result<Plan> plan_request(const Json& provider) {
  Plan plan;
  plan.request.url = BRUNT_TRY(read_url(provider));
  std::string method = string_or(provider, "method", "GET");
  std::transform(method.begin(), method.end(), method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (method.empty() || method.find_first_of(" \t\r\n") != std::string::npos) {
    return wrong("method", method, "a method's name, as in GET");
  }
  plan.request.method = method;
  BRUNT_TRY(read_headers(provider, plan.request));
  BRUNT_TRY(read_timeout(provider, plan.request));
  BRUNT_TRY(read_tls(provider, plan.request));
  const Json* retries = find(provider, "max_retries");
  if (retries != nullptr && !retries->is_null()) {
    if (!retries->is_number_integer() || *retries < 0) {
      return wrong("max_retries", *retries, "a whole number from 0");
    }
    plan.max_retries = retries->get<int>();
  }
  const Json* arguments = find(provider, "arguments");
  BRUNT_TRY(place_arguments(arguments == nullptr ? Json() : *arguments, plan.request));
  return plan;
}

}  // namespace brunt::drivers::http
