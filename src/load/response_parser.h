#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_types.h"

namespace brunt::load {

/// Why a response could not be read.
enum class ParseFailure : std::uint8_t {
  none,
  malformed,         ///< no HTTP/1.x response
  header_too_large,  ///< over max_header
  body_too_large,    ///< over max_body
  cut_before,        ///< the peer closed before the first byte
  cut_header,        ///< the peer closed within the header
  cut_body,          ///< the peer closed within the body
};

class Gunzip;

/// Reads one HTTP/1.x response from the bytes as they come: status line, headers, body by length,
/// by chunks or up to the end of the connection. Interim responses (1xx but 101) are skipped. The
/// body is counted, and kept only as far as asked. Never reads past the response, never throws.
/// Source: RFC 9112.
class ResponseParser {
 public:
  struct Options {
    bool head = false;  ///< answers a HEAD request: no body follows
    std::size_t max_header = std::size_t{64} << 10U;
    std::uint64_t max_body = std::uint64_t{1} << 30U;
    std::uint64_t keep_body = 0;  ///< body bytes to keep
    bool keep_headers = false;    ///< keep all headers, not just the ones needed
    bool gunzip = false;          ///< count and keep a gzip body as it was before
  };

  ResponseParser();
  ~ResponseParser();
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  /// Ready for a new response.
  void begin(const Options& options);

  /// Takes bytes; returns how many belong to this response. Less than given only when done() or
  /// failed().
  std::size_t feed(std::string_view bytes);

  /// The peer closed the connection.
  void end();

  bool done() const { return state_ == State::done; }
  bool failed() const { return failure_ != ParseFailure::none; }
  ParseFailure failure() const { return failure_; }
  const std::string& reason() const { return reason_; }  ///< what was malformed

  bool started() const { return started_; }  ///< at least one byte came
  bool in_body() const { return state_ > State::header && state_ != State::done; }
  int status() const { return status_; }
  const std::string& status_text() const { return status_text_; }  ///< "503 Service Unavailable"
  const std::string& location() const { return location_; }
  bool keep_alive() const { return keep_alive_; }  ///< the peer will take another request
  std::uint64_t body_bytes() const { return body_bytes_; }
  std::string& body() { return body_; }
  net::Headers& headers() { return headers_; }

 private:
  enum class State : std::uint8_t {
    header,
    body_length,
    body_close,
    chunk_size,
    chunk_data,
    chunk_end,
    trailer,
    done
  };

  void fail(ParseFailure failure, std::string reason);
  std::size_t feed_header(std::string_view bytes);
  void read_header(std::string_view block);
  bool read_status_line(std::string_view line);
  bool read_field(std::string_view line);
  bool read_known_field(std::string_view name, std::string_view value);
  bool read_content_length(std::string_view value);
  void choose_body();
  std::size_t feed_body(std::string_view bytes);
  std::size_t feed_line(std::string_view bytes);
  void read_chunk_size();
  bool count(std::string_view bytes);
  bool count_plain(std::string_view bytes);
  void forget_response();

  Options options_;
  State state_ = State::header;
  ParseFailure failure_ = ParseFailure::none;
  std::string reason_;
  std::string pending_;  ///< of a header or line that came in pieces
  std::size_t trailer_bytes_ = 0;
  bool started_ = false;
  int status_ = 0;
  std::string status_text_;
  std::string location_;
  bool keep_alive_ = false;
  bool chunked_ = false;
  bool has_length_ = false;
  std::uint64_t length_ = 0;  ///< of the body by length, or of the chunk: what is left
  std::uint64_t body_bytes_ = 0;
  bool gzipped_ = false;
  std::unique_ptr<Gunzip> gunzip_;  ///< made for the first body that needs it
  std::string body_;
  net::Headers headers_;
};

}  // namespace brunt::load
