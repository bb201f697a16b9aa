#include "load/response_parser.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "load/gunzip.h"

namespace brunt::load {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, {}, small, small);
}

/// Does the comma-separated list hold `word`?
bool lists(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (same_word(trim(list.substr(0, comma)), word)) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

std::string shown(std::string_view text) {
  return printable(as_utf8(text.substr(0, 60)));
}

/// Where the header block ends (after its empty line), or npos. Lines may end in a bare LF.
std::size_t header_end(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('\n', from); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] == '\n') return at + 2;
    if (at + 2 < text.size() && text[at + 1] == '\r' && text[at + 2] == '\n') return at + 3;
  }
  return std::string_view::npos;
}

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

constexpr std::size_t max_chunk_line = 4096;

}  // namespace

ResponseParser::ResponseParser() = default;
ResponseParser::~ResponseParser() = default;

void ResponseParser::begin(const Options& options) {
  options_ = options;
  state_ = State::header;
  failure_ = ParseFailure::none;
  reason_.clear();
  pending_.clear();
  trailer_bytes_ = 0;
  started_ = false;
  body_bytes_ = 0;
  body_.clear();
  forget_response();
}

void ResponseParser::forget_response() {
  status_ = 0;
  status_text_.clear();
  location_.clear();
  keep_alive_ = false;
  chunked_ = false;
  has_length_ = false;
  gzipped_ = false;
  length_ = 0;
  headers_.clear();
}

void ResponseParser::fail(ParseFailure failure, std::string reason) {
  failure_ = failure;
  reason_ = std::move(reason);
  keep_alive_ = false;
}

std::size_t ResponseParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  if (!bytes.empty()) started_ = true;
  while (used < bytes.size() && !done() && !failed()) {
    const std::string_view rest = bytes.substr(used);
    used += state_ == State::header ? feed_header(rest) : feed_body(rest);
  }
  return used;
}

void ResponseParser::end() {
  keep_alive_ = false;
  if (done() || failed()) return;
  if (state_ == State::body_close) {
    state_ = State::done;
  } else if (!started_) {
    fail(ParseFailure::cut_before, "closed before a response");
  } else {
    const bool header = state_ == State::header;
    fail(header ? ParseFailure::cut_header : ParseFailure::cut_body,
         header ? "closed within the header" : "closed within the body");
  }
}

std::size_t ResponseParser::feed_header(std::string_view bytes) {
  // The usual case: the whole header in one read, nothing copied.
  if (pending_.empty()) {
    if (const auto end = header_end(bytes, 0); end != std::string_view::npos) {
      if (end > options_.max_header) {
        fail(ParseFailure::header_too_large, "header too large");
        return end;
      }
      read_header(bytes.substr(0, end));
      return end;
    }
  }
  const std::size_t before = pending_.size();
  const std::size_t room = options_.max_header - before;
  pending_ += bytes.substr(0, std::min(bytes.size(), room));
  const auto end = header_end(pending_, before < 2 ? 0 : before - 2);
  if (end != std::string::npos) {
    const std::string block = pending_.substr(0, end);
    pending_.clear();
    read_header(block);
    return end - before;
  }
  // What can never become a status line is refused at once, not after 64 KiB.
  const std::string_view begin = std::string_view(pending_).substr(0, 5);
  if (begin != std::string_view("HTTP/").substr(0, begin.size())) {
    fail(ParseFailure::malformed, fmt::format("malformed HTTP response \"{}\"", shown(pending_)));
  } else if (bytes.size() >= room) {
    fail(ParseFailure::header_too_large, "header too large");
  }
  return std::min(bytes.size(), room);
}

void ResponseParser::read_header(std::string_view block) {
  forget_response();
  bool first = true;
  while (!block.empty()) {
    const auto end = block.find('\n');
    const std::string_view line = without_cr(block.substr(0, end));
    block.remove_prefix(end + 1);
    if (line.empty()) break;
    if (!(first ? read_status_line(line) : read_field(line))) return;
    first = false;
  }
  if (first) return fail(ParseFailure::malformed, "malformed HTTP response \"\"");
  const bool interim = status_ < 200 && status_ != 101;
  if (!interim) choose_body();
}

bool ResponseParser::read_status_line(std::string_view line) {
  const bool shaped = line.size() >= 12 && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                      line[8] == ' ' && is_digit(line[9]) && is_digit(line[10]) &&
                      is_digit(line[11]) && (line.size() == 12 || line[12] == ' ');
  if (!shaped || line[9] == '0') {
    fail(ParseFailure::malformed, fmt::format("malformed HTTP response \"{}\"", shown(line)));
    return false;
  }
  status_ = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (status_ >= 400 || status_ < 200) status_text_ = printable(as_utf8(line.substr(9)));
  keep_alive_ = line[7] != '0';
  return true;
}

bool ResponseParser::read_field(std::string_view line) {
  const auto colon = line.find(':');
  const bool folded = line[0] == ' ' || line[0] == '\t';
  if (folded) return true;  // an obsolete continuation never changes what is needed here
  if (colon == std::string_view::npos || colon == 0) {
    fail(ParseFailure::malformed, fmt::format("malformed header line \"{}\"", shown(line)));
    return false;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (options_.keep_headers) headers_.emplace_back(name, value);
  return read_known_field(name, value);
}

bool ResponseParser::read_known_field(std::string_view name, std::string_view value) {
  // Told apart by length first: most headers cost one comparison of integers.
  switch (name.size()) {
    case 8:
      if (same_word(name, "location")) location_ = value;
      return true;
    case 10:
      if (same_word(name, "connection")) {
        if (lists(value, "close")) keep_alive_ = false;
        if (lists(value, "keep-alive")) keep_alive_ = true;
      }
      return true;
    case 14:
      return !same_word(name, "content-length") || read_content_length(value);
    case 16:
      if (!options_.gunzip || !same_word(name, "content-encoding") || !same_word(value, "gzip")) {
        return true;
      }
      gzipped_ = true;
      if (!gunzip_) gunzip_ = std::make_unique<Gunzip>();
      gunzip_->begin();
      return true;
    case 17:
      if (!same_word(name, "transfer-encoding")) return true;
      if (same_word(value, "chunked")) {
        chunked_ = true;
      } else if (!same_word(value, "identity")) {
        fail(ParseFailure::malformed,
             fmt::format("unsupported transfer encoding \"{}\"", shown(value)));
        return false;
      }
      return true;
    default:
      return true;
  }
}

bool ResponseParser::read_content_length(std::string_view value) {
  std::uint64_t length = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), length);
  const bool number = failed == std::errc() && end == value.data() + value.size();
  if (!number || (has_length_ && length != length_)) {
    fail(ParseFailure::malformed, fmt::format("bad Content-Length \"{}\"", shown(value)));
    return false;
  }
  has_length_ = true;
  length_ = length;
  return true;
}

void ResponseParser::choose_body() {
  if (options_.head || status_ == 204 || status_ == 304 || status_ == 101) {
    if (status_ == 101) keep_alive_ = false;
    state_ = State::done;
  } else if (chunked_) {
    state_ = State::chunk_size;
  } else if (has_length_) {
    if (length_ > options_.max_body) return fail(ParseFailure::body_too_large, "body too large");
    state_ = length_ == 0 ? State::done : State::body_length;
  } else {
    keep_alive_ = false;
    state_ = State::body_close;
  }
}

std::size_t ResponseParser::feed_body(std::string_view bytes) {
  switch (state_) {
    case State::body_close:
      return count(bytes) ? bytes.size() : 0;
    case State::body_length:
    case State::chunk_data: {
      const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), length_));
      if (!count(bytes.substr(0, take))) return take;
      length_ -= take;
      if (length_ == 0) state_ = state_ == State::body_length ? State::done : State::chunk_end;
      return take;
    }
    default:
      return feed_line(bytes);
  }
}

bool ResponseParser::count(std::string_view bytes) {
  if (!gzipped_) return count_plain(bytes);
  if (gunzip_->feed(bytes, [this](std::string_view plain) { return count_plain(plain); })) {
    return true;
  }
  if (!failed()) fail(ParseFailure::malformed, "gzip: invalid data");
  return false;
}

bool ResponseParser::count_plain(std::string_view bytes) {
  body_bytes_ += bytes.size();
  if (body_bytes_ > options_.max_body) {
    fail(ParseFailure::body_too_large, "body too large");
    return false;
  }
  if (body_.size() < options_.keep_body) {
    body_ += bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(
                                 options_.keep_body - body_.size(), bytes.size())));
  }
  return true;
}

std::size_t ResponseParser::feed_line(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const std::size_t take = end == std::string_view::npos ? bytes.size() : end + 1;
  pending_ += bytes.substr(0, std::min(take, max_chunk_line + 1));
  trailer_bytes_ += state_ == State::trailer ? take : 0;
  if (pending_.size() > max_chunk_line || trailer_bytes_ > options_.max_header) {
    fail(ParseFailure::malformed, "chunk line too long");
    return take;
  }
  if (end == std::string_view::npos) return take;
  pending_.pop_back();
  if (pending_.ends_with('\r')) pending_.pop_back();
  if (state_ == State::chunk_size) {
    read_chunk_size();
  } else if (state_ == State::chunk_end) {
    if (!pending_.empty()) fail(ParseFailure::malformed, "malformed chunk: no line end after data");
    state_ = State::chunk_size;
  } else if (pending_.empty()) {
    state_ = State::done;
  }
  pending_.clear();
  return take;
}

void ResponseParser::read_chunk_size() {
  const std::string_view size = trim(std::string_view(pending_).substr(0, pending_.find(';')));
  length_ = 0;
  const auto [end, failed] = std::from_chars(size.data(), size.data() + size.size(), length_, 16);
  if (failed != std::errc() || size.empty() || end != size.data() + size.size()) {
    return fail(ParseFailure::malformed, fmt::format("malformed chunk size \"{}\"", shown(size)));
  }
  state_ = length_ == 0 ? State::trailer : State::chunk_data;
}

}  // namespace brunt::load
