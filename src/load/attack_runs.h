#pragma once

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/attack.h"
#include "load/rude_server.h"

namespace brunt::load {

using Peer = RudeServer::Peer;

/// For tests: an attack, and all that came of it.
struct Outcome {
  Summary summary;
  std::vector<Result> results;
  Progress last;
};

inline AttackOptions options_for(std::string url, std::uint32_t hits, std::chrono::nanoseconds per,
                                 std::chrono::nanoseconds duration) {
  AttackOptions options;
  Target target;
  target.url = std::move(url);
  options.targets = {target};
  options.rate_hits = hits;
  options.rate_per = per;
  options.duration = duration;
  options.timeout = std::chrono::seconds(10);
  return options;
}

inline Outcome run(const AttackOptions& options,
                   const Limits& limits = {Deadline::in(std::chrono::seconds(30)), {}}) {
  Outcome out;
  const auto keep = [&](const Result& result) -> brunt::Result<> {
    out.results.push_back(result);
    return {};
  };
  const auto summary = attack(
      options, keep, [&](const Progress& now) { out.last = now; }, limits);
  EXPECT_TRUE(summary.has_value()) << (summary ? "" : summary.error().what);
  if (summary) out.summary = *summary;
  return out;
}

/// One request to a server with this script.
inline Result one_hit(const RudeServer::Script& script,
                      const std::function<void(AttackOptions&)>& change = {}) {
  const RudeServer server(script);
  AttackOptions options =
      options_for(server.url("/x"), 1, std::chrono::milliseconds(2), std::chrono::milliseconds(2));
  if (change) change(options);
  const Outcome out = run(options);
  EXPECT_EQ(out.results.size(), 1U);
  return out.results.empty() ? Result{} : out.results.front();
}

inline void polite(Peer& peer) {
  while (peer.request()) {
    if (!peer.answer("hello")) return;
  }
}

}  // namespace brunt::load
