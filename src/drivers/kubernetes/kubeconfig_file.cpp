#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "codec/document.h"
#include "codec/substitute.h"
#include "drivers/kubernetes/kubeconfig.h"
#include "sys/file.h"

namespace brunt::drivers::kubernetes {
namespace {

/// A named entry, and the file that it is from: relative paths start there.
struct Entry {
  Json value = Json::object();
  std::string file;
};

struct Merged {
  std::string current;       ///< current context
  std::string current_file;  ///< that named it
  std::map<std::string, Entry> clusters, users, contexts;
};

std::unexpected<Error> wrong(const std::string& file, std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), "kubeconfig " + file});
}

/// Numbers that YAML sees in unquoted texts are texts here.
std::string text_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value == nullptr || value->is_null() ? "" : codec::python_text(*value);
}

bool flag_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

void add_entries(const Json& document, const char* list, const char* member,
                 const std::string& file, std::map<std::string, Entry>& to) {
  const Json* entries = find(document, list);
  if (entries == nullptr || !entries->is_array()) return;
  for (const Json& entry : *entries) {
    const Json* value = find(entry, member);
    const std::string name = text_at(entry, "name");
    if (value != nullptr && value->is_object()) to.try_emplace(name, Entry{*value, file});
  }
}

Result<Merged> merge(const std::vector<std::string>& files) {
  Merged merged;
  for (const auto& file : files) {
    const std::string text = BRUNT_TRY(sys::read_file(file), "reading the kubeconfig");
    const auto parsed = codec::parse_yaml_document(text);
    if (!parsed) return wrong(file, codec::describe_bare(parsed.error(), file));
    const Json& document = parsed->value;
    if (document.is_null()) continue;
    if (!document.is_object()) return wrong(file, "this is no kubeconfig: no mapping at its top");
    const std::string current = text_at(document, "current-context");
    if (merged.current.empty() && !current.empty()) {
      merged.current = current;
      merged.current_file = file;
    }
    add_entries(document, "clusters", "cluster", file, merged.clusters);
    add_entries(document, "users", "user", file, merged.users);
    add_entries(document, "contexts", "context", file, merged.contexts);
  }
  return merged;
}

std::string known(const std::map<std::string, Entry>& entries) {
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const auto& [name, ignored] : entries)
    names.push_back(name);
  return names.empty() ? "there is none" : "there are: " + join(names, ", ");
}

std::string beside(const std::string& file, const std::string& path) {
  return (std::filesystem::path(file).parent_path() / path).string();
}

/// `key`-data as base64, else the file that `key` names, else "".
Result<std::string> pem_at(const Entry& entry, const std::string& key) {
  if (const std::string data = text_at(entry.value, key + "-data"); !data.empty()) {
    return BRUNT_TRY(from_base64(data), fmt::format("kubeconfig {}: {}-data", entry.file, key));
  }
  const std::string path = text_at(entry.value, key);
  if (path.empty()) return std::string();
  return BRUNT_TRY(sys::read_file(beside(entry.file, path)),
                   fmt::format("kubeconfig {}: {}", entry.file, key));
}

Result<> read_cluster(const Entry& cluster, Access& access) {
  access.server = text_at(cluster.value, "server");
  while (access.server.ends_with('/'))
    access.server.pop_back();
  if (access.server.empty()) return wrong(cluster.file, "the cluster has no 'server'");
  access.tls.verify = !flag_at(cluster.value, "insecure-skip-tls-verify");
  access.tls.server_name = text_at(cluster.value, "tls-server-name");
  access.tls.ca_pem = BRUNT_TRY(pem_at(cluster, "certificate-authority"));
  access.proxy = text_at(cluster.value, "proxy-url");
  return {};
}

void read_impersonation(const Json& user, Access& access) {
  if (const auto name = text_at(user, "as"); !name.empty()) {
    access.impersonation.emplace_back("Impersonate-User", name);
  }
  if (const auto uid = text_at(user, "as-uid"); !uid.empty()) {
    access.impersonation.emplace_back("Impersonate-Uid", uid);
  }
  if (const Json* groups = find(user, "as-groups"); groups != nullptr && groups->is_array()) {
    for (const Json& group : *groups) {
      access.impersonation.emplace_back("Impersonate-Group", codec::python_text(group));
    }
  }
  const Json* extra = find(user, "as-user-extra");
  if (extra == nullptr || !extra->is_object()) return;
  for (const auto& [key, values] : extra->items()) {
    for (const Json& value : values) {
      access.impersonation.emplace_back("Impersonate-Extra-" + net::percent_encode(lower(key)),
                                        codec::python_text(value));
    }
  }
}

/// What an exec plugin may be told of the cluster. Source: ExecCredential, spec.cluster.
Json cluster_info(const Entry& cluster, const Access& access) {
  Json info = {{"server", access.server}};
  if (!access.tls.server_name.empty()) info["tls-server-name"] = access.tls.server_name;
  if (!access.tls.verify) info["insecure-skip-tls-verify"] = true;
  if (!access.tls.ca_pem.empty()) info["certificate-authority-data"] = base64(access.tls.ca_pem);
  if (!access.proxy.empty()) info["proxy-url"] = access.proxy;
  const Json* extensions = find(cluster.value, "extensions");
  if (extensions != nullptr && extensions->is_array()) {
    for (const Json& extension : *extensions) {
      const Json* value = find(extension, "extension");
      if (text_at(extension, "name") == "client.authentication.k8s.io/exec" && value != nullptr) {
        info["config"] = *value;
      }
    }
  }
  return info;
}

Result<ExecPlugin> read_exec(const Json& exec, const Entry& user, const Entry& cluster,
                             const Access& access) {
  ExecPlugin plugin;
  plugin.command = text_at(exec, "command");
  plugin.api_version = text_at(exec, "apiVersion");
  plugin.install_hint = text_at(exec, "installHint");
  if (plugin.command.empty()) return wrong(user.file, "the user's 'exec' has no 'command'");
  if (plugin.command.find('/') != std::string::npos) {
    plugin.command = beside(user.file, plugin.command);
  }
  if (const Json* words = find(exec, "args"); words != nullptr && words->is_array()) {
    for (const Json& word : *words)
      plugin.arguments.push_back(codec::python_text(word));
  }
  if (const Json* pairs = find(exec, "env"); pairs != nullptr && pairs->is_array()) {
    for (const Json& pair : *pairs) {
      plugin.environment.emplace_back(text_at(pair, "name"), text_at(pair, "value"));
    }
  }
  if (text_at(exec, "interactiveMode") == "Always") {
    return wrong(user.file, fmt::format("the exec plugin '{}' wants a terminal "
                                        "(interactiveMode: Always), which an experiment has not",
                                        plugin.command));
  }
  if (flag_at(exec, "provideClusterInfo")) plugin.cluster = cluster_info(cluster, access);
  return plugin;
}

Result<> read_auth_provider(const Json& auth, const Entry& user, Access& access) {
  const Json* config = find(auth, "config");
  const std::string token = config == nullptr ? "" : text_at(*config, "id-token");
  if (text_at(auth, "name") == "oidc" && !token.empty()) {
    access.token = token;
    return {};
  }
  return wrong(user.file,
               fmt::format("the auth-provider '{}' is no longer supported by Kubernetes: use the "
                           "exec plugin of your vendor instead",
                           text_at(auth, "name")));
}

Result<> read_user(const Entry& user, const Entry& cluster, Access& access) {
  access.tls.cert_pem = BRUNT_TRY(pem_at(user, "client-certificate"));
  access.tls.key_pem = BRUNT_TRY(pem_at(user, "client-key"));
  access.token = std::string(trim(text_at(user.value, "token")));
  if (const auto path = text_at(user.value, "tokenFile"); !path.empty()) {
    access.token_file = beside(user.file, path);
  }
  access.username = text_at(user.value, "username");
  access.password = text_at(user.value, "password");
  read_impersonation(user.value, access);
  const bool has_token = !access.token.empty() || !access.token_file.empty();
  if (const Json* exec = find(user.value, "exec"); exec != nullptr && exec->is_object()) {
    if (!has_token) access.exec = BRUNT_TRY(read_exec(*exec, user, cluster, access));
  } else if (const Json* auth = find(user.value, "auth-provider");
             auth != nullptr && auth->is_object() && !has_token) {
    BRUNT_TRY(read_auth_provider(*auth, user, access));
  }
  return {};
}

}  // namespace

Result<Access> access_from_files(const std::vector<std::string>& files,
                                 const std::string& context) {
  const Merged merged = BRUNT_TRY(merge(files));
  const std::string name = context.empty() ? merged.current : context;
  const std::string all = join(files, ":");
  if (name.empty()) {
    return wrong(all, "it has no current-context: name one with KUBERNETES_CONTEXT; " +
                          known(merged.contexts));
  }
  const auto chosen = merged.contexts.find(name);
  if (chosen == merged.contexts.end()) {
    return std::unexpected(
        Error{Errc::not_found,
              fmt::format("there is no context '{}'; {}", printable(name), known(merged.contexts)),
              "kubeconfig " + all});
  }
  const std::string cluster_name = text_at(chosen->second.value, "cluster");
  const auto cluster = merged.clusters.find(cluster_name);
  if (cluster == merged.clusters.end()) {
    return wrong(chosen->second.file, fmt::format("context '{}' names the cluster '{}'; {}", name,
                                                  cluster_name, known(merged.clusters)));
  }
  Access access;
  access.origin = fmt::format("context {} of {}", name, chosen->second.file);
  BRUNT_TRY(read_cluster(cluster->second, access));
  const std::string user_name = text_at(chosen->second.value, "user");
  if (user_name.empty()) return access;  // anonymous
  const auto user = merged.users.find(user_name);
  if (user == merged.users.end()) {
    return wrong(chosen->second.file, fmt::format("context '{}' names the user '{}'; {}", name,
                                                  user_name, known(merged.users)));
  }
  BRUNT_TRY(read_user(user->second, cluster->second, access));
  return access;
}

}  // namespace brunt::drivers::kubernetes
