#include "sandbox/cluster/api.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> out;
  for (const std::string& part : split(path, '/'))
    if (!part.empty()) out.push_back(net::percent_decode(part, false));
  return out;
}

Reply plain(std::string text) {
  Reply reply;
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = std::move(text);
  return reply;
}

Reply failed(const Failure& failure) {
  Reply reply = json_reply(status_of(failure), failure.code);
  if (failure.code == 429) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

/// The newest aggregated form that the client accepts, or "".
std::string aggregated(const net::ServerRequest& request) {
  const std::string accept = net::header(request.headers, "Accept").value_or("");
  for (const char* version : {"v2", "v2beta1"})
    if (accept.find(std::string("g=apidiscovery.k8s.io;v=") + version +
                    ";as=APIGroupDiscoveryList") != std::string::npos)
      return version;
  return "";
}

bool public_path(const std::vector<std::string>& path) {
  return path.size() == 1 && (path[0] == "readyz" || path[0] == "livez" || path[0] == "healthz");
}

}  // namespace

Reply json_reply(const Json& document, int status) {
  Reply reply;
  reply.status = status;
  reply.body = to_text(document);
  return reply;
}

Reply Api::handle(const net::ServerRequest& request, Now now) {
  const std::vector<std::string> path = segments(request.path);
  const std::string said = net::header(request.headers, "Authorization").value_or("");
  if (!public_path(path) && said != "Bearer " + token_) {
    Reply reply = failed({401, "Unauthorized", "Unauthorized", Json::object()});
    reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"brunt sandbox\"");
    return reply;
  }
  Answer<Reply> answer = route(request, now);
  return answer ? *std::move(answer) : failed(answer.error());
}

Answer<Reply> Api::route(const net::ServerRequest& request, Now now) {
  const std::vector<std::string> path = segments(request.path);
  if (auto reply = fixed(request, path)) {
    ++calls_[request.method + " " + request.path];
    if (request.method != "GET") return std::unexpected(method_not_allowed());
    return *std::move(reply);
  }
  const auto target = target_of(path);
  count(request, target ? &*target : nullptr);
  if (!target) return std::unexpected(no_such_path());
  Call call{request, now, *target, nullptr};
  if (!trim(request.body).empty()) {
    auto body = parse_json(request.body);
    if (!body) return std::unexpected(bad_request("the body is no JSON: " + body.error().what));
    call.body = *std::move(body);
  }
  if (request.method == "GET") return target->sub == "log" ? log(call) : read(call);
  if (request.method == "DELETE") return remove(call);
  if (request.method == "PATCH" || request.method == "PUT") return change(call);
  if (request.method != "POST") return std::unexpected(method_not_allowed());
  if (target->sub == "eviction") return evict(call);
  if (target->resource->plural == "selfsubjectaccessreviews" && target->name.empty())
    return review(call);
  if (target->resource->plural == "poddisruptionbudgets" && target->name.empty())
    return create_budget(call);
  return std::unexpected(method_not_allowed());
}

std::optional<Reply> Api::fixed(const net::ServerRequest& request,
                                const std::vector<std::string>& path) {
  if (path.empty()) {
    std::vector<std::string> paths{"/api",   "/api/v1", "/apis",   "/brunt/sandbox",
                                   "/livez", "/readyz", "/version"};
    return json_reply({{"paths", paths}});
  }
  if (public_path(path)) return plain("ok");
  if (path.size() == 1 && path[0] == "version") return json_reply(version_document());
  if (path.size() == 2 && path[0] == "brunt" && path[1] == "sandbox")
    return json_reply(description());
  if (path.size() == 1 && (path[0] == "api" || path[0] == "apis"))
    if (const std::string version = aggregated(request); !version.empty()) {
      Reply reply = json_reply(aggregated_discovery(path, version));
      reply.content_type =
          "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
      return reply;
    }
  if (const Json document = discovery(path); !document.is_null()) return json_reply(document);
  return std::nullopt;
}

/// /api/v1/... or /apis/GROUP/VERSION/..., then [namespaces/NS/]PLURAL[/NAME[/SUB]].
std::optional<Api::Target> Api::target_of(const std::vector<std::string>& path) {
  const bool core = !path.empty() && path[0] == "api";
  const std::size_t skip = core ? 2 : 3;
  if (path.size() <= skip || (!core && path[0] != "apis")) return std::nullopt;
  const std::string group = core ? "" : path[1];
  const std::string& version = path[skip - 1];
  std::vector<std::string> rest(path.begin() + static_cast<std::ptrdiff_t>(skip), path.end());
  Target out;
  if (rest.size() >= 3 && rest[0] == "namespaces") {
    out.ns = rest[1];
    rest.erase(rest.begin(), rest.begin() + 2);
  }
  if (rest.size() > 3) return std::nullopt;
  out.resource = find_resource(group, version, rest[0]);
  if (out.resource == nullptr || (!out.ns.empty() && !out.resource->namespaced))
    return std::nullopt;
  if (rest.size() > 1) out.name = rest[1];
  if (!out.name.empty() && out.resource->namespaced && out.ns.empty()) return std::nullopt;
  if (rest.size() < 3) return out;
  out.sub = rest[2];
  const bool known =
      std::any_of(subresources().begin(), subresources().end(), [&](const Subresource& each) {
        return each.group == group && each.name == out.resource->plural + "/" + out.sub;
      });
  return known ? std::optional(out) : std::nullopt;
}

void Api::count(const net::ServerRequest& request, const Target* target) {
  if (target == nullptr) {
    ++unknown_paths_;
    return;
  }
  const Resource& resource = *target->resource;
  std::string pattern = resource.group.empty() ? "/api/v1" : "/apis/" + api_version(resource);
  if (!target->ns.empty()) pattern += "/namespaces/{ns}";
  pattern += "/" + resource.plural;
  if (!target->name.empty()) pattern += "/{name}";
  if (!target->sub.empty()) pattern += "/" + target->sub;
  ++calls_[request.method + " " + pattern];
}

Answer<Object> Api::existing(const Target& target) const {
  Object found = cluster_.store().get(target.resource->store, target.ns, target.name);
  if (found == nullptr)
    return std::unexpected(not_found(target.resource->plural, target.resource->group, target.name));
  return found;
}

Json Api::description() const {
  Json calls = Json::array();
  for (const auto& [endpoint, n] : calls_)
    calls.push_back(Json::object({{"endpoint", endpoint}, {"count", n}}));
  return {{"words", "emulated cluster"},
          {"profile", cluster_.options().parameters.profile},
          {"parameters", to_json(cluster_.options().parameters)},
          {"differences", differences()},
          {"calls", std::move(calls)},
          {"unknown_paths", unknown_paths_}};
}

}  // namespace brunt::sandbox::cluster
