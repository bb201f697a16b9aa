#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "codec/substitute.h"
#include "drivers/kubernetes/pods.h"
#include "provider/time_expression.h"

namespace brunt::drivers::kubernetes {
namespace {

/// `last` as the log API's parameter. A distance is rounded up to whole seconds; an instant is sent
/// as it is. Source: chaosk8s reference section 5.4, with row 10 of section 0.
Result<Query> since(const std::string& last, WallTime now) {
  if (last.empty()) return Query{};
  const auto moment = BRUNT_TRY(provider::parse_moment(last, now), "last");
  if (!moment.relative) return Query{{"sinceTime", rfc3339(moment.at, 3)}};
  const auto age = std::chrono::ceil<std::chrono::seconds>(now - moment.at);
  if (age.count() <= 0) {
    return std::unexpected(Error{
        Errc::invalid_input,
        fmt::format("last: found '{}', expected a time in the past, as in '40s'", printable(last)),
        {}});
  }
  return Query{{"sinceSeconds", fmt::format("{}", age.count())}};
}

std::string selector_of(const Json& arguments) {
  std::string selector = string_or(arguments, "label_selector");
  const std::string name = string_or(arguments, "name", "None");
  for (auto at = selector.find("{name}"); at != std::string::npos;
       at = selector.find("{name}", at + name.size())) {
    selector.replace(at, 6, name);
  }
  return selector;
}

struct Tally {
  std::size_t lines = 0, errors = 0;
};

/// Lines, and those that tell of a server error: a bracketed status from 500, as the gateway of
/// OpenFaaS prints it, or the word "error".
void count(const std::string& log, Tally& tally) {
  for (const auto& line : split(log, '\n')) {
    if (line.empty()) continue;
    ++tally.lines;
    const auto at = line.find("[5");
    const bool status = at != std::string::npos && at + 4 < line.size() && line[at + 4] == ']';
    if (status || lower(line).find("error") != std::string::npos) ++tally.errors;
  }
}

}  // namespace

Result<> check_read_pod_logs(const Json& arguments) {
  BRUNT_TRY(check_texts(arguments, {"name", "last", "ns", "label_selector", "container_name"}));
  const std::string last = string_or(arguments, "last");
  if (!codec::is_open(Json(last))) BRUNT_TRY(since(last, wall_now()));
  return {};
}

Result<provider::Outcome> read_pod_logs(const Json& arguments, const Context& context) {
  const std::string ns = string_or(arguments, "ns");
  const std::string container = string_or(arguments, "container_name");
  Query query;
  if (!container.empty()) query.emplace_back("container", container);
  query.emplace_back("follow", "false");
  query.emplace_back("previous", flag_argument(arguments, "from_previous") ? "true" : "false");
  query.emplace_back("timestamps", "true");
  const Query window = BRUNT_TRY(since(string_or(arguments, "last"), wall_now()));
  query.insert(query.end(), window.begin(), window.end());

  const auto pods = BRUNT_TRY(list_pods(context, ns, selector_of(arguments)));
  provider::Outcome outcome;
  outcome.output = Json::object();
  Tally tally;
  for (const Json& pod : pods) {
    const std::string name = pod_name(pod);
    const auto response = BRUNT_TRY(
        context.client.call("GET", pod_path(ns, name) + "/log", query, {}, context.limits));
    if (response.status != 200) return std::unexpected(api_error(response));
    const std::string log = as_utf8(response.body);
    count(log, tally);
    outcome.output[name] = log;
  }
  outcome.summary =
      pods.empty() ? "no pod matches"
                   : fmt::format("{} {}, {} {}", tally.lines, tally.lines == 1 ? "line" : "lines",
                                 tally.errors, tally.errors == 1 ? "error" : "errors");
  return outcome;
}

}  // namespace brunt::drivers::kubernetes
