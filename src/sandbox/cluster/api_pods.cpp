#include <fmt/format.h>

#include "sandbox/cluster/api.h"
#include "sandbox/cluster/budget.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

bool dry_run(const net::ServerRequest& request, const Json& options) {
  const Json* said = find(options, "dryRun");
  return net::query_value(request, "dryRun") == "All" ||
         (said != nullptr && said->is_array() && !said->empty());
}

Answer<LogQuery> log_query(const Query& query, const std::string& pod, Now now) {
  LogQuery out;
  for (const auto& [name, into] : {std::pair{"follow", &out.follow},
                                   {"previous", &out.previous},
                                   {"timestamps", &out.timestamps}}) {
    const auto flag = flag_of(query, name);
    if (!flag) return std::unexpected(flag.error());
    *into = *flag;
  }
  const auto wrong = [&](std::string_view field, std::string_view why) {
    return std::unexpected(invalid("PodLogOptions", "", pod, field, why));
  };
  for (const auto& [name, least, into] :
       {std::tuple{"tailLines", 0, &out.tail}, {"limitBytes", 1, &out.limit_bytes}}) {
    const auto number = number_of(query, name);
    if (!number) return std::unexpected(number.error());
    if (*number && **number < least)
      return wrong(name, fmt::format("must be greater than or equal to {}", least));
    if (*number) *into = static_cast<std::size_t>(**number);
  }
  const auto since = number_of(query, "sinceSeconds");
  if (!since) return std::unexpected(since.error());
  const std::string time = value_of(query, "sinceTime").value_or("");
  if (*since && !time.empty())
    return wrong("sinceSeconds", "at most one of `sinceTime` or `sinceSeconds` may be specified");
  if (*since && **since < 1) return wrong("sinceSeconds", "must be greater than 0");
  if (*since) out.since = now.wall - std::chrono::seconds(**since);
  if (time.empty()) return out;
  const auto at = parse_time(time);
  if (!at)
    return std::unexpected(bad_request(fmt::format("sinceTime: \"{}\" is no RFC 3339 time", time)));
  out.since = *at;
  return out;
}

}  // namespace

Answer<Reply> Api::remove(const Call& call) {
  const Target& target = call.target;
  if (target.name.empty() || !target.sub.empty()) return std::unexpected(method_not_allowed());
  if (target.resource->plural == "pods") return delete_pod(call, call.body);
  if (target.resource->plural != "poddisruptionbudgets")
    return std::unexpected(method_not_allowed());
  const auto object = existing(target);
  if (!object) return std::unexpected(object.error());
  cluster_.world(call.now).store.erase(target.resource->store, target.ns, target.name);
  return json_reply({{"kind", "Status"},
                     {"apiVersion", "v1"},
                     {"metadata", Json::object()},
                     {"status", "Success"},
                     {"details",
                      {{"name", target.name},
                       {"group", target.resource->group},
                       {"kind", target.resource->plural},
                       {"uid", uid_of(**object)}}}});
}

Answer<Reply> Api::delete_pod(const Call& call, const Json& options) {
  const auto pod = existing(call.target);
  if (!pod) return std::unexpected(pod.error());
  std::int64_t grace = number_at(**pod, "spec", "terminationGracePeriodSeconds");
  const auto in_query = number_of(call.request.query, "gracePeriodSeconds");
  if (!in_query) return std::unexpected(in_query.error());
  if (*in_query) grace = **in_query;
  if (const Json* said = find(options, "gracePeriodSeconds"); said != nullptr && !said->is_null()) {
    if (!said->is_number_integer())
      return std::unexpected(bad_request("gracePeriodSeconds is no whole number"));
    grace = said->get<std::int64_t>();
  }
  if (grace < 0)
    return std::unexpected(invalid("DeleteOptions", "meta.k8s.io", "", "gracePeriodSeconds",
                                   "must be greater than or equal to 0"));
  for (const char* key : {"uid", "resourceVersion"})
    if (const Json* wanted = at(options, "preconditions", key);
        wanted != nullptr && *wanted != (**pod)["metadata"][key])
      return std::unexpected(
          conflict("pods", "", call.target.name,
                   fmt::format("Precondition failed: {} in precondition: {}, {} in object meta: {}",
                               key, wanted->dump(), key, text_at(**pod, "metadata", key))));
  const bool as_usual = !*in_query && find(options, "gracePeriodSeconds") == nullptr;
  if (dry_run(call.request, options) || (terminating(**pod) && as_usual)) return json_reply(**pod);
  World world = cluster_.world(call.now);
  return json_reply(*begin_deletion(world, *pod, grace));
}

Answer<Reply> Api::evict(const Call& call) {
  const auto pod = existing(call.target);
  if (!pod) return std::unexpected(pod.error());
  const Json* options = find(call.body, "deleteOptions");
  if (const auto why = forbidden_by_budget(cluster_.store(), **pod)) {
    Failure failure{429, "TooManyRequests",
                    "Cannot evict pod as it would violate the pod's disruption budget.",
                    Json::object()};
    failure.details["causes"] = Json::array();
    failure.details["causes"].push_back(
        Json::object({{"reason", "DisruptionBudget"}, {"message", *why}}));
    return std::unexpected(std::move(failure));
  }
  const auto deleted = delete_pod(call, options == nullptr ? Json::object() : *options);
  if (!deleted) return std::unexpected(deleted.error());
  return json_reply({{"kind", "Status"},
                     {"apiVersion", "v1"},
                     {"metadata", Json::object()},
                     {"status", "Success"},
                     {"code", 201}},
                    201);
}

Answer<Reply> Api::log(const Call& call) const {
  const auto pod = existing(call.target);
  if (!pod) return std::unexpected(pod.error());
  const std::string& name = call.target.name;
  const std::string container = string_or((**pod)["spec"]["containers"][0], "name");
  const std::string asked = net::query_value(call.request, "container").value_or("");
  if (!asked.empty() && asked != container)
    return std::unexpected(
        bad_request(fmt::format("container {} is not valid for pod {}", asked, name)));
  const auto query = log_query(call.request.query, name, call.now);
  if (!query) return std::unexpected(query.error());
  const auto found = logs_.find(uid_of(**pod));
  if (found == logs_.end() || found->second.current == nullptr)
    return std::unexpected(bad_request(fmt::format(
        "container \"{}\" in pod \"{}\" is waiting to start: ContainerCreating", container, name)));
  const PodLogs& logs = found->second;
  if (query->previous && logs.previous == nullptr)
    return std::unexpected(bad_request(fmt::format(
        "previous terminated container \"{}\" in pod \"{}\" not found", container, name)));
  const std::shared_ptr<ContainerLog>& log = query->previous ? logs.previous : logs.current;
  Reply reply;
  reply.content_type = "text/plain";
  reply.body = log->text(*query);
  if (!query->follow || query->previous) return reply;
  std::optional<std::size_t> left = query->limit_bytes;
  if (left) *left -= std::min(*left, reply.body.size());
  reply.follow = Follow{log, query->timestamps, log->next(), left};
  return reply;
}

}  // namespace brunt::sandbox::cluster
