#include "cli/flag_values.h"

#include "base/text.h"
#include "config/cast.h"
#include "sys/environment.h"

namespace brunt::cli {

using Wrong = std::unexpected<WrongUsage>;

TalkFlags read_talk(const Given& given, const TalkFlags& before) {
  TalkFlags talk = before;
  const std::string colour = given.text("--color", "auto");
  talk.colour = colour == "always"  ? ColourWish::always
                : colour == "never" ? ColourWish::never
                                    : ColourWish::automatic;
  talk.json = talk.json || given.text("--log-format") == "json";
  talk.ascii = given.has("--ascii");
  talk.quiet = given.has("--quiet");
  talk.verbose = talk.verbose || given.has("--verbose");
  return talk;
}

Option var_option() {
  return {.names = {"--var"},
          .placeholder = "KEY[:TYPE]=VALUE",
          .meaning = "replace a configuration value; TYPE is str, int, float, bool or json"};
}

std::expected<Json, WrongUsage> read_overrides(const Given& given) {
  Json overrides = Json::object();
  for (const auto& text : given.all("--var")) {
    auto var = config::parse_var(text);
    if (!var)
      return Wrong(wrong_usage(std::string(given.command->name), "wrong value for --var",
                               var.error().what,
                               "KEY[:TYPE]=VALUE; TYPE is str, int, float, bool or json"));
    overrides[var->key] = std::move(var->value);
  }
  return overrides;
}

Option var_file_option() {
  return {.names = {"--var-file"},
          .placeholder = "FILE",
          .meaning =
              "take configuration and secrets from a .json, .yaml or .yml file, or "
              "environment variables from a file of NAME=VALUE lines; repeatable"};
}

Option no_verify_tls_option() {
  return {.names = {"--no-verify-tls"},
          .meaning = "do not check the certificate of the address that EXPERIMENT is read from"};
}

std::expected<std::vector<std::filesystem::path>, WrongUsage> read_files(const Given& given,
                                                                         std::string_view option) {
  std::vector<std::filesystem::path> paths;
  for (const auto& text : given.all(option)) {
    std::error_code error;
    if (!std::filesystem::exists(text, error)) {
      return Wrong(wrong_usage(std::string(given.command->name),
                               "wrong value for " + std::string(option), "no file " + text,
                               "a file that is there"));
    }
    paths.emplace_back(text);
  }
  return paths;
}

Option resolve_option() {
  return {.names = {"--resolve"},
          .placeholder = "HOST:PORT:ADDRESS:PORT",
          .meaning =
              "send what is meant for HOST:PORT to ADDRESS:PORT; the host name stays in the "
              "request. Also in BRUNT_RESOLVE, separated by commas"};
}

std::expected<std::vector<net::Resolve>, WrongUsage> read_resolve(const Given& given) {
  std::vector<std::string> texts = given.all("--resolve");
  if (const auto more = sys::environment("BRUNT_RESOLVE")) {
    for (const auto& text : split(*more, ','))
      if (!trim(text).empty()) texts.emplace_back(trim(text));
  }
  std::vector<net::Resolve> resolve;
  for (const auto& text : texts) {
    auto one = net::parse_resolve(text);
    if (!one)
      return Wrong(wrong_usage(std::string(given.command->name), "wrong value for --resolve",
                               one.error().what,
                               "HOST:PORT:ADDRESS:PORT, such as shop.test:80:127.0.0.1:8080"));
    resolve.push_back(*std::move(one));
  }
  return resolve;
}

}  // namespace brunt::cli
