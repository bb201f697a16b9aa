#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "load/result.h"

namespace brunt::load::record {

// The record file, little endian:
//
//   header (4096 bytes) | block (16384 bytes) | block | ...
//
// Each block begins with 64 bytes of its own and holds one kind of thing: records, texts that
// records name by number, or the hits that are out. A block is written through a shared mapping and
// is valid up to `used`, which is stored last: whatever kills the writer, what was recorded is
// there. A file that was closed is sealed: each block has a checksum.

constexpr std::array<char, 8> magic = {'B', 'R', 'U', 'N', 'T', 'L', 'D', '1'};
constexpr std::uint32_t version = 1;
constexpr std::size_t header_size = 4096;
constexpr std::size_t block_size = 16384;
constexpr std::size_t payload_size = block_size - 64;

struct FileHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t record_size;
  std::uint32_t block_size;
  std::uint32_t sealed;             ///< 1 once the file was closed
  std::int64_t wall_epoch_ns;       ///< what `due_ns` counts from, on the wall clock
  std::int64_t monotonic_epoch_ns;  ///< the same instant on the steady clock
  std::uint32_t name_size;
  std::array<char, 1024> name;  ///< of the attack
};

enum class BlockKind : std::uint32_t { records = 1, texts = 2, in_flight = 3 };

struct BlockHeader {
  std::uint32_t magic;  ///< block_magic
  BlockKind kind;
  std::uint32_t used;    ///< bytes of the payload, stored with release order
  std::uint32_t sealed;  ///< 1 once `crc` is valid
  std::uint32_t crc;     ///< CRC-32 of the used payload
  std::array<std::uint32_t, 11> spare;
};
constexpr std::uint32_t block_magic = 0x314b4c42;  // "BLK1"

/// One request. Source: load reference, section 5.5.
struct Record {
  std::int64_t due_ns;  ///< since the epoch of the file
  std::uint64_t seq;
  std::uint32_t lateness;       ///< sent - due in ns; in us with Flag::lateness_us
  std::uint32_t first_byte_us;  ///< from sent; none_us = none
  std::uint32_t done_us;        ///< from sent
  std::uint32_t connect_us;     ///< 0 = reused
  std::uint32_t bytes_in;
  std::uint16_t target;  ///< text number
  std::uint16_t status;
  std::uint16_t error;  ///< text number; 0 = none
  ErrorClass error_class;
  std::uint8_t flags;
  std::uint16_t peer;  ///< text number; 0 = none
  std::uint16_t connection;
};

enum Flag : std::uint8_t {
  reused = 1,
  tls_resumed = 2,
  h2 = 4,
  retried = 8,
  late = 16,
  truncated = 32,
  peer_closed = 64,
  lateness_us = 128,
};

constexpr std::uint32_t none_us = 0xffffffff;

/// A hit that is out.
struct InFlight {
  std::uint64_t seq_plus_1;  ///< 0 = free
  std::int64_t due_ns;
  std::uint16_t target;
  std::array<std::uint16_t, 7> spare;
};

enum class TextKind : std::uint16_t { target = 1, error = 2, peer = 3 };

/// Stands before each text; the next one begins at a multiple of 8. Numbers count from 1 within a
/// kind. `extra` is the body size of a target, the ErrorDetail of an error.
struct TextHeader {
  TextKind kind;
  std::uint16_t number;
  std::uint32_t size;
  std::uint64_t extra;
};

static_assert(sizeof(Record) == 48 && sizeof(InFlight) == 32 && sizeof(BlockHeader) == 64);
static_assert(sizeof(TextHeader) == 16 && sizeof(FileHeader) <= header_size);
static_assert(std::endian::native == std::endian::little, "records are written as they lie");

std::uint32_t crc32(std::string_view bytes);

}  // namespace brunt::load::record
