#include "sandbox/cluster/pod_log.h"

#include <algorithm>

namespace brunt::sandbox::cluster {
namespace {

constexpr std::size_t max_bytes = std::size_t{4} << 20U;

}  // namespace

void ContainerLog::append(WallTime arrived, std::string_view line) {
  lines_.push_back({arrived, std::string(line)});
  bytes_ += line.size();
  while (bytes_ > max_bytes && lines_.size() > 1) {
    bytes_ -= lines_.front().text.size();
    lines_.pop_front();
    ++first_;
  }
}

std::string ContainerLog::text(const LogQuery& query) const {
  auto from = lines_.begin();
  if (query.since)
    from = std::lower_bound(lines_.begin(), lines_.end(), *query.since,
                            [](const Line& line, WallTime at) { return line.at < at; });
  const auto left = static_cast<std::size_t>(lines_.end() - from);
  if (query.tail && *query.tail < left) from += static_cast<std::ptrdiff_t>(left - *query.tail);
  std::string out;
  for (; from != lines_.end(); ++from) {
    print(out, *from, query.timestamps);
    if (query.limit_bytes && out.size() >= *query.limit_bytes) {
      out.resize(*query.limit_bytes);
      break;
    }
  }
  return out;
}

std::string ContainerLog::text_from(std::uint64_t& from, bool timestamps) const {
  std::string out;
  for (std::uint64_t n = std::max(from, first_); n < next(); ++n)
    print(out, lines_[n - first_], timestamps);
  from = next();
  return out;
}

void ContainerLog::print(std::string& out, const Line& line, bool timestamps) {
  if (timestamps) out += rfc3339(line.at) + " ";
  out += line.text;
  out += '\n';
}

}  // namespace brunt::sandbox::cluster
