#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "load/record_format.h"
#include "load/result_file.h"
#include "sys/fd.h"

namespace brunt::load {

/// Keeps results as 48-byte records in a mapped file: a store is the commit, so a SIGKILL loses
/// nothing that was recorded, and the hits that were out at that moment are known too. A full disk
/// is an error once a block (340 records) is full; what was recorded before stays.
class RecordWriter final : public ResultWriter {
 public:
  /// `epoch` is now when absent. Errors: `unavailable` with the reason.
  static brunt::Result<std::unique_ptr<RecordWriter>> create(const std::filesystem::path& path);
  ~RecordWriter() override;
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  brunt::Result<> write(const Result& result) override;
  brunt::Result<> sent(const Sent& hit, const Target& target) override;
  brunt::Result<> close() override;

 private:
  /// A mapped block. Sealed and unmapped when it is full.
  class Block {
   public:
    Block() = default;
    ~Block() { drop(); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    brunt::Result<> map(int fd, std::size_t offset, record::BlockKind kind);
    bool fits(std::size_t size) const;
    /// Copies to the end and publishes it. The offset within the payload.
    std::size_t append(const void* bytes, std::size_t size);
    char* payload() { return at_ + sizeof(record::BlockHeader); }
    void seal();
    void drop();

   private:
    record::BlockHeader& header() const { return *reinterpret_cast<record::BlockHeader*>(at_); }
    char* at_ = nullptr;
  };

  using TextKey = std::tuple<record::TextKind, std::uint64_t, std::string>;

  RecordWriter(sys::Fd fd, std::filesystem::path path);
  brunt::Result<> begin();
  brunt::Result<> add_block(Block& block, record::BlockKind kind);
  brunt::Result<> append(Block& block, record::BlockKind kind, const void* bytes, std::size_t size);
  brunt::Result<std::uint16_t> number_of(record::TextKind kind, std::uint64_t extra,
                                         std::string_view text);
  brunt::Result<record::InFlight*> free_place();
  void set_name(const std::string& name);
  std::int64_t since_epoch(WallTime at) const;

  sys::Fd fd_;
  std::filesystem::path path_;
  std::size_t end_ = record::header_size;
  record::FileHeader* header_ = nullptr;
  Block records_, texts_;
  std::map<TextKey, std::uint16_t> numbers_;
  std::array<std::uint16_t, 4> last_number_{};
  std::vector<std::unique_ptr<Block>> in_flight_;
  std::vector<record::InFlight*> free_;
  std::unordered_map<std::uint64_t, record::InFlight*> out_;
};

}  // namespace brunt::load
