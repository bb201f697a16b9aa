#include "load/request_block.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "net/http_types.h"

namespace brunt::load {
namespace {

bool carries_body(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_safe(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

/// Headers that say where a message begins and ends: ours alone to write.
bool is_framing(const std::string& name) {
  const std::string word = lower(name);
  return word == "host" || word == "content-length" || word == "transfer-encoding" ||
         word == "connection";
}

brunt::Result<> check_headers(const net::Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (!is_header_name(name) || value.find_first_of("\r\n") != std::string::npos) {
      return std::unexpected(Error{
          Errc::invalid_input, fmt::format("invalid header '{}'", printable(as_utf8(name))), {}});
    }
  }
  return {};
}

}  // namespace

brunt::Result<RequestBlock> make_request(const Target& target, const RequestStyle& style) {
  BRUNT_TRY(check_headers(target.headers));
  RequestBlock block;
  block.target = target;
  block.url = BRUNT_TRY(parse_url(target.url), target.url);
  block.head = target.method == "HEAD";
  block.replayable = is_safe(target.method) ||
                     net::header(target.headers, "Idempotency-Key").has_value() ||
                     net::header(target.headers, "X-Idempotency-Key").has_value();
  std::string& out = block.bytes;
  out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", target.method, block.url.target,
                    net::header(target.headers, "Host").value_or(block.url.authority));
  if (!net::header(target.headers, "User-Agent")) out += "User-Agent: brunt\r\n";
  if (!block.url.user_info.empty() && !net::header(target.headers, "Authorization")) {
    const std::string user = net::percent_decode(block.url.user_info, false);
    out += fmt::format("Authorization: Basic {}\r\n", base64(user));
  }
  for (const auto& [name, value] : target.headers) {
    if (!is_framing(name)) out += fmt::format("{}: {}\r\n", name, value);
  }
  if (!style.attack.empty()) out += fmt::format("X-Vegeta-Attack: {}\r\n", style.attack);
  if (style.seq) {
    out += "X-Vegeta-Seq: ";
    block.seq_at = out.size();
    out += "\r\n";
  }
  // Source: Go's net/http, (*persistConn).roundTrip.
  block.gunzip = style.gzip && !block.head && !net::header(target.headers, "Accept-Encoding") &&
                 !net::header(target.headers, "Range");
  if (block.gunzip) out += "Accept-Encoding: gzip\r\n";
  if (!style.keepalive) out += "Connection: close\r\n";
  const bool chunked = style.chunked && !target.body.empty();
  if (chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (!target.body.empty() || carries_body(target.method)) {
    out += fmt::format("Content-Length: {}\r\n", target.body.size());
  }
  out += "\r\n";
  out += chunked ? fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", target.body.size(), target.body)
                 : target.body;
  return block;
}

Target redirected(const Target& target, int status, const Url& from, const std::string& url) {
  Target next = target;
  next.url = url;
  const auto drop = [&](std::string_view name) {
    std::erase_if(next.headers, [&](const auto& header) { return lower(header.first) == name; });
  };
  if (status != 307 && status != 308) {
    if (next.method != "HEAD") next.method = "GET";
    next.body.clear();
    drop("content-type");
  }
  const auto to = parse_url(url);
  if (!to || to->host != from.host) {
    for (const char* secret : {"authorization", "cookie", "www-authenticate", "host"})
      drop(secret);
  }
  return next;
}

}  // namespace brunt::load
