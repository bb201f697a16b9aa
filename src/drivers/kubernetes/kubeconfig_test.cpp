#include "drivers/kubernetes/kubeconfig.h"

#include <filesystem>
#include <map>

#include <fakes/fake_kubernetes.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.h"
#include "drivers/kubernetes/client.h"
#include "sys/file.h"

namespace brunt::drivers::kubernetes {
namespace {

/// A folder with kubeconfig files, and an environment of the test's own.
struct Kubeconfig : testing::Test {
  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("brunt-kubeconfig-" + std::to_string(::getpid()) + "-" +
                                  testing::UnitTest::GetInstance()->current_test_info()->name());
  std::map<std::string, std::string> environment;

  Kubeconfig() { std::filesystem::create_directories(folder / ".kube"); }
  ~Kubeconfig() override { std::filesystem::remove_all(folder); }

  std::string write(const std::string& name, const std::string& text,
                    bool executable = false) const {
    const auto path = folder / name;
    EXPECT_TRUE(sys::write_file_atomically(path, text));
    if (executable) std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }
  Lookup lookup(const Json& secrets = {}) const {
    return lookup_in(secrets, [this](const std::string& name) -> std::optional<std::string> {
      const auto at = environment.find(name);
      if (at == environment.end()) return std::nullopt;
      return at->second;
    });
  }
};

std::string one(const std::string& name, const std::string& server, const std::string& user) {
  return fmt::format(
      "apiVersion: v1\n"
      "kind: Config\n"
      "current-context: {0}\n"
      "contexts:\n"
      "- name: {0}\n"
      "  context: {{cluster: {0}, user: {0}}}\n"
      "clusters:\n"
      "- name: {0}\n"
      "  cluster:\n"
      "    server: {1}\n"
      "users:\n"
      "- name: {0}\n"
      "  user:\n{2}",
      name, server, user);
}

TEST_F(Kubeconfig, OfTheHomeFolderIsTheDefault) {
  environment["HOME"] = folder.string();
  const auto file = write(".kube/config", one("dev", "https://a:6443/", "    token: \"tok\\n\"\n"));
  const auto access = find_access(lookup()).value();
  EXPECT_EQ(access.server, "https://a:6443");
  EXPECT_EQ(access.token, "tok");
  EXPECT_TRUE(access.tls.verify);
  EXPECT_EQ(access.origin, "context dev of " + file);
}

TEST_F(Kubeconfig, ListIsMergedAndTheFirstWins) {
  const auto first = write("1", one("dev", "https://first", "    token: one\n"));
  const auto second = write("2", one("dev", "https://second", "    token: two\n"));
  const auto third = write("3", one("prod", "https://third", "    token: 3\n"));
  environment["KUBECONFIG"] = first + "::" + second + ":/none:" + third;
  EXPECT_EQ(find_access(lookup())->server, "https://first");
  EXPECT_EQ(find_access(lookup())->token, "one");
  const auto chosen = find_access(lookup({{"KUBERNETES_CONTEXT", "prod"}})).value();
  EXPECT_EQ(chosen.server, "https://third");
  EXPECT_EQ(chosen.token, "3");
  EXPECT_EQ(find_access(lookup({{"KUBERNETES_CONTEXT", "none"}})).error().what,
            "there is no context 'none'; there are: dev, prod");
}

TEST_F(Kubeconfig, MayBeJson) {
  environment["KUBECONFIG"] = write("json", R"({"current-context": "c",
    "contexts": [{"name": "c", "context": {"cluster": "k"}}],
    "clusters": [{"name": "k", "cluster": {"server": "http://x"}}]})");
  EXPECT_EQ(find_access(lookup())->server, "http://x");
}

TEST_F(Kubeconfig, TakesCertificatesFromDataOrFilesBesideIt) {
  write("client.crt", "CERT");
  write("client.key", "KEY");
  environment["KUBECONFIG"] = write("config",
                                    "current-context: c\n"
                                    "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
                                    "clusters:\n"
                                    "- name: k\n"
                                    "  cluster:\n"
                                    "    server: https://x\n"
                                    "    certificate-authority: none\n"
                                    "    certificate-authority-data: " +
                                        base64("CA") +
                                        "\n"
                                        "    tls-server-name: other\n"
                                        "    insecure-skip-tls-verify: true\n"
                                        "    proxy-url: http://proxy:1\n"
                                        "users:\n"
                                        "- name: u\n"
                                        "  user:\n"
                                        "    client-certificate: client.crt\n"
                                        "    client-key: ./client.key\n"
                                        "    as: jane\n"
                                        "    as-groups: [one, two]\n"
                                        "    as-user-extra: {Scope: [a]}\n");
  const auto access = find_access(lookup()).value();
  EXPECT_EQ(access.tls.ca_pem, "CA");
  EXPECT_EQ(access.tls.cert_pem, "CERT");
  EXPECT_EQ(access.tls.key_pem, "KEY");
  EXPECT_EQ(access.tls.server_name, "other");
  EXPECT_FALSE(access.tls.verify);
  EXPECT_EQ(access.proxy, "http://proxy:1");
  EXPECT_EQ(access.impersonation, (net::Headers{{"Impersonate-User", "jane"},
                                                {"Impersonate-Group", "one"},
                                                {"Impersonate-Group", "two"},
                                                {"Impersonate-Extra-scope", "a"}}));
}

TEST_F(Kubeconfig, SaysWhatIsWrongWithIt) {
  struct Row {
    const char* text;
    const char* what;
  };
  for (const Row& row : {
           Row{"[]", "this is no kubeconfig: no mapping at its top"},
           Row{"kind: Config",
               "it has no current-context: name one with KUBERNETES_CONTEXT; there "
               "is none"},
           Row{"current-context: c\ncontexts: [{name: c, context: {cluster: k}}]",
               "context 'c' names the cluster 'k'; there is none"},
           Row{"current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
               "clusters: [{name: k, cluster: {}}]",
               "the cluster has no 'server'"},
           Row{"current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
               "clusters: [{name: k, cluster: {server: http://x}}]",
               "context 'c' names the user 'u'; there is none"},
           Row{"current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
               "clusters: [{name: k, cluster: {server: http://x}}]\n"
               "users: [{name: u, user: {auth-provider: {name: gcp}}}]",
               "the auth-provider 'gcp' is no longer supported by Kubernetes: use the exec plugin "
               "of your vendor instead"},
       }) {
    environment["KUBECONFIG"] = write("config", row.text);
    const auto access = find_access(lookup());
    ASSERT_FALSE(access) << row.text;
    EXPECT_EQ(access.error().what, row.what);
    EXPECT_NE(access.error().context.find(environment["KUBECONFIG"]), std::string::npos);
  }
  environment["KUBECONFIG"] = write("config", "a: [");
  EXPECT_EQ(find_access(lookup()).error().code, Errc::invalid_input);
}

TEST_F(Kubeconfig, IsNotNeededInAPodOrWithAHost) {
  EXPECT_EQ(find_access(lookup())->server, "http://localhost");
  environment["KUBERNETES_HOST"] = "https://direct/";
  environment["KUBERNETES_API_KEY"] = "key";
  const auto direct = find_access(lookup()).value();
  EXPECT_EQ(direct.server, "https://direct");
  EXPECT_EQ(direct.token_scheme + " " + direct.token, "Bearer key");
  EXPECT_TRUE(direct.tls.verify);
  EXPECT_FALSE(find_access(lookup({{"KUBERNETES_VERIFY_SSL", "false"}}))->tls.verify);
  EXPECT_FALSE(find_access(lookup({{"KUBERNETES_VERIFY_SSL", false}}))->tls.verify);
  EXPECT_TRUE(find_access(lookup({{"KUBERNETES_VERIFY_SSL", "true"}}))->tls.verify);
  environment["CHAOSTOOLKIT_IN_POD"] = "true";
  EXPECT_EQ(find_access(lookup()).error().code, Errc::not_found);
}

TEST_F(Kubeconfig, GivesCredentialsToTheServer) {
  const fakes::FakeKubernetes cluster;
  struct Row {
    std::string user, authorization;
  };
  write("token", "from-file\n");
  const std::vector<Row> rows = {
      {"    token: inline\n", "Bearer inline"},
      {"    tokenFile: token\n    token: inline\n", "Bearer from-file"},
      {"    username: jane\n    password: demo\n", "Basic amFuZTpkZW1v"},
  };
  for (const Row& row : rows) {
    const auto file = write("config", one("c", cluster.url(), row.user));
    const Client client(access_from_files({file}, "").value(), {});
    ASSERT_TRUE(client.json("GET", "/version", {}, {}, {}));
    EXPECT_EQ(net::header(cluster.last_headers(), "Authorization"), row.authorization);
  }
}

TEST_F(Kubeconfig, RunsACredentialPlugin) {
  const fakes::FakeKubernetes cluster;
  write("plugin",
        "#!/bin/sh\n"
        "echo run >> \"$(dirname \"$0\")/runs\"\n"
        "test \"$1$NAME\" = argvalue || exit 1\n"
        "echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", "
        "\"status\": {\"token\": \"t0ken\"}}'\n",
        true);
  const auto file = write("config", one("c", cluster.url(),
                                        "    exec:\n"
                                        "      command: ./plugin\n"
                                        "      args: [arg]\n"
                                        "      env: [{name: NAME, value: value}]\n"
                                        "      apiVersion: client.authentication.k8s.io/v1\n"
                                        "      provideClusterInfo: true\n"));
  const Client client(access_from_files({file}, "").value(), {});
  ASSERT_TRUE(client.json("GET", "/version", {}, {}, {}));
  ASSERT_TRUE(client.json("GET", "/version", {}, {}, {}));
  EXPECT_EQ(net::header(cluster.last_headers(), "Authorization"), "Bearer t0ken");
  EXPECT_EQ(sys::read_file(folder / "runs").value(), "run\n");
}

TEST_F(Kubeconfig, SaysWhyACredentialPluginFailed) {
  struct Row {
    const char* script;
    const char* what;
  };
  for (const Row& row : {
           Row{"echo no login >&2; exit 3", "it ended with status 3: no login"},
           Row{"echo secret", "its output is no ExecCredential with a 'status'"},
           Row{"echo '{\"apiVersion\": \"v0\", \"status\": {\"token\": \"t\"}}'",
               "its answer has apiVersion 'v0', the kubeconfig expects 'v1'"},
           Row{"echo '{\"apiVersion\": \"v1\", \"status\": {}}'",
               "its answer has neither a token nor a certificate with key"},
       }) {
    ExecPlugin plugin;
    plugin.command = write("plugin", std::string("#!/bin/sh\n") + row.script + "\n", true);
    plugin.api_version = "v1";
    const auto credential = run_exec_plugin(plugin, {});
    ASSERT_FALSE(credential) << row.script;
    EXPECT_EQ(credential.error().what, row.what);
    EXPECT_EQ(credential.error().context, "credential plugin '" + plugin.command + "'");
  }
  ExecPlugin missing;
  missing.command = "brunt-no-such-plugin";
  missing.install_hint = "install it with care";
  EXPECT_EQ(run_exec_plugin(missing, {}).error().what,
            "there is no program 'brunt-no-such-plugin' in PATH; install it with care");
}

}  // namespace
}  // namespace brunt::drivers::kubernetes
