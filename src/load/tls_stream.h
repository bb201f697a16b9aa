#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "load/result.h"

namespace brunt::load {

/// Whom to trust and what to show. Files are PEM.
struct TlsTrust {
  bool verify = true;
  std::vector<std::string> ca_files;  ///< none = the system's
  std::string certificate_file;       ///< of the client; "" = none
  std::string key_file;               ///< "" = the certificate's file
  bool tickets = false;               ///< take up earlier sessions
};

/// What all TLS connections of an attack share: trust, and the sessions.
class TlsContext {
 public:
  /// Errors: `invalid_input` when a file cannot be read, or key and certificate are no pair.
  static brunt::Result<std::unique_ptr<TlsContext>> make(const TlsTrust& trust);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsStream;
  TlsContext() = default;
  brunt::Result<> trust_files(const TlsTrust& trust);
  brunt::Result<> show_certificate(const TlsTrust& trust);
  struct State;
  std::unique_ptr<State> state_;
};

/// TLS over a non-blocking socket. Never blocks: says what it waits for by `again`.
class TlsStream {
 public:
  /// `host` is for SNI and for the certificate's check; sessions belong to host and port. The
  /// context outlives the stream. Errors: `internal`.
  static brunt::Result<std::unique_ptr<TlsStream>> make(const TlsContext& context, int fd,
                                                        const std::string& host, int port);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  enum class Step : std::uint8_t { done, again, failed };
  Step handshake();
  /// As read(2) and write(2): bytes, 0 at the end, -1 with errno (EAGAIN, ECONNRESET, EPROTO).
  ssize_t read(char* buffer, std::size_t size);
  ssize_t write(std::string_view bytes);

  const std::string& error() const { return error_; }  ///< after `failed`
  ErrorDetail detail() const { return detail_; }
  bool resumed() const;  ///< after the handshake

 private:
  TlsStream() = default;
  void explain(int ssl_error);

  struct State;
  std::unique_ptr<State> state_;
  std::string error_;
  ErrorDetail detail_ = ErrorDetail::none;
};

}  // namespace brunt::load
