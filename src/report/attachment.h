#pragma once

#include <string>
#include <string_view>

namespace brunt::report {

/// A file inside the page, as the address of a download link.
struct Attachment {
  std::string name;     ///< with ".gz" when compressed
  std::string address;  ///< data:...;base64,...
  std::string note;     ///< "12 KB, compressed"
};

/// `bytes` as a data address; compressed (gzip, without time or name, so the bytes repeat) when
/// that saves enough to matter.
Attachment attachment(std::string_view name, std::string_view media_type, const std::string& bytes);

/// SHA-256 of `bytes` in base64, as a content security policy wants it.
std::string digest_base64(std::string_view bytes);

/// gzip of `bytes`, RFC 1952, best compression.
std::string gzip(const std::string& bytes);

}  // namespace brunt::report
