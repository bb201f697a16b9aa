#include "config/vault.h"

#include <fmt/format.h>

#include "base/text.h"
#include "codec/substitute.h"
#include "net/url.h"
#include "sys/file.h"

namespace brunt::config {
namespace {

constexpr std::chrono::seconds longest_wait{10};
constexpr std::size_t largest_answer = std::size_t{4} << 20U;

/// `path` with each of its parts percent-encoded.
std::string encoded(std::string_view path) {
  std::string out;
  for (const std::string& part : split(path, '/')) {
    if (part.empty()) continue;
    if (!out.empty()) out += '/';
    out += net::percent_encode(part);
  }
  return out;
}

/// What Vault says went wrong, in one line; never a secret.
std::string reasons(const net::Response& response) {
  const auto body = parse_json(response.body);
  const Json* errors = body ? find(*body, "errors") : nullptr;
  std::string out = fmt::format("status {}", response.status);
  if (errors == nullptr || !errors->is_array()) return out;
  for (const Json& error : *errors) {
    if (error.is_string()) out += ": " + std::string(trim(error.get_ref<const std::string&>()));
  }
  return out;
}

Errc code_of(int status) {
  if (status == 404) return Errc::not_found;
  return status >= 500 ? Errc::unavailable : Errc::invalid_input;
}

std::string word(const Json& configuration, const char* key, std::string otherwise = "") {
  const Json* value = find(configuration, key);
  return value == nullptr || value->is_null() ? std::move(otherwise) : codec::python_text(*value);
}

/// The token that the environment or the home directory offers; "" = none.
std::string ambient_token(const Environment& environment) {
  if (const auto token = environment("VAULT_TOKEN"); token && !trim(*token).empty())
    return std::string(trim(*token));
  const auto token = text_of_file(at_home("~/.vault-token", environment));
  return token ? std::string(trim(*token)) : "";
}

}  // namespace

std::filesystem::path at_home(const std::string& path, const Environment& environment) {
  if (path != "~" && !path.starts_with("~/")) return path;
  return environment("HOME").value_or("") + path.substr(1);
}

Result<std::string> text_of_file(const std::filesystem::path& path) {
  std::string text = BRUNT_TRY(sys::read_file(path, std::size_t{1} << 20U));
  if (first_invalid_utf8(text) != std::string_view::npos)
    return std::unexpected(Error{Errc::invalid_input, "it is not UTF-8 text", path.string()});
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

Result<VaultSettings> vault_settings(const Json& configuration, const Environment& environment) {
  VaultSettings out;
  out.address = word(configuration, "vault_addr", environment("VAULT_ADDR").value_or(out.address));
  while (out.address.ends_with('/'))
    out.address.pop_back();
  out.space = word(configuration, "vault_namespace", environment("VAULT_NAMESPACE").value_or(""));
  out.mount = word(configuration, "vault_secrets_mount_point", out.mount);
  const std::string version = word(configuration, "vault_kv_version", "2");
  if (version != "1" && version != "2") {
    return std::unexpected(Error{Errc::invalid_input,
                                 "\"vault_kv_version\" is " + version + ", not 1 or 2",
                                 "configuration"});
  }
  out.version = version == "1" ? 1 : 2;
  out.role_id = word(configuration, "vault_role_id");
  out.role_secret = word(configuration, "vault_role_secret");
  out.service_role = word(configuration, "vault_sa_role");
  out.service_token_path = word(configuration, "vault_sa_token_path", out.service_token_path);
  out.service_mount = word(configuration, "vault_k8s_mount_point", out.service_mount);
  out.token = word(configuration, "vault_token");
  const bool logs_in =
      !out.service_role.empty() || (!out.role_id.empty() && !out.role_secret.empty());
  if (out.token.empty() && !logs_in) out.token = ambient_token(environment);
  out.tls.ca_file = environment("VAULT_CACERT").value_or("");
  const std::string skip = lower(environment("VAULT_SKIP_VERIFY").value_or(""));
  out.tls.verify = skip != "1" && skip != "true" && skip != "t";
  return out;
}

Result<Json> Vault::ask(net::Request request, const std::string& doing,
                        const Limits& limits) const {
  request.headers.emplace_back("X-Vault-Request", "true");
  if (!settings_.space.empty()) request.headers.emplace_back("X-Vault-Namespace", settings_.space);
  request.tls = settings_.tls;
  request.max_body_bytes = largest_answer;
  const Limits own{sooner(limits.deadline, Deadline::in(longest_wait)), limits.stop};
  const net::Response response = BRUNT_TRY(client_.send(request, own), doing);
  if (response.status != 200)
    return std::unexpected(Error{code_of(response.status), reasons(response), doing});
  auto body = parse_json(response.body);
  if (!body) return std::unexpected(Error{Errc::unavailable, "the answer is not JSON", doing});
  return body;
}

Result<> Vault::log_in(const Limits& limits) {
  if (!settings_.token.empty()) return {};
  std::string mount = "approle";
  Json body = {{"role_id", settings_.role_id}, {"secret_id", settings_.role_secret}};
  if (settings_.role_id.empty() || settings_.role_secret.empty()) {
    if (settings_.service_role.empty()) {
      return std::unexpected(
          Error{Errc::invalid_input,
                "no vault_token, no vault_role_id with vault_role_secret, no vault_sa_role, no "
                "VAULT_TOKEN and no ~/.vault-token",
                "log in to Vault at " + net::mask_url(settings_.address)});
    }
    learnt_ = BRUNT_TRY(text_of_file(settings_.service_token_path),
                        "log in to Vault: the token of the service account");
    mount = encoded(settings_.service_mount);
    body = {{"role", settings_.service_role}, {"jwt", std::string(trim(learnt_))}};
  }
  net::Request request;
  request.method = "POST";
  request.url = settings_.address + "/v1/auth/" + mount + "/login";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = to_text(body);
  const std::string doing = "log in to Vault: POST " + net::mask_url(request.url);
  const Json answer = BRUNT_TRY(ask(request, doing, limits));
  const Json* auth = find(answer, "auth");
  settings_.token = auth == nullptr ? "" : string_or(*auth, "client_token");
  if (settings_.token.empty())
    return std::unexpected(Error{Errc::unavailable, "the answer has no client_token", doing});
  return {};
}

Result<Json> Vault::read(const std::string& path, const Limits& limits) {
  if (const auto known = log_in(limits); !known) return std::unexpected(known.error());
  const bool versioned = settings_.version == 2;
  net::Request request;
  request.url = settings_.address + "/v1/" + encoded(settings_.mount) +
                (versioned ? "/data/" : "/") + encoded(path);
  request.headers = {{"X-Vault-Token", settings_.token}};
  request.max_redirects = 0;  // the token is for this Vault alone
  const std::string doing = "read from Vault: GET " + net::mask_url(request.url);
  Json answer = BRUNT_TRY(ask(request, doing, limits));
  const Json* data = find(answer, "data");
  if (versioned && data != nullptr) data = find(*data, "data");
  if (data == nullptr || !data->is_object()) {
    return std::unexpected(Error{Errc::not_found,
                                 versioned
                                     ? "the answer has no data.data: is it a version 1 engine?"
                                     : "the answer has no data",
                                 doing});
  }
  return *data;
}

std::vector<std::string> Vault::confidential() const {
  std::vector<std::string> out;
  for (const std::string& text : {settings_.token, settings_.role_secret, learnt_}) {
    if (!text.empty()) out.push_back(text);
  }
  return out;
}

}  // namespace brunt::config
