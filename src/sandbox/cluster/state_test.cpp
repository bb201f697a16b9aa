#include "sandbox/cluster/state.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sandbox/cluster/certificate.h"
#include "sandbox/cluster/free_ports.h"
#include "sandbox/cluster/supervisor.h"

namespace brunt::sandbox::cluster {
namespace {

State some_state() {
  State state;
  state.name = "default";
  state.supervisor = {12, 34};
  state.ports = {1, 2, 3, 4};
  state.inner_api_port = 5;
  state.token = "t";
  state.certificate = "c";
  state.parameters = profile("seed").value();
  state.started = parse_time("2018-04-24T17:20:48.1Z").value();
  state.parts = {{"gateway", "gateway-1", {56, 78}}};
  state.ready = true;
  return state;
}

TEST(State, ReadsBackWhatItWrites) {
  EXPECT_EQ(state_of(to_json(some_state())).value(), some_state());
  EXPECT_FALSE(state_of(Json::object()));
}

TEST(State, IsFoundOnDiskAlsoByAnotherVersion) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("brunt-state-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(write_state(folder, some_state()));
  EXPECT_EQ(read_state(folder).value(), some_state());
  Json other = to_json(some_state());
  other.erase("parameters");
  ASSERT_TRUE(state_of(other).error().code == Errc::invalid_input);
  EXPECT_EQ(read_processes(folder).value().parts, some_state().parts);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(read_state(folder).error().code, Errc::not_found);
}

TEST(State, TakesNoPathAsAName) {
  for (const char* name : {"", "../x", "a/b", "-a", "A", "a b", "a-"}) {
    const auto folder = sandbox_folder(name);
    ASSERT_FALSE(folder) << name;
    EXPECT_EQ(folder.error().code, Errc::invalid_input) << name;
  }
}

TEST(Settings, ReadBackAsTheyWereWritten) {
  Settings settings{"n", "/f", profile("quick").value(), 4000, 7};
  const Settings back = settings_of(to_json(settings)).value();
  EXPECT_EQ(back.parameters, settings.parameters);
  EXPECT_EQ(back.port_base, settings.port_base);
  EXPECT_FALSE(settings_of(Json::object()));
}

TEST(Profile, KnowsTwo) {
  EXPECT_EQ(profile("seed").value().start_delay, std::chrono::milliseconds(13500));
  EXPECT_EQ(profile("seed").value().while_none_ready, "blackhole");
  EXPECT_EQ(profile("other").error().what, "unknown profile 'other', expected seed or quick");
}

TEST(FreePorts, AreFourInARowAndNameTheOneThatIsTaken) {
  const Ports ports = free_ports(std::nullopt, 42).value();
  EXPECT_EQ(ports.metrics, ports.api + 3);
  EXPECT_EQ(free_ports(65533, 1).error().code, Errc::invalid_input);
}

TEST(Certificate, IsMadeAnewEachTime) {
  const Certificate one = make_certificate().value();
  const Certificate two = make_certificate().value();
  EXPECT_TRUE(one.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
  EXPECT_NE(one.key, two.key);
}

}  // namespace
}  // namespace brunt::sandbox::cluster
