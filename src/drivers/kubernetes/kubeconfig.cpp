#include "drivers/kubernetes/kubeconfig.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/text.h"
#include "sys/file.h"

namespace brunt::drivers::kubernetes {
namespace {

std::string expand_home(const std::string& path, const Lookup& lookup) {
  if (path != "~" && !path.starts_with("~/")) return path;
  return lookup("HOME").value_or("") + path.substr(1);
}

/// The files there are, of those that KUBECONFIG or the default names.
std::vector<std::string> config_files(const Lookup& lookup) {
  std::vector<std::string> files;
  for (const auto& part : split(lookup("KUBECONFIG").value_or("~/.kube/config"), ':')) {
    const std::string path = expand_home(part, lookup);
    std::error_code ignored;
    if (!part.empty() && std::filesystem::exists(path, ignored)) files.push_back(path);
  }
  return files;
}

Result<Access> in_cluster(const Lookup& lookup) {
  const auto host = lookup("KUBERNETES_SERVICE_HOST");
  const auto port = lookup("KUBERNETES_SERVICE_PORT");
  if (!host || !port) {
    return std::unexpected(Error{Errc::not_found,
                                 "CHAOSTOOLKIT_IN_POD is true, but KUBERNETES_SERVICE_HOST and "
                                 "KUBERNETES_SERVICE_PORT are not set: this is no pod",
                                 {}});
  }
  Access access;
  const bool v6 = host->find(':') != std::string::npos;
  access.server = fmt::format(fmt::runtime(v6 ? "https://[{}]:{}" : "https://{}:{}"), *host, *port);
  access.token_file = std::string(service_account) + "/token";
  access.tls.ca_pem = BRUNT_TRY(sys::read_file(std::string(service_account) + "/ca.crt"));
  access.origin = "the pod's service account";
  return access;
}

bool is_no(const std::string& text) {
  const std::string word = lower(trim(text));
  return word == "false" || word == "0" || word == "no" || word == "off" || word.empty();
}

Result<Access> direct(const Lookup& lookup) {
  Access access;
  access.server = lookup("KUBERNETES_HOST").value_or("http://localhost");
  while (access.server.ends_with('/'))
    access.server.pop_back();
  access.origin = "KUBERNETES_HOST";
  if (!lookup("KUBERNETES_HOST")) {
    access.origin = "no kubeconfig and no KUBERNETES_HOST, so the default";
  }
  if (const auto key = lookup("KUBERNETES_API_KEY")) {
    access.token = *key;
    access.token_scheme = lookup("KUBERNETES_API_KEY_PREFIX").value_or("Bearer");
  } else if (const auto cert = lookup("KUBERNETES_CERT_FILE")) {
    access.tls.cert_pem = BRUNT_TRY(sys::read_file(*cert), "KUBERNETES_CERT_FILE");
    const auto file = lookup("KUBERNETES_KEY_FILE").value_or(*cert);
    access.tls.key_pem = BRUNT_TRY(sys::read_file(file), "KUBERNETES_KEY_FILE");
  }
  access.username = lookup("KUBERNETES_USERNAME").value_or("");
  access.password = lookup("KUBERNETES_PASSWORD").value_or("");
  if (const auto ca = lookup("KUBERNETES_CA_CERT_FILE")) {
    access.tls.ca_pem = BRUNT_TRY(sys::read_file(*ca), "KUBERNETES_CA_CERT_FILE");
  }
  if (const auto verify = lookup("KUBERNETES_VERIFY_SSL")) access.tls.verify = !is_no(*verify);
  return access;
}

}  // namespace

Lookup lookup_in(const Json& secrets, Lookup environment) {
  return [secrets, environment = std::move(environment)](
             const std::string& name) -> std::optional<std::string> {
    const Json* value = find(secrets, name);
    if (value != nullptr && value->is_string()) return value->get<std::string>();
    if (value != nullptr && value->is_boolean()) return value->get<bool>() ? "true" : "false";
    return environment(name);
  };
}

Result<Access> find_access(const Lookup& lookup) {
  if (const auto files = config_files(lookup); !files.empty()) {
    return access_from_files(files, lookup("KUBERNETES_CONTEXT").value_or(""));
  }
  if (lookup("CHAOSTOOLKIT_IN_POD") == "true") return in_cluster(lookup);
  return direct(lookup);
}

}  // namespace brunt::drivers::kubernetes
