#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "load/out_table.h"
#include "load/record_format.h"
#include "load/record_space.h"
#include "load/result_file.h"
#include "sys/fd.h"

namespace brunt::load {

/// Keeps results as 48-byte records in a mapped file: a store is the commit, so a SIGKILL loses
/// nothing that was recorded, and the hits that were out at that moment are known too. Nothing is
/// taken from the heap for a record whose texts are known. A full disk is an error once the last
/// block that fits (340 records) is full; what was recorded before stays.
class RecordWriter final : public ResultWriter {
 public:
  /// Errors: `unavailable` with the reason.
  static brunt::Result<std::unique_ptr<RecordWriter>> create(const std::filesystem::path& path);
  ~RecordWriter() override;
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  brunt::Result<> write(const Result& result) override;
  brunt::Result<> sent(const Sent& hit) override;
  brunt::Result<> close() override;

 private:
  /// A mapped block. Sealed and unmapped when it is full.
  class Block {
   public:
    Block() = default;
    ~Block() { drop(); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    /// Begins a block in zeroed, mapped memory that it unmaps.
    void begin(char* at, record::BlockKind kind);
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

  /// What a text is known by: its entry but for the number.
  struct Text {
    record::TextKind kind{};
    std::uint64_t extra = 0;
    std::string text;
    std::uint16_t number = 0;

    friend bool operator==(const Text&, const Text&) = default;
  };
  struct SameText {
    std::size_t operator()(const Text& text) const;
    bool operator()(const Text& a, const Text& b) const;
  };

  RecordWriter(sys::Fd fd, std::filesystem::path path);
  brunt::Result<> begin();
  brunt::Result<> add_block(Block& block, record::BlockKind kind);
  brunt::Result<> append(Block& block, record::BlockKind kind, const void* bytes, std::size_t size);
  brunt::Result<std::uint16_t> number_of(record::TextKind kind, std::uint64_t extra,
                                         std::string_view text, std::string_view more = {});
  brunt::Result<std::uint16_t> add_text(Text text);
  brunt::Result<record::InFlight*> free_place();
  void set_name(const std::string& name);
  std::int64_t since_epoch(WallTime at) const;

  sys::Fd fd_;
  std::filesystem::path path_;
  record::FileHeader* header_ = nullptr;
  std::unique_ptr<RecordSpace> space_;
  Block records_, texts_;
  std::unordered_map<Text, std::uint16_t, SameText, SameText> numbers_;
  std::array<Text, 4> last_;  ///< looked up last of each kind, mostly the one wanted next
  Text wanted_;               ///< its text keeps its memory
  std::array<std::uint16_t, 4> last_number_{};
  std::vector<std::unique_ptr<Block>> in_flight_;
  std::vector<record::InFlight*> free_;
  OutTable<record::InFlight*> out_;
};

}  // namespace brunt::load
