#include "load/record_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "load/record_format.h"

namespace brunt::load {

using record::BlockHeader;
using record::BlockKind;
using record::InFlight;
using record::Record;
using record::TextKind;
using std::chrono::microseconds;
using std::chrono::nanoseconds;

namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

template <class T>
T copied(std::string_view bytes, std::size_t at = 0) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// Due time of a hit on the list of those out whose record is there after all.
constexpr std::int64_t ended = std::numeric_limits<std::int64_t>::min();

struct Text {
  std::uint64_t extra = 0;
  std::string_view text;
};

class RecordDecoder final : public Decoder {
 public:
  explicit RecordDecoder(std::string_view bytes) : bytes_(bytes) {}

  brunt::Result<> load() {
    header_ = copied<record::FileHeader>(bytes_);
    if (header_.version != record::version || header_.record_size != sizeof(Record) ||
        header_.block_size != record::block_size) {
      return bad(
          fmt::format("record file of version {}, expected {}", header_.version, record::version));
    }
    name_.assign(header_.name.data(),
                 std::min<std::size_t>(header_.name_size, header_.name.size()));
    for (std::size_t at = record::header_size; at + sizeof(BlockHeader) <= bytes_.size();
         at += record::block_size) {
      BRUNT_TRY(load_block(at));
    }
    std::ranges::sort(out_, {}, &InFlight::seq_plus_1);
    return {};
  }

  brunt::Result<bool> next(Result& into) override {
    for (; block_ < records_.size(); ++block_, at_ = 0) {
      const std::string_view block = records_[block_];
      if (at_ + sizeof(Record) > block.size()) continue;
      const auto record = copied<Record>(block, at_);
      at_ += sizeof(Record);
      // A record is written before its hit is taken off the list of those out.
      const auto out = std::ranges::lower_bound(out_, record.seq + 1, {}, &InFlight::seq_plus_1);
      if (out != out_.end() && out->seq_plus_1 == record.seq + 1) out->due_ns = ended;
      set_result(into, record);
      return true;
    }
    while (next_out_ < out_.size()) {
      const InFlight& hit = out_[next_out_++];
      if (hit.due_ns == ended) continue;
      set_aborted(into, hit);
      return true;
    }
    return false;
  }

 private:
  brunt::Result<> load_block(std::size_t at) {
    const auto header = copied<BlockHeader>(bytes_, at);
    if (header.magic == 0) return {};  // made, but never begun
    const std::size_t there =
        std::min(record::payload_size, bytes_.size() - at - sizeof(BlockHeader));
    const std::string_view payload =
        bytes_.substr(at + sizeof(BlockHeader), std::min<std::size_t>(header.used, there));
    const bool damaged = header.magic != record::block_magic ||
                         header.used > record::payload_size ||
                         (header.sealed != 0 &&
                          (payload.size() < header.used || record::crc32(payload) != header.crc));
    if (damaged) return bad(fmt::format("damaged block at byte {}", at));
    switch (header.kind) {
      case BlockKind::records:
        records_.push_back(payload);
        return {};
      case BlockKind::texts:
        return load_texts(payload, at, header.sealed != 0);
      case BlockKind::in_flight:
        for (std::size_t i = 0; i + sizeof(InFlight) <= payload.size(); i += sizeof(InFlight)) {
          const auto hit = copied<InFlight>(payload, i);
          if (hit.seq_plus_1 != 0) out_.push_back(hit);
        }
        return {};
    }
    return bad(fmt::format("unknown kind of block at byte {}", at));
  }

  /// A file that was cut may end within a text; a sealed block never does.
  brunt::Result<> load_texts(std::string_view payload, std::size_t at, bool sealed) {
    while (payload.size() >= sizeof(record::TextHeader)) {
      const auto header = copied<record::TextHeader>(payload);
      const std::size_t whole = (sizeof header + header.size + 7) / 8 * 8;
      const auto kind = static_cast<std::size_t>(header.kind);
      if (whole > payload.size() && !sealed) return {};
      if (whole > payload.size() || kind >= texts_.size()) {
        return bad(fmt::format("damaged text in the block at byte {}", at));
      }
      std::vector<Text>& texts = texts_[kind];
      if (header.number >= texts.size()) texts.resize(header.number + std::size_t{1});
      texts[header.number] = {header.extra, payload.substr(sizeof header, header.size)};
      payload.remove_prefix(whole);
    }
    return {};
  }

  Text text(TextKind kind, std::uint16_t number) const {
    const std::vector<Text>& texts = texts_[static_cast<std::size_t>(kind)];
    return number < texts.size() ? texts[number] : Text{};
  }

  void set_target(Result& result, std::uint16_t number) const {
    const std::string_view target = text(TextKind::target, number).text;
    const auto blank = target.find(' ');
    result.method = target.substr(0, blank);
    if (blank != std::string_view::npos) result.url = target.substr(blank + 1);
  }

  WallTime at(std::int64_t due_ns) const {
    return WallTime(nanoseconds(header_.wall_epoch_ns + due_ns));
  }

  void set_result(Result& result, const Record& record) const {
    reset(result);
    result.attack = name_;
    result.seq = record.seq;
    result.code = record.status;
    result.timestamp = at(record.due_ns);
    const bool in_us = (record.flags & record::lateness_us) != 0;
    result.lateness =
        in_us ? nanoseconds(microseconds(record.lateness)) : nanoseconds(record.lateness);
    result.latency = result.lateness + microseconds(record.done_us);
    result.bytes_out = text(TextKind::target, record.target).extra;
    result.bytes_in = record.bytes_in;
    const Text error = text(TextKind::error, record.error);
    result.error = error.text;
    result.error_class = record.error_class;
    set_target(result, record.target);
    if (record.first_byte_us != record::none_us) {
      result.trace.first_byte = microseconds(record.first_byte_us);
    }
    result.trace.connect = microseconds(record.connect_us);
    result.trace.detail = static_cast<ErrorDetail>(error.extra);
    result.trace.reused = (record.flags & record::reused) != 0;
    result.trace.retried = (record.flags & record::retried) != 0;
    result.trace.tls_resumed = (record.flags & record::tls_resumed) != 0;
    result.trace.h2 = (record.flags & record::h2) != 0;
    result.trace.late = (record.flags & record::late) != 0;
    result.trace.peer_closed = (record.flags & record::peer_closed) != 0;
    result.trace.peer = text(TextKind::peer, record.peer).text;
    result.trace.connection = record.connection;
  }

  void set_aborted(Result& result, const InFlight& hit) const {
    reset(result);
    result.attack = name_;
    result.seq = hit.seq_plus_1 - 1;
    result.timestamp = at(hit.due_ns);
    result.error = "in flight when the recording ended";
    result.error_class = ErrorClass::aborted;
    set_target(result, hit.target);
  }

  std::string_view bytes_;
  record::FileHeader header_{};
  std::string name_;
  std::vector<std::string_view> records_;
  std::array<std::vector<Text>, 4> texts_;
  std::vector<InFlight> out_;
  std::size_t block_ = 0, at_ = 0;  ///< the next record
  std::size_t next_out_ = 0;
};

}  // namespace

bool looks_like_records(std::string_view bytes) {
  return bytes.size() >= record::header_size &&
         bytes.starts_with(std::string_view(record::magic.data(), record::magic.size()));
}

bool may_become_records(std::string_view bytes) {
  const std::string_view magic(record::magic.data(), record::magic.size());
  return bytes.size() < record::header_size &&
         bytes.substr(0, magic.size()) == magic.substr(0, bytes.size());
}

brunt::Result<std::unique_ptr<Decoder>> record_decoder(ByteSource& source) {
  while (BRUNT_TRY(source.more())) {
  }
  if (!looks_like_records(source.window())) return bad("no record file");
  auto decoder = std::make_unique<RecordDecoder>(source.window());
  BRUNT_TRY(decoder->load());
  return decoder;
}

}  // namespace brunt::load
