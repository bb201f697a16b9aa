#include "drivers/prometheus/functions.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "codec/substitute.h"
#include "drivers/prometheus/series.h"
#include "net/url.h"
#include "provider/time_expression.h"

namespace brunt::drivers::prometheus {
namespace {

using codec::is_open;
using provider::Call;
using provider::NativeFunction;
using provider::Outcome;
using provider::Parameter;

using Query = std::vector<std::pair<std::string, std::string>>;

constexpr const char* default_server = "http://localhost:9090";
/// A server ends a query after two minutes unless told otherwise; then it is time to give up.
constexpr auto server_limit = std::chrono::seconds(120);
constexpr auto grace = std::chrono::seconds(10);

std::unexpected<Error> wrong(const std::string& key, const Json& found, std::string_view expected) {
  return std::unexpected(
      Error{Errc::invalid_input,
            fmt::format("{}: found {}, expected {}", key, printable(to_text(found)), expected),
            {}});
}

/// A time argument as the server gets it: UTC with one digit, cut. Source: reference section 2.
Result<std::string> time_argument(const Json& arguments, const std::string& key, WallTime now) {
  const Json& value = arguments.at(key);
  if (!value.is_string() && !value.is_number()) return wrong(key, value, "a time, as in 'now'");
  const auto moment = BRUNT_TRY(provider::parse_moment(codec::python_text(value), now), key);
  return rfc3339(moment.at, 1);
}

Result<> check_common(const Json& arguments) {
  if (!arguments.at("query").is_string()) {
    return wrong("query", arguments.at("query"), "a PromQL expression");
  }
  const Json& timeout = arguments.at("timeout");
  if (!timeout.is_null() && !is_open(timeout) && !(timeout.is_number() && timeout > 0)) {
    return wrong("timeout", timeout, "seconds above zero");
  }
  return {};
}

Result<> check_times(const Json& arguments, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    if (!is_open(arguments.at(key))) BRUNT_TRY(time_argument(arguments, key, wall_now()));
  }
  return {};
}

Result<> check_query(const Json& arguments) {
  BRUNT_TRY(check_common(arguments));
  if (arguments.at("when").is_null()) return {};
  return check_times(arguments, {"when"});
}

Result<> check_query_interval(const Json& arguments) {
  BRUNT_TRY(check_common(arguments));
  const Json& step = arguments.at("step");
  if (!is_open(step) && !(step.is_number() && step >= 0)) {
    return wrong("step", step, "seconds from 0");
  }
  return check_times(arguments, {"start", "end"});
}

Query common_query(const Json& arguments) {
  Query query = {{"query", arguments.at("query").get<std::string>()}};
  if (!arguments.at("timeout").is_null()) {
    query.emplace_back("timeout", codec::python_text(arguments.at("timeout")));
  }
  return query;
}

Result<Query> instant_query(const Json& arguments, WallTime now) {
  Query query = common_query(arguments);
  if (!arguments.at("when").is_null()) {
    query.emplace_back("time", BRUNT_TRY(time_argument(arguments, "when", now)));
  }
  return query;
}

Result<Query> range_query(const Json& arguments, WallTime now) {
  Query query = common_query(arguments);
  if (arguments.at("step") != 0) {
    query.emplace_back("step", codec::python_text(arguments.at("step")));
  }
  query.emplace_back("start", BRUNT_TRY(time_argument(arguments, "start", now)));
  query.emplace_back("end", BRUNT_TRY(time_argument(arguments, "end", now)));
  return query;
}

std::string server_of(const Call& call) {
  std::string server = string_or(call.configuration, "prometheus_base_url", default_server);
  while (server.ends_with('/'))
    server.pop_back();
  return server;
}

/// Only what is named for Prometheus is sent to it; other secrets of the experiment are not its.
void authorise(const Json& secrets, net::Request& request) {
  if (const auto token = string_or(secrets, "PROMETHEUS_TOKEN"); !token.empty()) {
    request.headers.emplace_back("Authorization", "Bearer " + token);
    return;
  }
  const auto user = string_or(secrets, "PROMETHEUS_USERNAME");
  if (user.empty()) return;
  const auto password = string_or(secrets, "PROMETHEUS_PASSWORD");
  request.headers.emplace_back("Authorization", "Basic " + base64(user + ":" + password));
}

Outcome failed(const std::string& text, const std::string& summary) {
  Outcome outcome;
  outcome.succeeded = false;
  outcome.failure = "chaoslib.exceptions.ActivityFailed: " + text;
  outcome.summary = summary;
  outcome.detail = text;
  return outcome;
}

/// What came back, judged. Source: reference sections 0 (row 2) and 1.
Outcome judged(const net::Response& response, const std::string& url) {
  if (response.status != 200) {
    return failed(fmt::format("Prometheus query {} failed: {}: {}", url, response.status,
                              as_utf8(trim(response.body.substr(0, 500)))),
                  fmt::format("{}", response.status));
  }
  auto envelope = parse_json(response.body);
  if (!envelope) {
    return failed(fmt::format("Prometheus query {} failed: the answer is not JSON: {}", url,
                              as_utf8(trim(response.body.substr(0, 200)))),
                  "not JSON");
  }
  Outcome outcome;
  outcome.summary = summarise(*envelope);
  outcome.detail = remarks(*envelope);
  outcome.output = *std::move(envelope);
  return outcome;
}

net::Request request_for(const Json& arguments, const Call& call, const std::string& path,
                         const Query& query) {
  net::Request request;
  request.url = server_of(call) + path;
  char mark = '?';
  for (const auto& [name, value] : query) {
    request.url += mark + name + "=" + net::percent_encode(value);
    mark = '&';
  }
  request.headers = {{"Accept", "application/json"}};
  const Json& verify = arguments.at("verify_tls");
  request.tls.verify = !verify.is_boolean() || verify.get<bool>();
  const Json& timeout = arguments.at("timeout");
  const auto limit = timeout.is_number() ? std::chrono::duration<double>(timeout.get<double>())
                                         : std::chrono::duration<double>(server_limit);
  request.read_timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(limit + grace);
  request.connect_timeout = grace;
  authorise(call.secrets, request);
  return request;
}

Result<Outcome> asked(const net::HttpClient& http, const net::Request& request,
                      const std::string& server, const Limits& limits) {
  const std::string url = net::mask_url(request.url);
  auto response = http.send(request, limits);
  if (!response && response.error().code != Errc::unavailable &&
      response.error().code != Errc::timed_out) {
    return std::unexpected(std::move(response).error());
  }
  Outcome outcome = response ? judged(*response, url)
                             : failed(fmt::format("Prometheus does not answer: GET {}: {}", url,
                                                  response.error().what),
                                      response.error().what);
  outcome.evidence = {{"prometheus", {{"url", net::mask_url(server)}}}};
  return outcome;
}

using MakeQuery = Result<Query> (*)(const Json&, WallTime);

NativeFunction function(const std::shared_ptr<net::HttpClient>& http, std::string path,
                        std::vector<Parameter> parameters, Result<> (*check)(const Json&),
                        MakeQuery make) {
  NativeFunction out;
  out.parameters = std::move(parameters);
  out.validate = check;
  out.invoke = [http, path = std::move(path), make](const Json& arguments, const Call& call,
                                                    const Limits& limits,
                                                    const provider::Notify&) -> Result<Outcome> {
    const Query query = BRUNT_TRY(make(arguments, wall_now()));
    return asked(*http, request_for(arguments, call, path, query), server_of(call), limits);
  };
  return out;
}

}  // namespace

provider::NativeTable functions(std::vector<net::Resolve> resolve) {
  const auto http = std::make_shared<net::HttpClient>(std::move(resolve));
  const Parameter query{"query", true, {}};
  const Parameter timeout{"timeout", false, nullptr};
  const Parameter verify{"verify_tls", false, true};
  provider::NativeTable table;
  table["chaosprometheus.probes.query"] =
      function(http, "/api/v1/query", {query, {"when", false, nullptr}, timeout, verify},
               &check_query, &instant_query);
  table["chaosprometheus.probes.query_interval"] =
      function(http, "/api/v1/query_range",
               {query, {"start", true, {}}, {"end", true, {}}, {"step", false, 1}, timeout, verify},
               &check_query_interval, &range_query);
  return table;
}

}  // namespace brunt::drivers::prometheus
