#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include <sys/socket.h>

#include "sys/fd.h"

namespace brunt::load {

/// For tests: a TCP server on a free loopback port that behaves as badly as its script says. Each
/// connection runs the script on a thread of its own; the destructor ends and joins them.
class RudeServer {
 public:
  class Peer {
   public:
    Peer(int fd, int stop_fd, int number) : fd_(fd), stop_fd_(stop_fd), number_(number) {}

    /// Waits for a whole request, body included; nothing when the client or the server ends.
    std::optional<std::string> request();
    bool send(std::string_view bytes);
    /// `HTTP/1.1 200 OK` with this body.
    bool answer(std::string_view body);
    /// Closes with RST.
    void reset();
    /// Says nothing until the client goes or the server ends.
    void hang();
    std::string address() const;            ///< whence it came, numeric
    int number() const { return number_; }  ///< of the connection, from 1

   private:
    bool wait_readable();

    int fd_, stop_fd_, number_;
    std::string pending_;
  };

  using Script = std::function<void(Peer&)>;

  explicit RudeServer(Script script);
  /// On a socket in the file system, which goes with the server.
  RudeServer(std::string path, Script script);
  ~RudeServer();
  RudeServer(const RudeServer&) = delete;
  RudeServer& operator=(const RudeServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/") const;
  int accepted() const { return accepted_.load(); }

 private:
  void begin(const sockaddr* address, socklen_t size);
  void accept_all();

  Script script_;
  std::string path_;
  sys::Fd listen_, stop_;
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_{0};
  std::mutex mutex_;  ///< guards peers_
  std::list<std::jthread> peers_;
  std::jthread thread_;
};

}  // namespace brunt::load
