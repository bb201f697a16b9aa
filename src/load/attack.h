#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "load/result.h"
#include "load/schedule.h"
#include "load/target.h"
#include "net/http_client.h"

namespace brunt::load {

/// A hit as it was sent: what a record needs to know of a request that never ends.
struct Sent {
  std::uint64_t seq = 0;
  WallTime due{};
  const Target* target = nullptr;  ///< valid during the call
};

/// What to send, when, for how long. Filled by prepare_attack() or by hand.
struct AttackOptions {
  std::string name;
  std::vector<Target> targets;   ///< replayed in turn; not empty
  std::uint32_t rate_hits = 50;  ///< 0 = as fast as max_workers allows
  std::chrono::nanoseconds rate_per{std::chrono::seconds(1)};
  std::optional<Schedule> schedule;      ///< instead of the rate
  std::chrono::nanoseconds duration{0};  ///< 0 = until stopped, or to the schedule's end
  std::uint64_t shard = 0,
                shards = 1;  ///< of the schedule's hits k, those with k % shards == shard
  std::chrono::nanoseconds timeout{std::chrono::seconds(30)};
  std::uint64_t workers = 10;
  std::uint64_t max_workers =
      UINT64_MAX;  ///< bound of requests in flight; those over it wait with their due time
  std::uint64_t connections = 10000;  ///< idle connections kept per host
  bool keepalive = true;
  int redirects = 10;  ///< -1 = do not follow, 3xx succeeds
  std::vector<net::Resolve> resolve;
  std::uint64_t max_connections = 0;  ///< per host; 0 = no bound; those over it wait, sent
  std::uint64_t max_body = 0;         ///< bytes of each response body to keep in its result
  bool verify_tls = true;
  std::vector<std::string> ca_files;  ///< PEM; none = the system's
  std::string certificate_file;       ///< PEM, of the client; "" = none
  std::string key_file;               ///< PEM; "" = the certificate's file
  bool session_tickets = false;       ///< resume TLS sessions
  bool seq_header = false;            ///< X-Vegeta-Seq with each hit's number
  bool gzip = false;           ///< ask for gzip and count bodies unpacked, as Go's client does
  bool chunked = false;        ///< bodies go out in chunks
  bool shed = false;           ///< hits that find all places in flight taken are not sent at all
  std::string source_address;  ///< numeric; "" = the system's choice
  std::string unix_socket;     ///< path of a socket that all connections go to; "" = none
  /// 0: names are asked for at the start and again when an address does not answer; above 0: also
  /// after that long; below 0: for each connection.
  std::chrono::nanoseconds dns_ttl{0};
  std::vector<std::string> resolvers;  ///< IPv4[:port] of name servers; empty = the system's
  /// Targets one by one instead of `targets`; the attack ends with them. Nothing = the end.
  std::function<brunt::Result<std::optional<Target>>()> next_target;
  std::function<void(const Sent&)> on_sent;  ///< each hit as it goes out; may be empty
  std::stop_token abandon;                   ///< gives up what is in flight at once
};

/// How far an attack is; handed out about four times a second from the attack's thread.
struct Progress {
  WallTime started{};  ///< due time of the schedule's zero
  std::uint64_t due = 0, sent = 0, ok = 0, failed = 0;
  std::uint64_t in_flight = 0;
  std::chrono::nanoseconds p99{0};  ///< of the successes so far
  struct Second {
    std::uint32_t sent = 0, ok = 0, failed = 0;
    std::chrono::nanoseconds p95{0};  ///< of its successes
  };
  std::vector<Second> seconds;  ///< by due time, from the start
  std::vector<std::pair<WallTime, bool>>
      ended;  ///< due time and success of the requests that ended since the last call
};

/// The generator's own verdict, beside what it measured.
struct Summary {
  std::uint64_t due = 0, sent = 0, queued = 0, shed = 0, ok = 0, failed = 0;
  std::chrono::nanoseconds lateness_p50{0}, lateness_p99{0}, lateness_p999{0}, lateness_max{0};
  std::uint64_t late = 0;             ///< sent more than 1 ms after due
  bool generator_limited = false;     ///< lateness p99 above max(1 ms, interval)
  bool stopped = false;               ///< ended by the stop token
  std::uint64_t connections = 0;      ///< opened
  std::uint64_t retried = 0;          ///< sent again because a reused connection was stale
  std::vector<std::string> warnings;  ///< plain sentences for the user
  std::optional<Error> target_error;  ///< a lazy target that could not be read ended the attack
  std::optional<Error> record_error;  ///< first failure of `on_result`; nothing was recorded after
};

/// All that can be wrong with options before targets are known and files are read. Errors:
/// `invalid_input`.
brunt::Result<> check(const AttackOptions& options);

/// Runs an attack to its end on the calling thread: open loop, one epoll loop, each hit sent at its
/// due time whatever the service does. `on_result` gets each request as it ends, in order of
/// completion; once it fails it is not called again, sending goes on. On stop: no new hits, those
/// in flight are awaited until `timeout`; a second stop (`options.abandon`, the deadline) abandons
/// them as `aborted`. Errors: `invalid_input`, `unavailable` (out of descriptors at start).
brunt::Result<Summary> attack(const AttackOptions& options,
                              const std::function<brunt::Result<>(const Result&)>& on_result,
                              const std::function<void(const Progress&)>& on_progress,
                              const Limits& limits);

}  // namespace brunt::load
