#pragma once

#include <array>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "load/attack.h"
#include "load/connection.h"
#include "load/precise_wait.h"
#include "load/tally.h"
#include "sys/stop_fd.h"

namespace brunt::load {

/// Whom an attack's TLS connections trust, and what they show.
TlsTrust trust_of(const AttackOptions& options);

/// One attack on one thread: schedule, connections, time-outs.
///
///   due(k) ──launch──▶ Exchange ──start──▶ Connection ──▶ response ──finish──▶ Result
///                         ▲   redirect, retry  │
///                         └────────────────────┘
///
/// Hits go out at their due time whatever the service does; one that finds all places in flight
/// taken goes out later, timed from when it was due. All time-outs are equally long, so the list of
/// exchanges in the order they were sent is also the order in which they expire.
///
/// In four files: engine.cpp (schedule and loop), engine_dial.cpp (names and new connections),
/// engine_io.cpp (connections at work), engine_end.cpp (how an exchange ends).
class Engine {
 public:
  using OnResult = std::function<brunt::Result<>(const Result&)>;
  using OnProgress = std::function<void(const Progress&)>;

  Engine(const AttackOptions& options, const OnResult& on_result, const OnProgress& on_progress,
         const Limits& limits, PreciseWait wait);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Requests, descriptors, TLS, names. Errors as attack().
  brunt::Result<> prepare();
  Summary run();

 private:
  // Schedule and loop: engine.cpp
  brunt::Result<> prepare_requests();
  brunt::Result<> prepare_source();
  brunt::Result<> prepare_schedule();
  brunt::Result<> prepare_limits();
  brunt::Result<> prepare_tls();
  void resolve_all();
  void watch_stop();
  void step(Instant now);
  bool finished() const;
  bool may_launch(Instant now) const;
  void launch_due(Instant now);
  void launch(Instant due, Instant now);
  bool take_lazy(std::unique_ptr<RequestBlock>& into);
  void shed_due(Instant now);
  std::uint64_t due_by(Instant now) const;
  Instant due_of_next(const Schedule& schedule) const;
  Instant next_due(Instant now) const;
  Instant next_deadline() const;
  void wait_for_events();
  void expire(Instant now);
  void stop_sending(Instant now);
  void abort_all();
  void tick(Instant now);

  // Connections: engine_dial.cpp, engine_io.cpp
  std::size_t endpoint_for(const Url& url);
  std::vector<Address> fixed_addresses(Endpoint& endpoint) const;
  void ask_for(Endpoint& endpoint);
  void take_answers();
  void start(Exchange& exchange);
  Connection* take_idle(Endpoint& endpoint);
  void assign(Connection& connection, Exchange& exchange);
  void open(Exchange& exchange, std::size_t endpoint);
  bool try_addresses(Connection& connection);
  int dial(Connection& connection);
  void on_event(std::uint64_t name, std::uint32_t events);
  void on_connected(Connection& connection);
  void connect_failed(Connection& connection, int error);
  brunt::Result<std::unique_ptr<TlsStream>> make_tls(const Connection& connection);
  void start_tls(Connection& connection);
  void shake_hands(Connection& connection);
  void flush(Connection& connection);
  void receive(Connection& connection, std::uint32_t events);
  ssize_t read_some(Connection& connection);
  ssize_t write_some(Connection& connection, std::string_view bytes);
  std::string_view unsent(const Connection& connection);
  void release(Connection& connection, bool reusable);
  void close(Connection& connection);
  void serve_waiting(Endpoint& endpoint);
  void evict_idle();
  Connection& new_connection();

  // Ends: engine_end.cpp
  struct Failure {
    ErrorClass error_class;
    ErrorDetail detail;
    std::string text;
  };
  void complete(Connection& connection, bool surplus);
  void follow(Exchange& exchange, int status, const std::string& location);
  void lost(Connection& connection, int error);
  void unreadable(Connection& connection);
  void timed_out(Exchange& exchange);
  void fail(Exchange& exchange, const Failure& failure);
  void finish(Exchange& exchange, Result& result);
  Result& blank_result(const Exchange& exchange);
  void detach(Exchange& exchange);
  bool retry(Connection& connection);
  static std::string while_doing(const Exchange& exchange, const std::string& why);

  const AttackOptions& options_;
  const OnResult& on_result_;
  const OnProgress& on_progress_;
  const Limits& limits_;
  PreciseWait wait_;
  sys::StopFd stop_fd_, abandon_fd_;
  Resolver resolver_;
  std::unique_ptr<TlsContext> tls_;

  RequestStyle style_;
  std::vector<RequestBlock> requests_;
  std::optional<Address> source_;  ///< where connections come from
  std::string numbered_;           ///< a request with its number in it
  std::vector<Endpoint> endpoints_;
  std::optional<Schedule> schedule_;               ///< none in a closed loop
  mutable std::uint64_t asked_next_ = UINT64_MAX;  ///< what next_at_ belongs to
  mutable Instant next_at_;

  std::list<Exchange> in_flight_, spare_;
  std::deque<Exchange*> ready_;  ///< to be started by the loop
  std::deque<Connection> connections_;
  std::vector<Connection*> free_connections_;
  std::size_t open_connections_ = 0, max_open_ = 0;
  std::uint32_t serial_ = 0;
  std::array<char, std::size_t{64} << 10U> buffer_{};

  WallTime wall_start_{};
  Instant start_, end_, give_up_, next_tick_;
  std::uint64_t total_ = UINT64_MAX;  ///< hits of the whole schedule
  std::uint64_t next_ = 0;            ///< hit to be sent next
  std::uint64_t max_in_flight_ = 0;
  std::uint64_t opened_ = 0, retried_ = 0, shed_ = 0;
  bool stopping_ = false, stopped_ = false;
  std::unique_ptr<Tally> tally_;
  Result result_;  ///< reused: its texts keep their memory
  std::optional<Error> record_error_, target_error_;
  std::vector<std::string> warnings_;
};

}  // namespace brunt::load
