#include "sandbox/platform/system_api.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace brunt::sandbox::platform {

namespace {

using Reply = SystemApi::Reply;

constexpr auto api_limit = std::chrono::seconds(5);

net::ServerResponse json_response(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json"}}, to_text(body), {}};
}

net::ServerResponse text_response(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text) + "\n", {}};
}

int label(const FunctionState& function, const std::string& name, int otherwise) {
  const auto found = function.labels.find(name);
  if (found == function.labels.end()) return otherwise;
  int value = 0;
  const std::string& text = found->second;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() ? value : otherwise;
}

int least(const FunctionState& function) {
  return label(function, "com.openfaas.scale.min", 1);
}
int most(const FunctionState& function) {
  return label(function, "com.openfaas.scale.max", 20);
}

/// The rest of `path` after `prefix`, without a slash at its end; nothing when it begins otherwise.
std::optional<std::string> after(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

}  // namespace

int scaled(const FunctionState& function, std::string_view alert_status) {
  if (alert_status == "resolved") return least(function);
  const int current = function.replicas;
  return std::min(current == 1 ? 5 : current + 5, most(function));
}

SystemApi::SystemApi(const GatewaySettings& settings, const FunctionTable& functions)
    : settings_(settings), functions_(functions) {}

Reply SystemApi::handle(const net::ServerRequest& request) const {
  const std::string& path = request.path;
  const bool get = request.method == "GET" || request.method == "HEAD";
  const bool post = request.method == "POST";
  if (path == "/healthz") return {text_response(200, "OK"), {}, false};
  if (path == "/" || path == "/ui/") {
    return {
        text_response(200, "emulated OpenFaaS gateway of brunt's sandbox; try /system/functions"),
        {},
        false};
  }
  if (path == "/system/functions" && get) return list();
  if (path == "/system/info" && get) return info();
  if (path == "/system/alert" && post) return alert(request.body);
  if (const auto name = after(path, "/system/function/"); name && get) return one(*name);
  if (const auto name = after(path, "/system/scale-function/"); name && post) {
    return scale_request(*name, request.body);
  }
  if (path.starts_with("/system/") || path.starts_with("/async-function/")) {
    return {text_response(
                501, fmt::format("{} {} is not emulated; there are GET /system/functions, "
                                 "GET /system/function/NAME, POST /system/scale-function/NAME, "
                                 "POST /system/alert and GET /system/info",
                                 request.method, path)),
            {},
            false};
  }
  return {text_response(404, "404 page not found"), {}, false};
}

Reply SystemApi::list() const {
  const auto counts = invocations();
  Json out = Json::array();
  for (const FunctionState& function : functions_.all()) {
    const auto found = counts.find(function.name);
    out.push_back(function_json(function, found == counts.end() ? 0 : found->second));
  }
  return {json_response(200, out), {}, true};
}

Reply SystemApi::one(const std::string& name) const {
  const auto function = functions_.find(name);
  if (!function) return {{404, {}, "", {}}, {}, true};
  return {json_response(200, function_json(*function, 0)), {}, true};
}

Reply SystemApi::info() const {
  Json out = Json::object();
  out["provider"] = {{"provider", "brunt sandbox"},
                     {"orchestration", "emulated cluster"},
                     {"version", {{"sha", ""}, {"release", "emulated"}}}};
  out["version"] = {{"sha", ""}, {"release", "0.7.8, emulated"}, {"profile", settings_.profile}};
  out["arch"] = "x86_64";
  return {json_response(200, out), {}, true};
}

Reply SystemApi::scale_request(const std::string& name, const std::string& body) const {
  const auto function = functions_.find(name);
  if (!function) return {text_response(404, fmt::format("no function '{}'", name)), {}, true};
  const auto asked = parse_json(body);
  const Json* replicas = asked ? brunt::find(*asked, "replicas") : nullptr;
  if (replicas == nullptr || !replicas->is_number_integer() || *replicas < 1) {
    return {
        text_response(400, "expected {\"serviceName\": NAME, \"replicas\": 1 or more}"), {}, true};
  }
  const auto wanted =
      static_cast<int>(std::min<std::int64_t>(replicas->get<std::int64_t>(), most(*function)));
  if (const auto done = scale(*function, wanted); !done) {
    return {text_response(500, done.error().what), {}, true};
  }
  return {{202, {}, "", {}}, {}, true};
}

Reply SystemApi::alert(const std::string& body) const {
  Reply out;
  out.log = {"Alert received.", body};
  const auto message = parse_json(body);
  const Json* alerts = message ? brunt::find(*message, "alerts") : nullptr;
  if (alerts == nullptr || !alerts->is_array()) {
    out.response = text_response(400, "expected Alertmanager's JSON with a list 'alerts'");
    return out;
  }
  for (const Json& one : *alerts) {
    const Json* labels = brunt::find(one, "labels");
    const std::string name = labels == nullptr ? "" : string_or(*labels, "function_name");
    const auto function = functions_.find(name);
    if (!function) {
      out.response = text_response(500, fmt::format("no function '{}'", name));
      return out;
    }
    const int wanted = scaled(*function, string_or(one, "status"));
    out.log.push_back(
        fmt::format("[Scale] function={} {} => {}.", name, function->replicas, wanted));
    if (wanted == function->replicas) continue;
    if (const auto done = scale(*function, wanted); !done) {
      out.response = text_response(500, done.error().what);
      return out;
    }
  }
  out.response = {200, {}, "", {}};
  return out;
}

Result<> SystemApi::scale(const FunctionState& function, int replicas) const {
  if (settings_.api.empty()) {
    return std::unexpected(
        Error{Errc::unavailable, "this gateway has no cluster API to scale with", ""});
  }
  net::Request request;
  request.method = "PATCH";
  request.url = fmt::format("{}/apis/apps/v1/namespaces/{}/deployments/{}/scale", settings_.api,
                            function.ns, function.name);
  request.headers = {{"Content-Type", "application/merge-patch+json"},
                     {"Authorization", "Bearer " + settings_.api_token}};
  request.body = fmt::format(R"({{"spec":{{"replicas":{}}}}})", replicas);
  request.use_proxy_environment = false;
  const auto answer = BRUNT_TRY(client_.send(request, {Deadline::in(api_limit), {}}));
  if (answer.status == 200) return {};
  return std::unexpected(
      Error{Errc::unavailable,
            fmt::format("the cluster API answered {}: {}", answer.status, answer.body), ""});
}

/// As the original: a sum that the metrics server is asked for; on any failure the counts stay 0.
std::map<std::string, double> SystemApi::invocations() const {
  std::map<std::string, double> out;
  if (settings_.metrics.empty()) return out;
  net::Request request;
  request.url = settings_.metrics + "/api/v1/query?query=" +
                net::percent_encode("sum by (function_name) (gateway_function_invocation_total)");
  request.use_proxy_environment = false;
  const auto answer = client_.send(request, {Deadline::in(api_limit), {}});
  if (!answer) return out;
  const auto body = parse_json(answer->body);
  if (!body) return out;
  const Json* data = brunt::find(*body, "data");
  const Json* result = data == nullptr ? nullptr : brunt::find(*data, "result");
  if (result == nullptr || !result->is_array()) return out;
  for (const Json& element : *result) {
    const Json* metric = brunt::find(element, "metric");
    const Json* value = brunt::find(element, "value");
    if (metric == nullptr || value == nullptr || value->size() != 2 || !(*value)[1].is_string()) {
      continue;
    }
    const std::string text = (*value)[1].get<std::string>();
    double count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    out[string_or(*metric, "function_name")] = count;
  }
  return out;
}

}  // namespace brunt::sandbox::platform
