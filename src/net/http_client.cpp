// libcurl's multi interface, one handle pair per call in flight. Pairs go back to a pool, and with
// them the connections that curl keeps in the multi handle.
#include "net/http_client.h"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/text.h"
#include "net/url.h"
#include "sys/no_sigpipe.h"

namespace brunt::net {
namespace {

using Clock = Deadline::Clock;
constexpr const char* connecting = "timed out while connecting";
constexpr const char* reading_the_body = "timed out while reading the body";
constexpr const char* cut_body = "the connection was closed in the middle of the body";
constexpr const char* tls_failed = "tls: ";
constexpr std::string_view not_resolved = "the name '";

using OnChunk = std::function<bool(std::string_view)>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void add(List& list, const std::string& line) {
  if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
    (void)list.release();
    list.reset(longer);
  }
}

/// One transfer at a time, and the connections it leaves open.
struct Slot {
  CURLM* multi = curl_multi_init();
  CURL* easy = curl_easy_init();

  Slot() = default;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
};

/// What the callbacks of one exchange (no redirect) see and fill.
struct Exchange {
  CURL* easy = nullptr;
  Response response;
  const OnChunk* on_chunk = nullptr;
  std::size_t max_body_bytes = 0;
  std::size_t received = 0;
  bool follow = false;  ///< a redirect's own body is of no interest
  bool too_large = false;
  bool enough = false;  ///< on_chunk said so
  std::array<char, CURL_ERROR_SIZE> text{};
  Clock::time_point last_byte = Clock::now();
  curl_off_t seen = -1;
};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_byte = Clock::now();
  const std::string_view line = trim({data, size});
  if (line.starts_with("HTTP/")) {
    exchange.response.headers.clear();  // what came before was interim (100, proxy)
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    exchange.response.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_byte = Clock::now();
  long status = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  if (exchange.follow && is_redirect(exchange.response.status) &&
      header(exchange.response.headers, "Location")) {
    return size;
  }
  exchange.received += size;
  if (exchange.received > exchange.max_body_bytes) {
    exchange.too_large = true;
    return 0;
  }
  if (*exchange.on_chunk) {
    if ((*exchange.on_chunk)({data, size})) return size;
    exchange.enough = true;
    return 0;
  }
  exchange.response.body.append(data, size);
  return size;
}

/// Moving bytes, in either direction, keep the read timer quiet.
int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (down + up != exchange.seen) {
    exchange.seen = down + up;
    exchange.last_byte = Clock::now();
  }
  return 0;
}

std::optional<Error> check_headers(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    constexpr std::string_view forbidden("\r\n\0", 3);
    const bool bad_name = name.empty() || name.find_first_of(" :\t\r\n") != std::string::npos;
    if (bad_name || value.find_first_of(forbidden) != std::string::npos) {
      return Error{
          Errc::invalid_input,
          fmt::format("the header '{}' has a character that HTTP does not allow", printable(name)),
          {}};
    }
  }
  return std::nullopt;
}

bool matches(const Resolve& resolve, const UrlParts& url) {
  return resolve.port == url.port && lower(resolve.host) == url.host;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

void set_blob(CURL* easy, CURLoption option, const std::string& pem) {
  if (pem.empty()) return;
  curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY};
  curl_easy_setopt(easy, option, &blob);
}

void set_tls(CURL* easy, const Tls& tls) {
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, tls.verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, tls.verify ? 2L : 0L);
  if (!tls.ca_pem.empty()) {
    set_blob(easy, CURLOPT_CAINFO_BLOB, tls.ca_pem);
  } else if (!tls.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, tls.ca_file.c_str());
  }
  set_blob(easy, CURLOPT_SSLCERT_BLOB, tls.cert_pem);
  set_blob(easy, CURLOPT_SSLKEY_BLOB, tls.key_pem);
}

/// Everything curl is told about one exchange, and the lists it does not copy.
struct Setup {
  List headers, connect_to;
  std::string url;
};

void set_headers(CURL* easy, const Request& request, Setup& setup) {
  for (const auto& [name, value] : request.headers) {
    add(setup.headers, value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
  if (!header(request.headers, "Expect")) add(setup.headers, "Expect:");
  if (request.body && !header(request.headers, "Content-Type")) {
    add(setup.headers, "Content-Type:");  // or curl calls every body a form
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, setup.headers.get());
}

void set_method(CURL* easy, const Request& request) {
  if (request.body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->data());
  } else if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

/// Where to connect: --resolve entries, and the detour by which a TLS server name of its own is
/// had: the URL names that server, and the connection goes to the real one.
void set_route(CURL* easy, const Request& request, const UrlParts& parts,
               const std::vector<Resolve>& resolve, Setup& setup) {
  const auto hit = std::find_if(resolve.begin(), resolve.end(),
                                [&](const Resolve& r) { return matches(r, parts); });
  std::string address = hit == resolve.end() ? parts.host : hit->address;
  const int port = hit == resolve.end() ? parts.port : hit->address_port;
  const bool renamed = parts.scheme == "https" && !request.tls.server_name.empty();
  if (renamed) {
    const auto start = setup.url.find("://") + 3;
    const auto end = setup.url.find_first_of("/?#", start);
    setup.url.replace(start, end == std::string::npos ? end : end - start,
                      fmt::format("{}:{}", bracketed(request.tls.server_name), parts.port));
    if (!header(request.headers, "Host")) {
      add(setup.headers, fmt::format("Host: {}:{}", bracketed(parts.host), parts.port));
    }
  }
  if (renamed || hit != resolve.end()) {
    add(setup.connect_to, fmt::format("::{}:{}", bracketed(address), port));
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, setup.connect_to.get());
  }
  if (hit != resolve.end() || !request.use_proxy_environment || !request.proxy.empty()) {
    curl_easy_setopt(easy, CURLOPT_PROXY, hit != resolve.end() ? "" : request.proxy.c_str());
  }
}

void set_up(CURL* easy, const Request& request, const UrlParts& parts,
            const std::vector<Resolve>& resolve, Exchange& exchange, Setup& setup) {
  curl_easy_reset(easy);
  setup.url = request.url;
  set_route(easy, request, parts, resolve, setup);
  set_headers(easy, request, setup);
  set_method(easy, request);
  set_tls(easy, request.tls);
  curl_easy_setopt(easy, CURLOPT_URL, setup.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a slow name server must not delay a stop
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.text.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &exchange);
  const auto connect = request.connect_timeout.value_or(std::chrono::hours(24));
  curl_easy_setopt(
      easy, CURLOPT_CONNECTTIMEOUT_MS,
      std::max<long>(1, std::chrono::ceil<std::chrono::milliseconds>(connect).count()));
}

Error failure(CURLcode code, CURL* easy, const Exchange& exchange, const UrlParts& parts) {
  long os_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  const auto reason = [&] {
    return os_error != 0 ? lower(std::generic_category().message(static_cast<int>(os_error)))
                         : std::string(exchange.text.data());
  };
  const std::string text =
      exchange.text[0] != '\0' ? exchange.text.data() : curl_easy_strerror(code);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {
          Errc::unavailable, fmt::format("{}{}' cannot be resolved", not_resolved, parts.host), {}};
    case CURLE_COULDNT_CONNECT:
      return {Errc::unavailable, reason(), {}};
    case CURLE_OPERATION_TIMEDOUT:
      return {Errc::timed_out, connecting, {}};
    case CURLE_GOT_NOTHING:
      return {Errc::unavailable, "the connection was closed without a response", {}};
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return {Errc::unavailable, os_error == ECONNRESET ? "connection reset by peer" : text, {}};
    case CURLE_PARTIAL_FILE:
      return {Errc::unavailable, cut_body, {}};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {Errc::invalid_input, "not a URL: " + text, {}};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return {Errc::unavailable, tls_failed + text, {}};
    default:
      return {Errc::unavailable, text, {}};
  }
}

Error timed_out(const Limits& limits, const Exchange& exchange) {
  if (limits.deadline.passed()) return {Errc::timed_out, "timed out", {}};
  const bool answered = !exchange.response.headers.empty();
  return {Errc::timed_out, answered ? reading_the_body : "timed out while reading", {}};
}

/// Runs what is in `slot` to its end; nothing when it went well.
std::optional<Error> transfer(Slot& slot, const Request& request, Exchange& exchange,
                              const UrlParts& parts, const Limits& limits) {
  if (limits.stop.stop_requested()) return Error{Errc::stopped, "stopped", {}};
  const sys::NoSigpipe quiet;
  const std::stop_callback wake(limits.stop, [&] { curl_multi_wakeup(slot.multi); });
  curl_multi_add_handle(slot.multi, slot.easy);
  const struct Remove {
    Slot& slot;
    ~Remove() { curl_multi_remove_handle(slot.multi, slot.easy); }
  } remove{slot};
  for (;;) {
    int running = 0;
    curl_multi_perform(slot.multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(slot.multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      if (code == CURLE_OK || exchange.enough) return std::nullopt;
      if (exchange.too_large) {
        return Error{Errc::unavailable,
                     fmt::format("the body is larger than {} bytes", request.max_body_bytes),
                     {}};
      }
      return failure(code, slot.easy, exchange, parts);
    }
    if (limits.stop.stop_requested()) return Error{Errc::stopped, "stopped", {}};
    Deadline next = limits.deadline;
    curl_off_t started = 0;
    curl_easy_getinfo(slot.easy, CURLINFO_PRETRANSFER_TIME_T, &started);
    if (request.read_timeout && started > 0) {
      next = sooner(next, Deadline::at(exchange.last_byte + *request.read_timeout));
    }
    if (next.passed()) return timed_out(limits, exchange);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next.when() - Clock::now());
    curl_multi_poll(slot.multi, nullptr, 0,
                    static_cast<int>(std::clamp<std::int64_t>(wait.count(), 1, 1000)), nullptr);
  }
}

/// What a redirect makes of a request. Source: RFC 9110 section 15.4, as Python's requests has it.
void redirect(Request& request, std::string url, int status) {
  const auto before = url_parts(request.url);
  const auto after = url_parts(url);
  const bool to_get = (status == 303 && request.method != "HEAD") ||
                      (status == 302 && request.method != "HEAD") ||
                      (status == 301 && request.method == "POST");
  if (to_get) {
    request.method = "GET";
    request.body.reset();
    std::erase_if(request.headers, [](const auto& h) {
      const auto name = lower(h.first);
      return name == "content-type" || name == "content-length" || name == "transfer-encoding";
    });
  }
  const bool same = before && after && before->host == after->host &&
                    (before->port == after->port && before->scheme == after->scheme);
  if (!same) {
    std::erase_if(request.headers, [](const auto& h) {
      const auto name = lower(h.first);
      return name == "authorization" || name == "cookie" || name == "host";
    });
  }
  request.url = std::move(url);
}

}  // namespace

struct HttpClient::State {
  std::vector<Resolve> resolve;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Slot>> idle;  ///< guarded by mutex

  std::unique_ptr<Slot> take() const {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<Slot>();
    auto slot = std::move(idle.back());
    idle.pop_back();
    return slot;
  }
  void give_back(std::unique_ptr<Slot> slot) const {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(slot));
  }

  /// One exchange; `next` is where a redirect leads, or "".
  Result<Response> exchange(Slot& slot, const Request& request, const OnChunk& on_chunk,
                            bool follow, const Limits& limits, std::string& next) const {
    const auto parts = url_parts(request.url);
    if (!parts) return std::unexpected(Error{Errc::invalid_input, "not an http or https URL", {}});
    Exchange state;
    state.easy = slot.easy;
    state.on_chunk = &on_chunk;
    state.max_body_bytes = request.max_body_bytes;
    state.follow = follow;
    Setup setup;
    set_up(slot.easy, request, *parts, resolve, state, setup);
    if (auto error = transfer(slot, request, state, *parts, limits)) {
      return std::unexpected(*std::move(error));
    }
    long status = 0;
    curl_easy_getinfo(slot.easy, CURLINFO_RESPONSE_CODE, &status);
    state.response.status = static_cast<int>(status);
    char* location = nullptr;
    curl_easy_getinfo(slot.easy, CURLINFO_REDIRECT_URL, &location);
    if (location != nullptr && is_redirect(state.response.status)) next = location;
    return std::move(state.response);
  }

  Result<Response> run(Request request, const OnChunk& on_chunk, const Limits& limits) const {
    if (auto error = check_headers(request.headers)) return std::unexpected(*std::move(error));
    auto slot = take();
    const bool follow = request.max_redirects > 0;
    for (int hops = 0;; ++hops) {
      std::string next;
      const std::string place = fmt::format("{} {}", request.method, mask_url(request.url));
      auto response = exchange(*slot, request, on_chunk, follow, limits, next);
      if (!response) return std::unexpected(std::move(response).error().within(place));
      if (!follow || next.empty()) {
        give_back(std::move(slot));
        return response;
      }
      if (hops == request.max_redirects) {
        return std::unexpected(Error{Errc::unavailable,
                                     fmt::format("more than {} redirects", request.max_redirects),
                                     place});
      }
      redirect(request, std::move(next), response->status);
    }
  }
};

bool never_sent(const Error& error) {
  return error.what == connecting || error.what == "connection refused" ||
         error.what.starts_with(not_resolved) || error.what.starts_with(tls_failed) ||
         error.what == "no route to host" || error.what == "network is unreachable";
}

bool cut_while_reading(const Error& error) {
  return error.what == cut_body || error.what == reading_the_body;
}

HttpClient::HttpClient(std::vector<Resolve> resolve) : state_(std::make_unique<State>()) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)ready;
  state_->resolve = std::move(resolve);
}
HttpClient::~HttpClient() = default;

Result<Response> HttpClient::send(const Request& request, const Limits& limits) const {
  return state_->run(request, {}, limits);
}

Result<Response> HttpClient::stream(const Request& request,
                                    const std::function<bool(std::string_view)>& on_chunk,
                                    const Limits& limits) const {
  return state_->run(request, on_chunk, limits);
}

}  // namespace brunt::net
