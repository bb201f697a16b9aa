#include "sandbox/cluster/watch.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/cluster/object.h"

namespace brunt::sandbox::cluster {
namespace {

Json pod(const std::string& name, const std::string& app, const std::string& phase = "Running") {
  return {{"apiVersion", "v1"},
          {"kind", "Pod"},
          {"metadata", {{"name", name}, {"namespace", "n"}, {"labels", {{"app", app}}}}},
          {"spec", {{"containers", Json::array()}}},
          {"status", {{"phase", phase}}}};
}

Watch watch(const Query& query, bool table = false) {
  return {{find_resource("", "v1", "pods"), table, ""}, "n", list_options(query, "pods").value()};
}

/// "ADDED a" for each event.
std::vector<std::string> events(Watch& watch, const Store& store) {
  const auto lines = watch.next(store, WallTime{});
  if (!lines) return {"EXPIRED"};
  std::vector<std::string> out;
  for (const std::string& line : split(*lines, '\n'))
    if (!line.empty()) {
      const Json event = parse_json(line).value();
      out.push_back(string_or(event, "type") + " " + name_of(event["object"]));
    }
  return out;
}

using Lines = std::vector<std::string>;

TEST(Store, CountsVersionsOverAllObjects) {
  Store store;
  const Object a = store.put("pods", pod("a", "x"));
  const Object b = store.put("pods", pod("b", "x"));
  EXPECT_LT(std::stoi(text_at(*a, "metadata", "resourceVersion")),
            std::stoi(text_at(*b, "metadata", "resourceVersion")));
  EXPECT_EQ(store.version(), std::stoull(text_at(*b, "metadata", "resourceVersion")));
  EXPECT_EQ(store.put("pods", pod("a", "x")), a);  // nothing differs: nothing happens
  EXPECT_TRUE(a->at("metadata").at("annotations").contains("sandbox.brunt.dev/emulated"));
}

TEST(Store, KeepsNamespacesApart) {
  Store store;
  store.put("pods", pod("a", "x"));
  Json other = pod("b", "x");
  other["metadata"]["namespace"] = "n-2";
  store.put("pods", std::move(other));
  EXPECT_EQ(store.list("pods", "n").size(), 1U);
  EXPECT_EQ(store.list("pods").size(), 2U);
  EXPECT_TRUE(store.list("pods", "").size() == 2 && store.list("nodes").empty());
}

TEST(Watch, ReplaysAllWithoutAVersionThenTellsChanges) {
  Store store;
  store.put("pods", pod("a", "x"));
  Watch each = watch({});
  EXPECT_EQ(events(each, store), (Lines{"ADDED a"}));
  EXPECT_EQ(events(each, store), Lines{});
  store.put("pods", pod("a", "x", "Failed"));
  store.put("pods", pod("b", "x"));
  store.put("services", pod("c", "x"));
  store.erase("pods", "n", "a");
  EXPECT_EQ(events(each, store), (Lines{"MODIFIED a", "ADDED b", "DELETED a"}));
}

TEST(Watch, GoesOnFromAVersion) {
  Store store;
  const std::string version =
      text_at(*store.put("pods", pod("a", "x")), "metadata", "resourceVersion");
  store.put("pods", pod("b", "x"));
  Watch each = watch({{"resourceVersion", version}});
  EXPECT_EQ(events(each, store), (Lines{"ADDED b"}));
}

TEST(Watch, TellsWhenAnObjectEntersOrLeavesTheSelection) {
  Store store;
  store.put("pods", pod("a", "x"));
  Watch each = watch({{"labelSelector", "app=y"}, {"fieldSelector", "status.phase=Running"}});
  EXPECT_EQ(events(each, store), Lines{});
  store.put("pods", pod("a", "y"));
  EXPECT_EQ(events(each, store), (Lines{"ADDED a"}));
  store.put("pods", pod("a", "y", "Failed"));
  EXPECT_EQ(events(each, store), (Lines{"DELETED a"}));
  store.erase("pods", "n", "a");
  EXPECT_EQ(events(each, store), Lines{});
}

TEST(Watch, SaysWhenItsVersionIsTooOld) {
  Store store(4);
  for (int i = 0; i < 10; ++i)
    store.put("pods", pod("p" + std::to_string(i), "x"));
  Watch old = watch({{"resourceVersion", "2"}});
  EXPECT_EQ(events(old, store), (Lines{"EXPIRED"}));
  EXPECT_NE(Watch::expired().find("\"code\":410"), std::string::npos);
  Watch fresh = watch({{"resourceVersion", std::to_string(store.version())}});
  EXPECT_EQ(events(fresh, store), Lines{});
}

TEST(Watch, MarksTheEndOfInitialEvents) {
  Store store;
  store.put("pods", pod("a", "x"));
  Watch each = watch({{"sendInitialEvents", "true"},
                      {"resourceVersionMatch", "NotOlderThan"},
                      {"allowWatchBookmarks", "True"}});
  const std::string lines = each.next(store, WallTime{}).value();
  EXPECT_NE(lines.find("BOOKMARK"), std::string::npos);
  EXPECT_NE(lines.find("k8s.io/initial-events-end"), std::string::npos);
  EXPECT_TRUE(each.wants_bookmarks());
  EXPECT_NE(each.bookmark().find("\"resourceVersion\":\"" + std::to_string(store.version()) + "\""),
            std::string::npos);
}

TEST(Watch, SendsColumnsOnceWhenItSendsTables) {
  Store store;
  store.put("pods", pod("a", "x"));
  store.put("pods", pod("b", "x"));
  Watch each = watch({}, true);
  const auto lines = split(each.next(store, WallTime{}).value(), '\n');
  EXPECT_FALSE(parse_json(lines[0]).value()["object"]["columnDefinitions"].empty());
  EXPECT_TRUE(parse_json(lines[1]).value()["object"]["columnDefinitions"].empty());
}

TEST(GoBool, KnowsEverySpelling) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"})
    EXPECT_EQ(go_bool(yes), true) << yes;
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"})
    EXPECT_EQ(go_bool(no), false) << no;
  for (const char* neither : {"", "yes", "tRUE", "2"})
    EXPECT_EQ(go_bool(neither), std::nullopt) << neither;
}

}  // namespace
}  // namespace brunt::sandbox::cluster
