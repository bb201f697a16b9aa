#include <filesystem>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/load_reading.h"
#include "load/flag_set.h"
#include "load/flag_values.h"
#include "load/result_source.h"
#include "plot/page.h"

namespace brunt::cli {
namespace {

/// Gathers results into a series for each attack of each file.
class Runs {
 public:
  Runs(const std::vector<std::string>& files, std::size_t most_points)
      : files_(files), most_points_(most_points) {}

  void add(std::size_t file, const load::Result& result) {
    const auto [at, is_new] = numbers_.try_emplace({file, result.attack}, series_.size());
    if (is_new) series_.emplace_back(label(file, result.attack), most_points_);
    series_[at->second].add(result);
  }

  const std::vector<plot::Series>& series() const { return series_; }

  std::string title() const {
    return series_.size() == 1 ? "Load: " + series_.front().label()
                               : fmt::format("Load: {} runs", series_.size());
  }

 private:
  std::string label(std::size_t file, const std::string& attack) const {
    std::string name = std::filesystem::path(files_[file]).filename().string();
    if (attack.empty()) return name;
    return files_.size() == 1 ? attack : fmt::format("{} ({})", attack, name);
  }

  const std::vector<std::string>& files_;
  std::size_t most_points_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> numbers_;
  std::vector<plot::Series> series_;
};

load::FlagSet::Set threshold_into(std::size_t& into) {
  return [&into](std::string_view text) -> Result<> {
    const std::int64_t value = BRUNT_TRY(load::parse_go_int(text));
    into = static_cast<std::size_t>(std::max<std::int64_t>(value, 0));
    if (into == 0) into = std::numeric_limits<std::size_t>::max();  // as vegeta: no thinning
    return {};
  };
}

}  // namespace

int load_plot_command(std::vector<std::string> words, const LoadCaller& caller) {
  std::string title;
  std::string output = "stdout";
  std::size_t threshold = 4000;
  load::FlagSet set;
  set.text("title", title);
  set.text("output", output);
  set.value("threshold", threshold_into(threshold));
  if (auto parsed = set.parse(words); !parsed) return caller.refuse(parsed.error());
  auto source = open_results(words, caller);
  if (!source) return source.error();
  const std::stop_token& stop = caller.stops.stop;
  const auto out = LoadOutput::open(output);
  if (!out) return caller.fail(out.error());
  Runs runs(words, threshold);
  load::Result result;
  while (!stop.stop_requested()) {
    const auto more = source->next(result);
    if (!more) return caller.fail(more.error());
    if (!*more) break;
    runs.add(source->last_file(), result);
  }
  if (!runs.series().empty()) {
    const auto written =
        out->write(plot::page(runs.series(), title.empty() ? runs.title() : title));
    if (!written) return caller.fail(written.error());
  }
  return caller.stopped(true, 0);
}

}  // namespace brunt::cli
