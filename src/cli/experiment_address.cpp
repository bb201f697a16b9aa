// An experiment from an http(s) address.

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/experiment_text.h"
#include "net/http_client.h"
#include "net/url.h"
#include "sys/environment.h"

namespace brunt::cli {
namespace {

constexpr std::chrono::seconds longest_wait{30};

codec::Problem refused(std::string rule, std::string sentence, std::string found,
                       std::string expected, std::string to_do) {
  codec::Problem problem =
      unreadable(std::move(rule), std::move(sentence), std::move(found), std::move(to_do));
  problem.expected = std::move(expected);
  return problem;
}

/// Host and port of `url` as written, without user and password.
std::string network_location(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const auto at = url.rfind('@');
  return std::string(at == std::string_view::npos ? url : url.substr(at + 1));
}

/// The value of the Authorization header; "" = none.
std::string authorization(const ExperimentSource& source) {
  const auto token = sys::environment("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN").value_or("");
  if (!trim(token).empty()) return "bearer " + std::string(trim(token));
  const Json* auth = find(source.auths, network_location(source.name));
  if (auth == nullptr) return "";
  return string_or(*auth, "type") + " " + string_or(*auth, "value");
}

std::string first_line(std::string_view body) {
  const std::string line = as_utf8(trim(body.substr(0, body.find('\n'))).substr(0, 100));
  return line.empty() ? "" : ": " + line;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

std::expected<codec::Format, codec::Problem> format_of(const net::Response& response) {
  const std::string type = lower(net::header(response.headers, "content-type").value_or(""));
  if (contains_any(type, {"application/json", "+json"})) return codec::Format::json;
  if (contains_any(
          type, {"application/x-yaml", "application/yaml", "text/yaml", "text/x-yaml", "+yaml"})) {
    return codec::Format::yaml;
  }
  if (type.empty() || contains_any(type, {"text/plain", "application/octet-stream"})) {
    return codec::Format::either;
  }
  return std::unexpected(refused(
      "source/content-type", "the address gives no experiment", "the content type " + type,
      "application/json, application/yaml, text/yaml or text/plain",
      type.starts_with("text/html") ? "give the address of the file itself, not of a page about it"
                                    : "let the server name the right type"));
}

codec::Problem not_got(const Error& error, const ExperimentSource& source) {
  const bool tls = source.verify_tls && contains_any(lower(error.what), {"certificate", "ssl"});
  const bool stopped = error.code == Errc::stopped;
  return refused("source/unreachable", "the experiment cannot be fetched",
                 stopped ? "stopped before it had come" : error.what,
                 "an answer within 30 s, with status 200",
                 tls ? "mend the certificate, or do without it: --no-verify-tls"
                     : "check the address, and that its server runs");
}

}  // namespace

GotText text_of_address(const ExperimentSource& source, const Limits& limits) {
  if (!net::url_parts(source.name)) {
    return std::unexpected(refused("source/address",
                                   "the experiment is at no address that can be read",
                                   "\"" + net::mask_url(source.name) + "\"",
                                   "a path, or an address that begins with http:// or https://",
                                   "give the path without file://, or another address"));
  }
  net::Request request;
  request.url = source.name;
  request.headers = {{"Accept", "application/json, application/yaml, application/x-yaml"}};
  if (auto header = authorization(source); !header.empty()) {
    request.headers.emplace_back("Authorization", std::move(header));
  }
  request.tls.verify = source.verify_tls;
  request.max_body_bytes = largest_experiment;
  const Limits own{sooner(limits.deadline, Deadline::in(longest_wait)), limits.stop};
  auto response = net::HttpClient().send(request, own);
  if (!response) return std::unexpected(not_got(response.error(), source));
  if (response->status != 200) {
    return std::unexpected(refused(
        "source/status", "the address gives no experiment",
        fmt::format("status {}{}", response->status, first_line(response->body)), "status 200",
        response->status == 401 || response->status == 403
            ? "set CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN, or \"auths\" "
              "in the settings"
            : "check the address"));
  }
  auto format = format_of(*response);
  if (!format) return std::unexpected(std::move(format).error());
  return ExperimentText{std::move(response->body), *format};
}

}  // namespace brunt::cli
