#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace brunt::load::gob {

/// The types every stream knows. Source: encoding/gob, section "Types and values".
enum BuiltIn : std::int64_t {
  boolean = 1,
  integer = 2,
  unsigned_integer = 3,
  floating = 4,
  bytes = 5,
  text = 6,
  complex = 7,
  interface = 8,
};

/// A type as a stream defines it.
struct Type {
  enum class Kind : std::uint8_t { array, slice, structure, map, opaque };
  struct Field {
    std::string name;
    std::int64_t type = 0;
  };
  Kind kind = Kind::opaque;
  std::string name;
  std::vector<Field> fields;          ///< of a structure
  std::int64_t key = 0, element = 0;  ///< of a map; element of an array or slice
};

/// Takes values off a gob message. Every read checks what is left.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }
  brunt::Result<std::uint64_t> number();
  brunt::Result<std::int64_t> signed_number();
  brunt::Result<std::string_view> text();  ///< length, then that many bytes
  brunt::Result<std::string_view> take(std::uint64_t size);

 private:
  std::string_view rest_;
};

using Types = std::map<std::int64_t, Type>;

/// Reads the definition of a type (a wireType value).
brunt::Result<Type> read_type(Reader& reader);

/// Skips a value of type `id`. `depth` bounds how deep types may nest.
brunt::Result<> skip(Reader& reader, const Types& types, std::int64_t id, int depth = 0);

void put_number(std::string& out, std::uint64_t value);
void put_signed(std::string& out, std::int64_t value);
void put_text(std::string& out, std::string_view value);

}  // namespace brunt::load::gob
