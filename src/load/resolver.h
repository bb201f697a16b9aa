#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

#include "load/result.h"
#include "sys/fd.h"

namespace brunt::load {

/// Where a connection goes.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  std::string text;  ///< address:port, brackets around IPv6
};

/// `host` when it is a numeric address; nothing to look up then.
std::vector<Address> numeric_address(const std::string& host, int port);

/// A socket in the file system. Paths over 107 bytes are cut: no such socket can exist.
Address unix_address(const std::string& path);

/// Can `text` be one of Resolver's servers, IPv4[:port]?
bool is_name_server(const std::string& text);

/// What the name service said.
struct Answer {
  std::string host;
  int port = 0;
  std::vector<Address> addresses;
  std::string error;  ///< "no such host" and the like when there are none
  ErrorDetail detail = ErrorDetail::none;
};

/// Looks names up on a thread of its own, so that the send path never waits for a name service. A
/// look-up ends after about three seconds a name server; the destructor waits for the one at work.
class Resolver {
 public:
  /// `servers` (IPv4[:port], at most three) are asked in turn instead of the system's.
  explicit Resolver(std::vector<std::string> servers = {});
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  void ask(std::string host, int port);
  /// The answers since the last call.
  std::vector<Answer> take();
  /// Readable when there are answers.
  int fd() const { return wake_.get(); }

 private:
  void work(const std::stop_token& stop);
  void choose_servers() const;

  std::vector<std::string> servers_;
  sys::Fd wake_;
  std::mutex mutex_;  ///< guards the two below
  std::vector<std::pair<std::string, int>> questions_;
  std::vector<Answer> answers_;
  std::condition_variable_any asked_;
  std::jthread thread_;  // last: starts when all above is there
};

}  // namespace brunt::load
