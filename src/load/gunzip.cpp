#include "load/gunzip.h"

#include <array>

#include <zlib.h>

namespace brunt::load {

struct Gunzip::State {
  z_stream stream{};
};

Gunzip::Gunzip() : state_(std::make_unique<State>()) {
  constexpr int gzip_window = 16 + MAX_WBITS;
  failed_ = ::inflateInit2(&state_->stream, gzip_window) != Z_OK;
}

Gunzip::~Gunzip() {
  ::inflateEnd(&state_->stream);
}

void Gunzip::begin() {
  failed_ = ::inflateReset(&state_->stream) != Z_OK;
  ended_ = false;
}

bool Gunzip::feed(std::string_view bytes, const std::function<bool(std::string_view)>& take) {
  z_stream& stream = state_->stream;
  std::array<char, 16384> out;
  // zlib's interface is not const; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  while (stream.avail_in > 0 && !failed_) {
    if (ended_) {  // another member follows; RFC 1952 section 2.2
      if (::inflateReset(&stream) != Z_OK) failed_ = true;
      ended_ = false;
    }
    do {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      const int status = ::inflate(&stream, Z_NO_FLUSH);
      ended_ = status == Z_STREAM_END;
      failed_ = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
      if (failed_) return false;
      if (!take({out.data(), out.size() - stream.avail_out})) return false;
    } while (!ended_ && stream.avail_out == 0);
  }
  return !failed_;
}

}  // namespace brunt::load
