#include "drivers/http/http_provider.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "drivers/http/charset.h"
#include "drivers/http/request.h"
#include "net/url.h"
#include "sys/environment.h"

namespace brunt::drivers::http {
namespace {

using provider::Call;
using provider::Outcome;

/// Header names keep the server's spelling; repeats are joined.
Json joined(const net::Headers& headers) {
  Json out = Json::object();
  std::map<std::string, std::string> spelling;
  for (const auto& [name, value] : headers) {
    const auto [at, first] = spelling.try_emplace(lower(name), name);
    const std::string text = as_utf8(value);
    if (first) {
      out[at->second] = text;
    } else {
      out[at->second] = out[at->second].get<std::string>() + ", " + text;
    }
  }
  return out;
}

bool is_json(const std::string& type, JsonBy json_by) {
  if (json_by == JsonBy::letter) return type == "application/json";
  return lower(trim(std::string_view(type).substr(0, type.find(';')))) == "application/json";
}

Json body_of(const net::Response& response, JsonBy json_by) {
  const std::string type = net::header(response.headers, "Content-Type").value_or("");
  if (is_json(type, json_by)) {
    if (auto parsed = parse_json(response.body)) return *std::move(parsed);
  }
  return decode_body(response.body, type);
}

Outcome answered(const net::Response& response, JsonBy json_by) {
  Outcome outcome;
  outcome.output = {{"status", response.status},
                    {"headers", joined(response.headers)},
                    {"body", body_of(response, json_by)}};
  outcome.summary = fmt::format("{}", response.status);
  return outcome;
}

/// The two families of failures that the reference knows.
Outcome unanswered(const Error& error, const std::string& url) {
  Outcome outcome;
  outcome.succeeded = false;
  const bool slow =
      error.code == Errc::timed_out && !net::never_sent(error) && !net::cut_while_reading(error);
  outcome.failure = "chaoslib.exceptions.ActivityFailed: " +
                    (slow ? std::string("activity took too long to complete")
                          : fmt::format("failed to connect to {}: {}", url, error.what));
  outcome.summary = error.what;
  outcome.detail = error.context;
  return outcome;
}

bool may_retry(const Error& error, const std::string& method) {
  if (error.code != Errc::unavailable && error.code != Errc::timed_out) return false;
  if (net::never_sent(error)) return true;
  return method != "POST" && method != "PATCH" && !net::cut_while_reading(error);
}

/// What Python's requests takes from the environment.
void use_environment(net::Request& request) {
  if (!request.tls.verify || !request.tls.ca_file.empty()) return;
  for (const char* name : {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
    if (const auto bundle = sys::environment(name); bundle && !bundle->empty()) {
      request.tls.ca_file = *bundle;
      return;
    }
  }
}

class HttpProvider final : public provider::Provider {
 public:
  HttpProvider(std::vector<net::Resolve> resolve, JsonBy json_by)
      : resolve_(std::move(resolve)), json_by_(json_by) {}

  Result<> validate(const Call& call) const override {
    BRUNT_TRY(plan_request(call.provider));
    return {};
  }

  Result<Outcome> invoke(const Call& call, const Limits& limits, const provider::Notify&) override {
    Plan plan = BRUNT_TRY(plan_request(call.provider));
    use_environment(plan.request);
    const auto client = client_now();
    const struct End {
      HttpProvider& provider;
      ~End() { provider.note_end(); }
    } end{*this};
    for (int retries = 0;; ++retries) {
      auto response = client->send(plan.request, limits);
      if (response) return answered(*response, json_by_);
      const Error& error = response.error();
      if (error.code == Errc::invalid_input || error.code == Errc::stopped) {
        return std::unexpected(error);
      }
      if (retries == plan.max_retries || limits.deadline.passed() ||
          !may_retry(error, plan.request.method)) {
        return unanswered(error, net::mask_url(plan.request.url));
      }
    }
  }

 private:
  /// Calls that follow each other at once share connections. After any longer while each has one of
  /// its own, as in the reference: whether the system takes new connections is part of the
  /// question.
  std::shared_ptr<const net::HttpClient> client_now() {
    constexpr auto at_once = std::chrono::milliseconds(5);
    const std::lock_guard lock(mutex_);
    if (!client_ || std::chrono::steady_clock::now() - ended_ > at_once)
      client_ = std::make_shared<const net::HttpClient>(resolve_);
    return client_;
  }

  void note_end() {
    const std::lock_guard lock(mutex_);
    ended_ = std::chrono::steady_clock::now();
  }

  std::vector<net::Resolve> resolve_;
  JsonBy json_by_;
  std::mutex mutex_;  ///< guards the two below
  std::shared_ptr<const net::HttpClient> client_;
  std::chrono::steady_clock::time_point ended_{};  ///< of the last call
};

}  // namespace

std::unique_ptr<provider::Provider> make_http_provider(std::vector<net::Resolve> resolve,
                                                       JsonBy json_by) {
  return std::make_unique<HttpProvider>(std::move(resolve), json_by);
}

}  // namespace brunt::drivers::http
