#include "load/tls_stream.h"

#include <array>
#include <cerrno>
#include <map>

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
struct FreeSession {
  void operator()(SSL_SESSION* session) const { ::SSL_SESSION_free(session); }
};
using Session = std::unique_ptr<SSL_SESSION, FreeSession>;

/// Sessions that a server has offered, by host and port; each is used once, as TLS 1.3 wants it.
struct Sessions {
  std::map<std::string, std::vector<Session>> offered;
};

/// Where the sessions of a connection go.
struct Owner {
  Sessions* sessions;
  std::string place;
};

constexpr std::size_t most_sessions = 64;  // kept for a place

/// OpenSSL hands over a session; 1 = it is ours now.
int keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* owner = static_cast<Owner*>(SSL_get_app_data(ssl));
  if (owner == nullptr || owner->sessions == nullptr) return 0;
  auto& offered = owner->sessions->offered[owner->place];
  if (offered.size() >= most_sessions) offered.erase(offered.begin());
  offered.emplace_back(session);
  return 1;
}

struct FreeSsl {
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
};

}  // namespace

struct TlsContext::State {
  std::unique_ptr<SSL_CTX, FreeContext> context;
  std::unique_ptr<Sessions> sessions;  ///< none = each connection shakes hands in full
};

struct TlsStream::State {
  Owner owner{};
  std::unique_ptr<SSL, FreeSsl> ssl;  // last: it may hand over a session while it goes
};

TlsContext::~TlsContext() = default;
TlsStream::~TlsStream() {
  // One that goes without a word would take its session with it.
  if (state_ && state_->ssl && ::SSL_is_init_finished(state_->ssl.get()) == 1) {
    ::SSL_set_shutdown(state_->ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }
}

brunt::Result<> TlsContext::trust_files(const TlsTrust& trust) {
  SSL_CTX* context = state_->context.get();
  if (trust.ca_files.empty()) ::SSL_CTX_set_default_verify_paths(context);
  for (const std::string& file : trust.ca_files) {
    if (::SSL_CTX_load_verify_file(context, file.c_str()) == 1) continue;
    return std::unexpected(
        Error{Errc::invalid_input,
              fmt::format("cannot read certificates from '{}': {}", file, openssl_reason()),
              {}});
  }
  return {};
}

brunt::Result<> TlsContext::show_certificate(const TlsTrust& trust) {
  if (trust.certificate_file.empty()) return {};
  SSL_CTX* context = state_->context.get();
  const std::string& key = trust.key_file.empty() ? trust.certificate_file : trust.key_file;
  const char* certificates = trust.certificate_file.c_str();
  if (::SSL_CTX_use_certificate_chain_file(context, certificates) != 1) {
    return std::unexpected(Error{
        Errc::invalid_input,
        fmt::format("cannot read a certificate from '{}': {}", certificates, openssl_reason()),
        {}});
  }
  if (::SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return std::unexpected(
        Error{Errc::invalid_input,
              fmt::format("cannot use the key in '{}' with the certificate in '{}': {}", key,
                          certificates, openssl_reason()),
              {}});
  }
  return {};
}

brunt::Result<std::unique_ptr<TlsContext>> TlsContext::make(const TlsTrust& trust) {
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
  ::SSL_CTX_set_verify(context, trust.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  BRUNT_TRY(made->trust_files(trust));
  BRUNT_TRY(made->show_certificate(trust));
  if (trust.tickets) {
    made->state_->sessions = std::make_unique<Sessions>();
    ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    ::SSL_CTX_sess_set_new_cb(context, keep_session);
  } else {
    ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  }
  return made;
}

brunt::Result<std::unique_ptr<TlsStream>> TlsStream::make(const TlsContext& context, int fd,
                                                          const std::string& host, int port) {
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
  if (Sessions* sessions = context.state_->sessions.get(); sessions != nullptr) {
    made->state_->owner = {sessions, fmt::format("{}:{}", host, port)};
    SSL_set_app_data(ssl, &made->state_->owner);
    auto& offered = sessions->offered[made->state_->owner.place];
    if (!offered.empty()) {
      ::SSL_set_session(ssl, offered.back().get());
      offered.pop_back();
    }
  }
  return made;
}

bool TlsStream::resumed() const {
  return ::SSL_session_reused(state_->ssl.get()) == 1;
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
