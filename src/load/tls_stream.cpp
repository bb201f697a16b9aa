#include "load/tls_stream.h"

#include <array>
#include <cerrno>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace brunt::load {
namespace {

std::string openssl_reason() {
  const unsigned long code = ::ERR_peek_error();
  const char* reason = ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason != nullptr ? reason : "handshake failed";
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> out{};
  return ::inet_pton(AF_INET, host.c_str(), out.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), out.data()) == 1;
}

struct FreeContext {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
};

}  // namespace

struct TlsContext::State {
  std::unique_ptr<SSL_CTX, FreeContext> context;
};

struct TlsStream::State {
  std::unique_ptr<SSL, FreeSsl> ssl;
};

TlsContext::~TlsContext() = default;
TlsStream::~TlsStream() = default;

brunt::Result<std::unique_ptr<TlsContext>> TlsContext::make(bool verify,
                                                            const std::string& ca_file) {
  std::unique_ptr<TlsContext> made(new TlsContext);
  made->state_ = std::make_unique<State>();
  made->state_->context.reset(::SSL_CTX_new(::TLS_client_method()));
  SSL_CTX* context = made->state_->context.get();
  if (context == nullptr) return std::unexpected(Error{Errc::internal, openssl_reason(), {}});
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  // A peer that closes without saying so ends a response like any other closed connection.
  ::SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  ::SSL_CTX_set_verify(context, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (ca_file.empty()) {
    ::SSL_CTX_set_default_verify_paths(context);
  } else if (::SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
    return std::unexpected(
        Error{Errc::invalid_input,
              fmt::format("cannot read certificates from '{}': {}", ca_file, openssl_reason()),
              {}});
  }
  return made;
}

brunt::Result<std::unique_ptr<TlsStream>> TlsStream::make(const TlsContext& context, int fd,
                                                          const std::string& host) {
  std::unique_ptr<TlsStream> made(new TlsStream);
  made->state_ = std::make_unique<State>();
  made->state_->ssl.reset(::SSL_new(context.state_->context.get()));
  SSL* ssl = made->state_->ssl.get();
  bool ready = ssl != nullptr && ::SSL_set_fd(ssl, fd) == 1;
  if (ready && is_address(host)) {
    ready = ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), host.c_str()) == 1;
  } else if (ready) {
    ready = ::SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 &&
            ::SSL_set1_host(ssl, host.c_str()) == 1;
  }
  if (!ready) return std::unexpected(Error{Errc::internal, openssl_reason(), {}});
  ::SSL_set_connect_state(ssl);
  return made;
}

void TlsStream::explain(int ssl_error) {
  SSL* ssl = state_->ssl.get();
  const long verified = ::SSL_get_verify_result(ssl);
  if (verified != X509_V_OK && ::SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE) {
    detail_ = ErrorDetail::certificate;
    error_ = fmt::format("tls: failed to verify certificate: {}",
                         ::X509_verify_cert_error_string(verified));
    ::ERR_clear_error();
  } else if (ssl_error == SSL_ERROR_SSL) {
    detail_ = ErrorDetail::handshake;
    error_ = "tls: " + openssl_reason();
  } else {
    detail_ = ErrorDetail::closed;
    error_ = "EOF";
    ::ERR_clear_error();
  }
}

TlsStream::Step TlsStream::handshake() {
  ::ERR_clear_error();
  const int done = ::SSL_do_handshake(state_->ssl.get());
  if (done == 1) return Step::done;
  const int error = ::SSL_get_error(state_->ssl.get(), done);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Step::again;
  explain(error);
  return Step::failed;
}

namespace {

/// SSL's word for what happened, as errno.
ssize_t failed_as_errno(SSL* ssl, int result) {
  const int saved = errno;
  switch (::SSL_get_error(ssl, result)) {
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      errno = EAGAIN;
      return -1;
    case SSL_ERROR_SYSCALL:
      errno = saved != 0 ? saved : ECONNRESET;
      return -1;
    default:
      ::ERR_clear_error();
      errno = EPROTO;
      return -1;
  }
}

}  // namespace

ssize_t TlsStream::read(char* buffer, std::size_t size) {
  ::ERR_clear_error();
  errno = 0;
  std::size_t got = 0;
  const int result = ::SSL_read_ex(state_->ssl.get(), buffer, size, &got);
  if (result == 1) return static_cast<ssize_t>(got);
  return failed_as_errno(state_->ssl.get(), result);
}

ssize_t TlsStream::write(std::string_view bytes) {
  ::ERR_clear_error();
  errno = 0;
  std::size_t put = 0;
  const int result = ::SSL_write_ex(state_->ssl.get(), bytes.data(), bytes.size(), &put);
  if (result == 1) return static_cast<ssize_t>(put);
  return failed_as_errno(state_->ssl.get(), result);
}

}  // namespace brunt::load
