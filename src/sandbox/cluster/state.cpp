#include "sandbox/cluster/state.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "sandbox/cluster/object.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::sandbox::cluster {
namespace {

constexpr const char* file_name = "state.json";

Json to_json(const sys::ProcessId& id) {
  return {{"pid", id.pid}, {"started", id.started}};
}

sys::ProcessId process_of(const Json& value) {
  return {value.at("pid").get<pid_t>(), value.at("started").get<std::uint64_t>()};
}

std::vector<PartRecord> parts_of(const Json& value) {
  std::vector<PartRecord> out;
  for (const Json& part : value)
    out.push_back({part.at("kind").get<std::string>(), part.at("pod").get<std::string>(),
                   process_of(part.at("process"))});
  return out;
}

}  // namespace

Json to_json(const State& state) {
  Json parts = Json::array();
  for (const PartRecord& part : state.parts)
    parts.push_back(
        Json::object({{"kind", part.kind}, {"pod", part.pod}, {"process", to_json(part.process)}}));
  return {{"what", "emulated cluster: brunt sandbox"},
          {"name", state.name},
          {"supervisor", to_json(state.supervisor)},
          {"ports",
           {{"api", state.ports.api},
            {"gateway", state.ports.gateway},
            {"ingress", state.ports.ingress},
            {"metrics", state.ports.metrics}}},
          {"inner_api_port", state.inner_api_port},
          {"token", state.token},
          {"certificate", state.certificate},
          {"parameters", to_json(state.parameters)},
          {"started", rfc3339(state.started)},
          {"parts", std::move(parts)},
          {"ready", state.ready}};
}

Result<State> state_of(const Json& value) {
  try {
    State out;
    out.name = value.at("name").get<std::string>();
    out.supervisor = process_of(value.at("supervisor"));
    const Json& ports = value.at("ports");
    out.ports = {ports.at("api").get<std::uint16_t>(), ports.at("gateway").get<std::uint16_t>(),
                 ports.at("ingress").get<std::uint16_t>(),
                 ports.at("metrics").get<std::uint16_t>()};
    out.inner_api_port = value.at("inner_api_port").get<std::uint16_t>();
    out.certificate = value.at("certificate").get<std::string>();
    out.token = value.at("token").get<std::string>();
    out.parameters = BRUNT_TRY(parameters_of(value.at("parameters")));
    out.started = BRUNT_TRY(parse_time(value.at("started").get<std::string>()));
    out.parts = parts_of(value.at("parts"));
    out.ready = value.at("ready").get<bool>();
    return out;
  } catch (const Json::exception& e) {
    return std::unexpected(Error{Errc::invalid_input, e.what(), "reading the sandbox's state"});
  }
}

Result<State> read_processes(const std::filesystem::path& folder) {
  const std::string text = BRUNT_TRY(sys::read_file(folder / file_name));
  const Json value = BRUNT_TRY(parse_json(text), (folder / file_name).string());
  try {
    State out;
    out.name = folder.filename().string();
    out.supervisor = process_of(value.at("supervisor"));
    out.parts = parts_of(value.at("parts"));
    return out;
  } catch (const Json::exception& e) {
    return std::unexpected(Error{Errc::invalid_input, e.what(), (folder / file_name).string()});
  }
}

Result<std::filesystem::path> sandboxes_folder() {
  const std::string state = sys::environment("XDG_STATE_HOME").value_or("");
  if (state.starts_with('/')) return std::filesystem::path(state) / "brunt" / "sandbox";
  const std::string home = sys::environment("HOME").value_or("");
  if (home.empty())
    return std::unexpected(Error{Errc::not_found,
                                 "neither XDG_STATE_HOME nor HOME is set, so there is no place for "
                                 "the sandbox's state",
                                 ""});
  return std::filesystem::path(home) / ".local" / "state" / "brunt" / "sandbox";
}

Result<std::filesystem::path> sandbox_folder(const std::string& name) {
  const bool good = !name.empty() && name.size() <= 40 && name.front() != '-' &&
                    name.back() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                    });
  if (!good)
    return std::unexpected(Error{
        Errc::invalid_input,
        fmt::format("'{}' is no name for a sandbox: up to 40 of a-z, 0-9 and '-' inside", name),
        ""});
  return BRUNT_TRY(sandboxes_folder()) / name;
}

Result<State> read_state(const std::filesystem::path& folder) {
  const std::string text = BRUNT_TRY(sys::read_file(folder / file_name));
  return state_of(BRUNT_TRY(parse_json(text), (folder / file_name).string()));
}

Result<> write_state(const std::filesystem::path& folder, const State& state) {
  return sys::write_file_atomically(folder / file_name, to_file_text(to_json(state)));
}

std::string kubeconfig(const State& state) {
  return fmt::format(
      "# An emulated cluster: brunt sandbox '{0}'. Not a real one.\n"
      "apiVersion: v1\n"
      "kind: Config\n"
      "current-context: brunt-sandbox-{0}\n"
      "clusters:\n"
      "- name: brunt-sandbox-{0}\n"
      "  cluster:\n"
      "    server: https://127.0.0.1:{1}\n"
      "    certificate-authority-data: {3}\n"
      "users:\n"
      "- name: brunt-sandbox-{0}\n"
      "  user:\n"
      "    token: {2}\n"
      "contexts:\n"
      "- name: brunt-sandbox-{0}\n"
      "  context:\n"
      "    cluster: brunt-sandbox-{0}\n"
      "    user: brunt-sandbox-{0}\n"
      "    namespace: default\n",
      state.name, state.ports.api, state.token, base64(state.certificate));
}

}  // namespace brunt::sandbox::cluster
