#include "load/schedule.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "load/schedule_parts.h"

namespace brunt::load {

using Time = Schedule::Time;

namespace {

std::unexpected<Error> bad(std::string what) {
  return std::unexpected(Error{Errc::invalid_input, std::move(what), {}});
}

brunt::Result<> check(Rate rate) {
  if (rate.hits == 0 || rate.per.count() <= 0) return bad("a rate needs hits and a time above 0");
  if (rate.hits > std::numeric_limits<std::uint32_t>::max()) return bad("a rate is out of range");
  return {};
}

brunt::Result<> check(Time time, const char* name) {
  if (time.count() <= 0) return bad(fmt::format("{} must be above 0", name));
  return {};
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(by);
    if (const auto part = trim(text.substr(0, at)); !part.empty() || by == ',') {
      parts.push_back(part);
    }
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

brunt::Result<Time> time_of(std::string_view text) {
  const auto time = parse_go_duration(std::string(text));
  if (!time || time->count() <= 0) {
    return bad(fmt::format("'{}' is no time above 0 such as 30s or 5m", printable(text)));
  }
  return *time;
}

brunt::Result<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [at, failed] = std::from_chars(text.data(), end, value);
  if (failed != std::errc() || at != end) {
    return bad(fmt::format("'{}' is no number", printable(text)));
  }
  return value;
}

/// The words of one part; each `name value` pair is taken out once.
struct Words {
  std::vector<std::string_view> left;

  std::optional<std::string_view> take(std::string_view name) {
    const auto at = std::ranges::find(left, name);
    if (at == left.end() || at + 1 == left.end()) return std::nullopt;
    const std::string_view value = *(at + 1);
    left.erase(at, at + 2);
    return value;
  }
};

brunt::Result<Schedule> parse_part(std::string_view text) {
  Words words{split(text, ' ')};
  if (words.left.empty()) return bad("it is empty");
  Time length = Time::max();
  if (const auto word = words.take("for")) length = BRUNT_TRY(time_of(*word));
  const auto every = words.take("every");
  const auto seed = words.take("seed");
  const std::string_view kind = words.left.front();
  const std::size_t count = words.left.size();
  if (kind == "sine" && count == 3 && every) {
    return Schedule::sine(BRUNT_TRY(parse_schedule_rate(words.left[1])),
                          BRUNT_TRY(parse_schedule_rate(words.left[2])), BRUNT_TRY(time_of(*every)),
                          length);
  }
  if (kind == "poisson" && count == 2) {
    return Schedule::poisson(BRUNT_TRY(parse_schedule_rate(words.left[1])),
                             seed ? BRUNT_TRY(number_of(*seed)) : 1, length);
  }
  if (kind == "burst" && count == 2 && every) {
    return Schedule::burst(BRUNT_TRY(number_of(words.left[1])), BRUNT_TRY(time_of(*every)), length);
  }
  if (count != 1 || every || seed) {
    return bad(
        "expected RATE, RATE..RATE, sine RATE RATE every TIME, poisson RATE [seed N] or burst N "
        "every TIME, each with for TIME");
  }
  const auto dots = kind.find("..");
  if (dots == std::string_view::npos) {
    return Schedule::constant(BRUNT_TRY(parse_schedule_rate(kind)), length);
  }
  if (length == Time::max()) return bad("a ramp needs a length: for TIME");
  return Schedule::ramp(BRUNT_TRY(parse_schedule_rate(kind.substr(0, dots))),
                        BRUNT_TRY(parse_schedule_rate(kind.substr(dots + 2))), length);
}

}  // namespace

brunt::Result<Rate> parse_schedule_rate(std::string_view text) {
  const auto slash = text.find('/');
  Rate rate;
  rate.hits = BRUNT_TRY(number_of(text.substr(0, slash)));
  if (slash != std::string_view::npos) {
    std::string per(text.substr(slash + 1));
    if (!per.empty() && (per[0] < '0' || per[0] > '9')) per.insert(0, 1, '1');
    rate.per = BRUNT_TRY(time_of(per));
  }
  BRUNT_TRY(check(rate));
  return rate;
}

brunt::Result<Schedule> Schedule::of(std::shared_ptr<const Part> part, Time length) {
  BRUNT_TRY(check(length, "a length"));
  Schedule made;
  const std::uint64_t hits = length == Time::max() ? UINT64_MAX : part->hits_before(length);
  made.pieces_.push_back({std::move(part), Time(0), length, 0, hits});
  made.length_ = length;
  return made;
}

brunt::Result<Schedule> Schedule::constant(Rate rate, Time length) {
  BRUNT_TRY(check(rate));
  return of(constant_part(rate), length);
}

brunt::Result<Schedule> Schedule::ramp(Rate from, Rate to, Time length) {
  BRUNT_TRY(check(from));
  BRUNT_TRY(check(to));
  BRUNT_TRY(check(length, "a length"));
  if (length == Time::max()) return bad("a ramp needs a length");
  return of(ramp_part(from, to, length), length);
}

brunt::Result<Schedule> Schedule::sine(Rate mean, Rate swing, Time period, Time length) {
  BRUNT_TRY(check(mean));
  BRUNT_TRY(check(swing));
  BRUNT_TRY(check(period, "a period"));
  const auto share = [](Rate rate) {
    return static_cast<long double>(rate.hits) / static_cast<long double>(rate.per.count());
  };
  if (share(swing) >= share(mean)) return bad("the swing of a sine must be below its mean");
  return of(sine_part(mean, swing, period), length);
}

brunt::Result<Schedule> Schedule::poisson(Rate mean, std::uint64_t seed, Time length) {
  BRUNT_TRY(check(mean));
  return of(poisson_part(mean, seed), length);
}

brunt::Result<Schedule> Schedule::burst(std::uint64_t hits, Time every, Time length) {
  BRUNT_TRY(check({hits, every}));
  return of(burst_part(hits, every), length);
}

brunt::Result<Schedule> Schedule::replay(std::vector<Time> times) {
  if (times.empty()) return bad("nothing to replay");
  const auto [first, last] = std::ranges::minmax(times);
  if (first.count() < 0 || last == Time::max()) return bad("a time is out of range");
  return of(replay_part(std::move(times)), last + Time(1));
}

brunt::Result<Schedule> Schedule::then(const Schedule& next) const {
  if (length_ == Time::max())
    return bad("only the last part may have no length: give it a for TIME");
  Schedule made = *this;
  for (Piece piece : next.pieces_) {
    piece.begin += length_;
    piece.first += pieces_.back().first + pieces_.back().hits;
    made.pieces_.push_back(std::move(piece));
  }
  made.length_ = next.length_ > Time::max() - length_ ? Time::max() : length_ + next.length_;
  return made;
}

brunt::Result<Schedule> Schedule::shard(std::uint64_t index, std::uint64_t count) const {
  if (index >= count) return bad(fmt::format("no shard {} of {}", index, count));
  Schedule made = *this;
  made.index_ = index * count_ + index_;
  made.count_ = count * count_;
  return made;
}

brunt::Result<Schedule> Schedule::parse(std::string_view text) {
  std::optional<Schedule> all;
  int number = 0;
  for (const std::string_view part : split(text, ',')) {
    const std::string where =
        fmt::format("part {} of the schedule, '{}'", ++number, printable(part));
    const Schedule next = BRUNT_TRY(parse_part(part), where);
    if (const auto& before = all) {
      all = BRUNT_TRY(before->then(next), where);
    } else {
      all = next;
    }
  }
  if (const auto& made = all) return *made;
  return bad("an empty schedule");
}

Time Schedule::due_of_all(std::uint64_t k) const {
  const auto after = std::ranges::upper_bound(pieces_, k, {}, &Piece::first);
  for (auto piece = after == pieces_.begin() ? after : after - 1; piece != pieces_.end(); ++piece) {
    if (k < piece->first || k - piece->first >= piece->hits) continue;
    const Time due = piece->part->due(k - piece->first);
    return due > Time::max() - piece->begin ? Time::max() : piece->begin + due;
  }
  return Time::max();
}

Time Schedule::due(std::uint64_t j) const {
  if (j > (UINT64_MAX - index_) / count_) return Time::max();
  return due_of_all(number(j));
}

std::uint64_t Schedule::hits_before(Time end) const {
  std::uint64_t all = 0;
  for (const Piece& piece : pieces_) {
    if (end <= piece.begin) break;
    const Time inside = end - piece.begin;
    const std::uint64_t hits =
        inside >= piece.length ? piece.hits : piece.part->hits_before(inside);
    all = hits > UINT64_MAX - piece.first ? UINT64_MAX : piece.first + hits;
  }
  return all <= index_ ? 0 : (all - index_ - 1) / count_ + 1;
}

Time Schedule::interval() const {
  return pieces_.front().part->interval();
}

}  // namespace brunt::load
