#pragma once

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/poll_wait.h"
#include "sys/stop_fd.h"

namespace brunt::fakes {

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* value) const { Free(value); }
};
using TlsKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using TlsCertificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using TlsSession = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

/// A key with a certificate that it signed itself, valid for an hour.
struct Identity {
  TlsKey key{EVP_EC_gen("P-256")};
  TlsCertificate certificate{X509_new()};

  /// `names` as OpenSSL writes them: "IP:127.0.0.1,DNS:shop.example".
  Identity(const std::string& common_name, const std::string& names) {
    X509* made = certificate.get();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    X509_set_pubkey(made, key.get());
    X509_NAME* subject = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(made, subject);
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(made, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(made, key.get(), EVP_sha256());
  }

  std::string certificate_pem() const {
    return text([this](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
  }
  std::string key_pem() const {
    return text([this](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

 private:
  template <class Write>
  static std::string text(Write write) {
    BIO* memory = BIO_new(BIO_s_mem());
    write(memory);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string out(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    return out;
  }
};

/// Answers each connection over TLS, one after the other, with the server name that the client
/// asked for and the name in its certificate. With `client`, only that client gets in.
class TlsServer {
 public:
  TlsServer(const Identity& own, const Identity* client)
      : context_(SSL_CTX_new(TLS_server_method())),
        listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    SSL_CTX_use_PrivateKey(context_.get(), own.key.get());
    SSL_CTX_use_certificate(context_.get(), own.certificate.get());
    if (client != nullptr) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), client->certificate.get());
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                         nullptr);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ::bind(listener_.get(), generic, size);
    ::listen(listener_.get(), 16);
    ::getsockname(listener_.get(), generic, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](std::stop_token stop) { serve(sys::StopFd(std::move(stop))); });
  }

  int port() const { return port_; }

 private:
  static bool readable(int fd, const sys::StopFd& stop) {
    return !sys::poll_wait({fd, stop.get()}, Deadline::never())[1];
  }

  void serve(const sys::StopFd& stop) const {
    std::vector<std::jthread> connections;
    while (readable(listener_.get(), stop)) {
      sys::Fd accepted(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      connections.emplace_back([this, fd = std::move(accepted), &stop] {
        const TlsSession session(SSL_new(context_.get()));
        SSL_set_fd(session.get(), fd.get());
        if (SSL_accept(session.get()) == 1) answer(session.get(), fd.get(), stop);
      });
    }
  }

  static std::string client_name(SSL* session) {
    const TlsCertificate certificate(SSL_get1_peer_certificate(session));
    if (!certificate) return "nobody";
    std::array<char, 100> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                              static_cast<int>(name.size()));
    return name.data();
  }

  static void answer(SSL* session, int fd, const sys::StopFd& stop) {
    const char* asked = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
    const std::string body =
        fmt::format("{} from {}", asked == nullptr ? "none" : asked, client_name(session));
    const std::string text =
        fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
    std::array<char, 4096> buffer{};
    while ((SSL_pending(session) > 0 || readable(fd, stop)) &&
           SSL_read(session, buffer.data(), static_cast<int>(buffer.size())) > 0) {
      SSL_write(session, text.data(), static_cast<int>(text.size()));
    }
  }

  TlsContext context_;
  sys::Fd listener_;
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace brunt::fakes
