#include "load/record_writer.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

namespace brunt::load {

using record::BlockHeader;
using record::BlockKind;
using record::InFlight;
using record::Record;
using record::TextKind;
using std::chrono::nanoseconds;

namespace {

std::uint32_t micros(nanoseconds value) {
  const std::int64_t us = std::max<std::int64_t>(value.count(), 0) / 1000;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(us, record::none_us - 1));
}

std::uint8_t flags_of(const Result& result) {
  unsigned flags = 0;
  if (result.trace.reused) flags |= record::reused;
  if (result.trace.retried) flags |= record::retried;
  if (result.trace.tls_resumed) flags |= record::tls_resumed;
  if (result.trace.h2) flags |= record::h2;
  if (result.trace.late) flags |= record::late;
  if (result.trace.peer_closed) flags |= record::peer_closed;
  return static_cast<std::uint8_t>(flags);
}

}  // namespace

std::uint32_t record::crc32(std::string_view bytes) {
  const auto* at = reinterpret_cast<const Bytef*>(bytes.data());
  return static_cast<std::uint32_t>(::crc32_z(0, at, bytes.size()));
}

std::size_t RecordWriter::SameText::operator()(const Text& text) const {
  return std::hash<std::string_view>()(text.text) ^ (text.extra * 0x9e3779b97f4a7c15U) ^
         static_cast<std::size_t>(text.kind);
}

bool RecordWriter::SameText::operator()(const Text& a, const Text& b) const {
  return a.kind == b.kind && a.extra == b.extra && a.text == b.text;
}

void RecordWriter::Block::begin(char* at, BlockKind kind) {
  at_ = at;
  BlockHeader begin{};
  begin.magic = record::block_magic;
  begin.kind = kind;
  std::memcpy(at_, &begin, sizeof begin);
}

bool RecordWriter::Block::fits(std::size_t size) const {
  return at_ != nullptr && header().used + size <= record::payload_size;
}

std::size_t RecordWriter::Block::append(const void* bytes, std::size_t size) {
  const std::uint32_t used = header().used;
  std::memcpy(payload() + used, bytes, size);
  std::atomic_ref<std::uint32_t>(header().used)
      .store(used + static_cast<std::uint32_t>(size), std::memory_order_release);
  return used;
}

void RecordWriter::Block::seal() {
  if (at_ == nullptr) return;
  header().crc = record::crc32({payload(), header().used});
  std::atomic_ref<std::uint32_t>(header().sealed).store(1, std::memory_order_release);
}

void RecordWriter::Block::drop() {
  if (at_ != nullptr) ::munmap(at_, record::block_size);
  at_ = nullptr;
}

RecordWriter::RecordWriter(sys::Fd fd, std::filesystem::path path)
    : fd_(std::move(fd)), path_(std::move(path)) {}

RecordWriter::~RecordWriter() {
  if (header_ != nullptr) ::munmap(header_, record::header_size);
}

brunt::Result<std::unique_ptr<RecordWriter>> RecordWriter::create(
    const std::filesystem::path& path) {
  sys::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!fd) {
    return std::unexpected(Error{
        Errc::unavailable,
        fmt::format("cannot write '{}': {}", path.string(), std::generic_category().message(errno)),
        {}});
  }
  std::unique_ptr<RecordWriter> writer(new RecordWriter(std::move(fd), path));
  BRUNT_TRY(writer->begin(), path.string());
  return writer;
}

brunt::Result<> RecordWriter::begin() {
  if (const int error = ::posix_fallocate(fd_.get(), 0, record::header_size); error != 0) {
    return std::unexpected(Error{Errc::unavailable, std::generic_category().message(error), {}});
  }
  void* at = ::mmap(nullptr, record::header_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
  if (at == MAP_FAILED) {
    return std::unexpected(Error{Errc::unavailable, std::generic_category().message(errno), {}});
  }
  header_ = new (at) record::FileHeader{};
  header_->version = record::version;
  header_->record_size = sizeof(Record);
  header_->block_size = record::block_size;
  header_->wall_epoch_ns = wall_now().time_since_epoch().count();
  header_->monotonic_epoch_ns =
      std::chrono::steady_clock::now().time_since_epoch() / nanoseconds(1);
  header_->magic = record::magic;  // last: before it, this is no record file
  space_ = std::make_unique<RecordSpace>(fd_.get(), record::header_size);
  return {};
}

brunt::Result<> RecordWriter::add_block(Block& block, BlockKind kind) {
  auto at = space_->next();
  if (!at) {
    return std::unexpected(
        Error{at.error().code,
              fmt::format("cannot write '{}': {}", path_.string(), at.error().what),
              {}});
  }
  block.seal();
  block.drop();
  block.begin(*at, kind);
  return {};
}

brunt::Result<> RecordWriter::append(Block& block, BlockKind kind, const void* bytes,
                                     std::size_t size) {
  if (!block.fits(size)) BRUNT_TRY(add_block(block, kind));
  block.append(bytes, size);
  return {};
}

/// The number of the text `text` or, with `more`, of both with a blank between them.
brunt::Result<std::uint16_t> RecordWriter::number_of(TextKind kind, std::uint64_t extra,
                                                     std::string_view text, std::string_view more) {
  constexpr std::size_t longest = 8192;
  wanted_.kind = kind;
  wanted_.extra = extra;
  wanted_.text.assign(text.substr(0, longest));
  if (!more.empty()) {
    wanted_.text += ' ';
    wanted_.text += more.substr(0, longest);
  }
  Text& last = last_[static_cast<std::size_t>(kind)];
  if (last.number != 0 && SameText()(last, wanted_)) return last.number;
  const auto known = numbers_.find(wanted_);
  const std::uint16_t number =
      known != numbers_.end() ? known->second : BRUNT_TRY(add_text(wanted_));
  last.kind = kind;
  last.extra = extra;
  last.text = wanted_.text;
  last.number = number;
  return number;
}

brunt::Result<std::uint16_t> RecordWriter::add_text(Text text) {
  std::uint16_t& last = last_number_[static_cast<std::size_t>(text.kind)];
  if (last == std::numeric_limits<std::uint16_t>::max()) return last;  // the table is full
  const record::TextHeader header{text.kind, static_cast<std::uint16_t>(last + 1),
                                  static_cast<std::uint32_t>(text.text.size()), text.extra};
  std::string entry(reinterpret_cast<const char*>(&header), sizeof header);
  entry += text.text;
  entry.resize((entry.size() + 7) / 8 * 8);
  BRUNT_TRY(append(texts_, BlockKind::texts, entry.data(), entry.size()));
  ++last;
  numbers_.emplace(std::move(text), last);
  return last;
}

std::int64_t RecordWriter::since_epoch(WallTime at) const {
  return at.time_since_epoch().count() - header_->wall_epoch_ns;
}

void RecordWriter::set_name(const std::string& name) {
  if (header_->name_size != 0 || name.empty()) return;
  const std::size_t size = std::min(name.size(), header_->name.size());
  std::memcpy(header_->name.data(), name.data(), size);
  header_->name_size = static_cast<std::uint32_t>(size);
}

brunt::Result<> RecordWriter::write(const Result& result) {
  set_name(result.attack);
  Record record{};
  record.due_ns = since_epoch(result.timestamp);
  record.seq = result.seq;
  record.flags = flags_of(result);
  if (result.lateness.count() > std::numeric_limits<std::uint32_t>::max()) {
    record.lateness = micros(result.lateness);
    record.flags |= record::lateness_us;
  } else {
    record.lateness =
        static_cast<std::uint32_t>(std::max<std::int64_t>(result.lateness.count(), 0));
  }
  record.first_byte_us =
      result.trace.first_byte ? micros(*result.trace.first_byte) : record::none_us;
  record.done_us = micros(result.latency - result.lateness);
  record.connect_us = micros(result.trace.connect);
  record.bytes_in = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(result.bytes_in, std::numeric_limits<std::uint32_t>::max()));
  record.target =
      BRUNT_TRY(number_of(TextKind::target, result.bytes_out, result.method, result.url));
  record.status = static_cast<std::uint16_t>(result.code);
  if (!result.error.empty()) {
    record.error = BRUNT_TRY(
        number_of(TextKind::error, static_cast<std::uint64_t>(result.trace.detail), result.error));
  }
  record.error_class = result.error_class;
  if (!result.trace.peer.empty()) {
    record.peer = BRUNT_TRY(number_of(TextKind::peer, 0, result.trace.peer));
  }
  record.connection = result.trace.connection;
  BRUNT_TRY(append(records_, BlockKind::records, &record, sizeof record));
  if (InFlight* place = out_.take(result.seq); place != nullptr) {
    std::atomic_ref<std::uint64_t>(place->seq_plus_1).store(0, std::memory_order_release);
    free_.push_back(place);
  }
  return {};
}

brunt::Result<InFlight*> RecordWriter::free_place() {
  if (free_.empty()) {
    auto block = std::make_unique<Block>();
    BRUNT_TRY(add_block(*block, BlockKind::in_flight));
    const std::string empty(record::payload_size, '\0');
    block->append(empty.data(), empty.size());
    auto* places = reinterpret_cast<InFlight*>(block->payload());
    for (std::size_t i = record::payload_size / sizeof(InFlight); i-- > 0;) {
      free_.push_back(places + i);
    }
    in_flight_.push_back(std::move(block));
  }
  InFlight* place = free_.back();
  free_.pop_back();
  return place;
}

brunt::Result<> RecordWriter::sent(const Sent& hit) {
  const Target& target = *hit.target;
  const std::uint16_t number =
      BRUNT_TRY(number_of(TextKind::target, target.body.size(), target.method, target.url));
  InFlight* place = BRUNT_TRY(free_place());
  place->due_ns = since_epoch(hit.due);
  place->target = number;
  std::atomic_ref<std::uint64_t>(place->seq_plus_1).store(hit.seq + 1, std::memory_order_release);
  out_.put(hit.seq, place);
  return {};
}

brunt::Result<> RecordWriter::close() {
  records_.seal();
  texts_.seal();
  for (const auto& block : in_flight_)
    block->seal();
  space_->stop();
  // What was allocated ahead goes back to the disk; a reader would pass over it.
  (void)!::ftruncate(fd_.get(), static_cast<off_t>(space_->end()));
  std::atomic_ref<std::uint32_t>(header_->sealed).store(1, std::memory_order_release);
  if (::fdatasync(fd_.get()) == 0) return {};
  return std::unexpected(Error{
      Errc::unavailable,
      fmt::format("cannot write '{}': {}", path_.string(), std::generic_category().message(errno)),
      {}});
}

}  // namespace brunt::load
