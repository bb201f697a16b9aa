#include "drivers/kubernetes/client.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "net/url.h"
#include "sys/file.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::drivers::kubernetes {
namespace {

constexpr int max_retries = 3;
constexpr auto longest_retry_after = std::chrono::seconds(30);

std::string with_query(std::string url, const Query& query) {
  char mark = '?';
  for (const auto& [name, value] : query) {
    url += mark + net::percent_encode(name) + "=" + net::percent_encode(value);
    mark = '&';
  }
  return url;
}

bool is_replayable(const std::string& method) {
  return method != "POST" && method != "PATCH";
}

/// Seconds to wait before the next try; nothing when the answer stands.
std::optional<std::chrono::seconds> retry_after(const net::Response& response) {
  const int status = response.status;
  if (status != 413 && status != 429 && status < 500) return std::nullopt;
  const auto text = net::header(response.headers, "Retry-After");
  if (!text) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
  return std::min<std::chrono::seconds>(std::chrono::seconds(value), longest_retry_after);
}

/// False when the call should end instead.
bool pause(std::chrono::seconds time, const Limits& limits) {
  const sys::StopFd stop(limits.stop);
  const auto until = sooner(limits.deadline, Deadline::in(time));
  return !sys::poll_wait({stop.get()}, until)[0] && !limits.deadline.passed();
}

}  // namespace

Error api_error(const net::Response& response) {
  std::string text =
      fmt::format("kubernetes.client.exceptions.ApiException: ({})", response.status);
  const auto status = parse_json(response.body);
  if (status && string_or(*status, "kind") == "Status") {
    if (const auto reason = string_or(*status, "reason"); !reason.empty()) text += " " + reason;
    text += ": " + string_or(*status, "message", "no message");
  } else {
    text += ": " + as_utf8(trim(response.body.substr(0, 300)));
  }
  return Error{Errc::unavailable, text, {}};
}

Client::Client(Access access, std::vector<net::Resolve> resolve)
    : access_(std::move(access)), http_(std::move(resolve)) {}

Result<Credential> Client::credential(const ExecPlugin& plugin, const Limits& limits) const {
  const std::lock_guard lock(mutex_);  // one run of the plugin serves all who wait
  const bool fresh = credential_ && (!credential_->expires || *credential_->expires > wall_now());
  if (!fresh) credential_ = BRUNT_TRY(run_exec_plugin(plugin, limits));
  return *credential_;
}

Result<> Client::authorise(net::Request& request, const Limits& limits) const {
  std::string token = access_.token;
  if (!access_.token_file.empty()) {
    token = trim(BRUNT_TRY(sys::read_file(access_.token_file), "reading the token"));
  }
  if (access_.exec) {
    const Credential given = BRUNT_TRY(credential(*access_.exec, limits));
    token = given.token;
    if (!given.cert_pem.empty()) {
      request.tls.cert_pem = given.cert_pem;
      request.tls.key_pem = given.key_pem;
    }
  }
  if (!token.empty()) {
    request.headers.emplace_back("Authorization", access_.token_scheme + " " + token);
  } else if (!access_.username.empty()) {
    request.headers.emplace_back("Authorization",
                                 "Basic " + base64(access_.username + ":" + access_.password));
  }
  request.headers.insert(request.headers.end(), access_.impersonation.begin(),
                         access_.impersonation.end());
  return {};
}

Result<net::Response> Client::call(const std::string& method, const std::string& path,
                                   const Query& query, const std::optional<std::string>& body,
                                   const Limits& limits) const {
  net::Request request;
  request.method = method;
  request.url = with_query(access_.server + path, query);
  request.headers = {{"Accept", "application/json"}};
  request.tls = access_.tls;
  request.proxy = access_.proxy;
  request.body = body;
  if (body) request.headers.emplace_back("Content-Type", "application/json");
  BRUNT_TRY(authorise(request, limits));
  const auto started = Deadline::Clock::now();
  bool renewed = false;
  for (int tries = 1;; ++tries) {
    auto response = http_.send(request, limits);
    if (response) {
      if (response->status == 401 && access_.exec && !renewed) {
        renewed = true;
        {
          const std::lock_guard lock(mutex_);
          credential_.reset();
        }
        std::erase_if(request.headers, [](const auto& h) { return h.first == "Authorization"; });
        BRUNT_TRY(authorise(request, limits));
        continue;
      }
      const auto wait = retry_after(*response);
      if (!wait || tries > max_retries || !is_replayable(method)) return response;
      if (pause(*wait, limits)) continue;
      if (!limits.stop.stop_requested()) return response;
      return std::unexpected(Error{Errc::stopped, "stopped", fmt::format("{} {}", method, path)});
    }
    Error error = std::move(response).error();
    const bool again = error.code == Errc::unavailable || error.code == Errc::timed_out;
    if (!again) return std::unexpected(std::move(error));
    const bool may_repeat = net::never_sent(error) || is_replayable(method);
    if (tries <= max_retries && may_repeat && !limits.deadline.passed() &&
        error.what.find("tls: ") != 0) {
      continue;
    }
    const auto passed = std::chrono::duration<double>(Deadline::Clock::now() - started).count();
    return std::unexpected(
        Error{error.code,
              fmt::format("the cluster does not answer: {} {}: {}, {} {} in {:.1f} s ({})", method,
                          net::mask_url(request.url), error.what, tries,
                          tries == 1 ? "try" : "tries", passed, access_.origin),
              {}});
  }
}

Result<Json> Client::json(const std::string& method, const std::string& path, const Query& query,
                          const std::optional<std::string>& body, const Limits& limits) const {
  const auto response = BRUNT_TRY(call(method, path, query, body, limits));
  if (response.status < 200 || response.status > 299) return std::unexpected(api_error(response));
  auto document = parse_json(response.body);
  if (!document) {
    return std::unexpected(Error{
        Errc::unavailable,
        fmt::format("the answer to {} {} is not JSON: {}", method, path, document.error().what),
        {}});
  }
  return *std::move(document);
}

}  // namespace brunt::drivers::kubernetes
