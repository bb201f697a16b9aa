#include "report/attachment.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "base/text.h"
#include "report/numbers.h"

namespace brunt::report {

namespace {

constexpr std::size_t plain_up_to = 64UL * 1024;

std::string size_of(std::size_t bytes) {
  return bytes < 10240 ? thousands(bytes) + " B" : thousands(bytes / 1024) + " KB";
}

}  // namespace

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    return "";
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  // zlib reads through a pointer it does not write to.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(done == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

Attachment attachment(std::string_view name, std::string_view media_type,
                      const std::string& bytes) {
  if (bytes.size() > plain_up_to) {
    const std::string packed = gzip(bytes);
    if (!packed.empty()) {
      return {fmt::format("{}.gz", name), "data:application/gzip;base64," + base64(packed),
              size_of(packed.size()) + ", compressed"};
    }
  }
  return {std::string(name),
          fmt::format("data:{};charset=utf-8;base64,{}", media_type, base64(bytes)),
          size_of(bytes.size())};
}

std::string digest_base64(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    return "";
  return base64({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace brunt::report
