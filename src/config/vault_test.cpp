#include "config/vault.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <fakes/fake_vault.h>
#include <fakes/scratch_folder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "config/resolve.h"

namespace brunt::config {
namespace {

namespace fs = std::filesystem;

class VaultSecrets : public testing::Test {
 protected:
  void SetUp() override {
    vault_.versioned["teams/payments"] = {{"token", "t0p"}, {"pin", 4711}};
    vault_.unversioned["old"] = {{"user", "app"}};
    environment_["HOME"] = home_.string();
    environment_["VAULT_ADDR"] = vault_.address();
    environment_["VAULT_TOKEN"] = "hvs.root";
  }

  std::expected<Resolved, std::vector<codec::Problem>> resolved(const Json& entry) {
    model::Experiment experiment;
    experiment.configuration = configuration_;
    experiment.secrets = {{"s", {{"k", entry}}}};
    Inputs inputs;
    inputs.environment = [this](const std::string& key) -> std::optional<std::string> {
      const auto at = environment_.find(key);
      if (at == environment_.end()) return std::nullopt;
      return at->second;
    };
    return resolve(experiment, inputs, {});
  }
  /// The secret, or what was found instead of it.
  Json secret(const Json& entry) {
    const auto out = resolved(entry);
    return out ? out->secrets["s"]["k"] : Json(out.error().front().found);
  }
  bool is_confidential(const std::string& text) {
    const auto out = resolved({{"type", "vault"}, {"path", "teams/payments"}});
    return out && std::find(out->confidential.begin(), out->confidential.end(), text) !=
                      out->confidential.end();
  }

  const Json payments_ = {{"type", "vault"}, {"path", "teams/payments"}, {"key", "token"}};
  fakes::FakeVault vault_;
  fakes::ScratchFolder scratch_;
  fs::path home_ = scratch_.path();
  std::map<std::string, std::string> environment_;
  Json configuration_ = Json::object();
};

TEST_F(VaultSecrets, AreReadFromVersionTwoByDefault) {
  EXPECT_EQ(secret(payments_), "t0p");
  EXPECT_EQ(vault_.requests(), std::vector<std::string>{"GET /v1/secret/data/teams/payments"});
  EXPECT_EQ(secret({{"type", "vault"}, {"path", "/teams/payments/"}}),
            Json({{"token", "t0p"}, {"pin", 4711}}));
  EXPECT_TRUE(is_confidential("t0p"));
  EXPECT_TRUE(is_confidential("4711"));
  EXPECT_TRUE(is_confidential("hvs.root"));
}

TEST_F(VaultSecrets, AreReadFromVersionOneWhenTheConfigurationSaysSo) {
  for (const Json& version : {Json(1), Json("1")}) {
    configuration_ = {{"vault_kv_version", version}, {"vault_secrets_mount_point", "kv"}};
    EXPECT_EQ(secret({{"type", "vault"}, {"path", "old"}, {"key", "user"}}), "app");
  }
  configuration_["vault_kv_version"] = 3;
  EXPECT_EQ(secret(payments_), "configuration: \"vault_kv_version\" is 3, not 1 or 2");
}

TEST_F(VaultSecrets, AreReadWithATokenOfTheConfigurationTheEnvironmentOrTheHome) {
  environment_["VAULT_TOKEN"] = "wrong";
  configuration_["vault_token"] = "hvs.root";
  EXPECT_EQ(secret(payments_), "t0p");
  configuration_.clear();
  environment_.erase("VAULT_TOKEN");
  std::ofstream(home_ / ".vault-token") << "hvs.root\n";
  EXPECT_EQ(secret(payments_), "t0p");
}

TEST_F(VaultSecrets, AreReadAfterALoginByAppRole) {
  environment_.erase("VAULT_TOKEN");
  configuration_ = {{"vault_role_id", "role"}, {"vault_role_secret", "role-secret"}};
  EXPECT_EQ(secret(payments_), "t0p");
  EXPECT_EQ(vault_.requests()[0], "POST /v1/auth/approle/login");
  EXPECT_TRUE(is_confidential("role-secret"));
  EXPECT_TRUE(is_confidential("hvs.root"));
  configuration_["vault_role_secret"] = "other-secret";
  const std::string found = secret(payments_).get<std::string>();
  EXPECT_NE(found.find("status 400: invalid role or secret ID"), std::string::npos) << found;
  EXPECT_EQ(found.find("other-secret"), std::string::npos) << found;
}

TEST_F(VaultSecrets, AreReadAfterALoginByServiceAccount) {
  environment_.erase("VAULT_TOKEN");
  std::ofstream(home_ / "jwt") << "a.jwt.x\n";
  configuration_ = {{"vault_sa_role", "chaos"}, {"vault_sa_token_path", (home_ / "jwt").string()}};
  EXPECT_EQ(secret(payments_), "t0p");
  EXPECT_EQ(vault_.requests()[0], "POST /v1/auth/kubernetes/login");
  EXPECT_TRUE(is_confidential("a.jwt.x"));
  configuration_["vault_sa_token_path"] = "/no/such/token";
  EXPECT_NE(secret(payments_).get<std::string>().find("/no/such/token"), std::string::npos);
}

TEST_F(VaultSecrets, LogInOnceHoweverManyThereAre) {
  environment_.erase("VAULT_TOKEN");
  configuration_ = {{"vault_role_id", "role"}, {"vault_role_secret", "role-secret"}};
  vault_.versioned["other"] = {{"a", 1}};
  const auto out = resolved(
      {{"one", payments_}, {"two", payments_}, {"three", {{"type", "vault"}, {"path", "other"}}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(vault_.requests(), (std::vector<std::string>{"POST /v1/auth/approle/login",
                                                         "GET /v1/secret/data/teams/payments",
                                                         "GET /v1/secret/data/other"}));
}

TEST_F(VaultSecrets, AreReadInANamespace) {
  vault_.space = "team-a";
  EXPECT_NE(secret(payments_), "t0p");
  environment_["VAULT_NAMESPACE"] = "team-a";
  EXPECT_EQ(secret(payments_), "t0p");
}

TEST_F(VaultSecrets, ThatCannotBeReadAreToldWithTheReason) {
  const auto reason = [&](const Json& entry) {
    const Json found = secret(entry);
    return found.is_string() ? found.get<std::string>() : to_text(found);
  };
  const auto ends = [&](const Json& entry, const char* end) {
    const std::string found = reason(entry);
    EXPECT_TRUE(found.ends_with(end)) << found;
  };
  ends({{"type", "vault"}, {"path", "none"}}, "status 404");
  ends({{"type", "vault"}, {"path", "teams/payments"}, {"key", "x"}}, "no \"x\" at teams/payments");
  environment_["VAULT_TOKEN"] = "wrong";
  ends(payments_, "status 403: permission denied");
  vault_.sealed = true;
  ends(payments_, "status 503: Vault is sealed");
  environment_["VAULT_ADDR"] = "http://127.0.0.1:1";
  EXPECT_NE(reason(payments_).find("127.0.0.1:1"), std::string::npos);
  environment_.erase("VAULT_TOKEN");
  EXPECT_NE(reason(payments_).find("no ~/.vault-token"), std::string::npos);
}

TEST_F(VaultSecrets, AreGivenUpAtAStop) {
  std::stop_source stop;
  stop.request_stop();
  VaultSettings settings;
  settings.address = vault_.address();
  settings.token = "hvs.root";
  const auto read = Vault(settings).read("teams/payments", {Deadline::never(), stop.get_token()});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::stopped);
}

}  // namespace
}  // namespace brunt::config
