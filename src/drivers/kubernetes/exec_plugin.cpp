#include "drivers/kubernetes/exec_plugin.h"

#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "sys/process.h"

namespace brunt::drivers::kubernetes {
namespace {

constexpr auto longest = std::chrono::minutes(1);

Result<Credential> read_credential(const ExecPlugin& plugin, const std::string& text) {
  const auto document = parse_json(text);
  const Json* status = document ? find(*document, "status") : nullptr;
  if (status == nullptr) {
    return std::unexpected(
        Error{Errc::unavailable, "its output is no ExecCredential with a 'status'", {}});
  }
  if (string_or(*document, "apiVersion") != plugin.api_version) {
    return std::unexpected(
        Error{Errc::unavailable,
              fmt::format("its answer has apiVersion '{}', the kubeconfig expects '{}'",
                          printable(string_or(*document, "apiVersion")), plugin.api_version),
              {}});
  }
  Credential credential;
  credential.token = std::string(trim(string_or(*status, "token")));
  credential.cert_pem = string_or(*status, "clientCertificateData");
  credential.key_pem = string_or(*status, "clientKeyData");
  if (credential.token.empty() && (credential.cert_pem.empty() || credential.key_pem.empty())) {
    return std::unexpected(
        Error{Errc::unavailable, "its answer has neither a token nor a certificate with key", {}});
  }
  if (const auto expires = string_or(*status, "expirationTimestamp"); !expires.empty()) {
    credential.expires = BRUNT_TRY(parse_time(expires), "expirationTimestamp");
  }
  return credential;
}

}  // namespace

Result<Credential> run_exec_plugin(const ExecPlugin& plugin, const Limits& limits) {
  const std::string place = fmt::format("credential plugin '{}'", plugin.command);
  Json spec = {{"interactive", false}};
  if (!plugin.cluster.is_null()) spec["cluster"] = plugin.cluster;
  const Json info = {
      {"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", spec}};
  sys::Spawn spawn;
  spawn.argv = {plugin.command};
  spawn.argv.insert(spawn.argv.end(), plugin.arguments.begin(), plugin.arguments.end());
  for (const auto& [name, value] : plugin.environment)
    spawn.environment[name] = value;
  spawn.environment["KUBERNETES_EXEC_INFO"] = to_text(info);
  auto ran = sys::run_program(spawn, {sooner(limits.deadline, Deadline::in(longest)), limits.stop});
  if (!ran) {
    Error error = std::move(ran).error().within(place);
    if (error.code == Errc::not_found && !plugin.install_hint.empty()) {
      error.what += "; " + plugin.install_hint;
    }
    return std::unexpected(std::move(error));
  }
  if (ran->status != 0) {
    return std::unexpected(Error{Errc::unavailable,
                                 fmt::format("it ended with status {}: {}", ran->status,
                                             printable(trim(ran->err.substr(0, 2000)))),
                                 place});
  }
  return BRUNT_TRY(read_credential(plugin, ran->out), place);
}

}  // namespace brunt::drivers::kubernetes
