#include "impact/requests.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/digest.h"
#include "impact/secrets.h"
#include "impact/words.h"
#include "load/result_file.h"
#include "sys/file.h"

namespace brunt::impact {
namespace {

namespace fs = std::filesystem;

/// The file that `named` means beside the journal; absent when there is none inside `folder`.
std::optional<fs::path> inside(const fs::path& folder, const fs::path& named) {
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder.empty() ? "." : folder, error);
  for (const fs::path& candidate :
       {root / named, root / named.relative_path(), root / named.filename()}) {
    const fs::path real = fs::weakly_canonical(candidate, error);
    if (error || !fs::is_regular_file(real, error)) continue;
    const auto [end, unused] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
    if (end == root.end()) return real;
  }
  return std::nullopt;
}

struct Url {
  std::string host, path;
};

Url url_parts(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const auto slash = url.find('/');
  Url parts{std::string(url.substr(0, slash)), "/"};
  if (slash != std::string_view::npos) {
    parts.path = std::string(url.substr(slash, url.find_first_of("?#", slash) - slash));
  }
  return parts;
}

/// Takes results one by one, and remembers whether all asked for the same.
class Marks {
 public:
  explicit Marks(LoadEvidence& evidence) : evidence_(evidence) {}

  void add(const load::Result& result) {
    if (result.error_class == load::ErrorClass::aborted ||
        result.error_class == load::ErrorClass::shed) {
      ++evidence_.abandoned;
      return;
    }
    RequestMark& mark = evidence_.requests.emplace_back();
    mark.sent = result.timestamp;
    mark.latency_seconds = seconds(result.latency);
    mark.code = result.code;
    mark.error = masked(result.error);
    mark.failed = !load::succeeded(result) ||
                  (result.error_class != load::ErrorClass::ok && !result.error.empty());
    look_at(result);
  }

  void finish() {
    evidence_.host = first_.host;
    if (!one_path_ || url_.empty()) return;
    evidence_.method = method_;
    evidence_.path = first_.path;
  }

 private:
  /// Errors repeat: the last one is kept with its mask.
  const std::string& masked(const std::string& error) {
    if (error == error_) return masked_;
    error_ = error;
    masked_ = mask_text(error);
    return masked_;
  }

  void look_at(const load::Result& result) {
    if (evidence_.requests.size() == 1) {
      url_ = result.url;
      method_ = result.method;
      if (!url_.empty()) first_ = url_parts(url_);
    } else if (one_path_ && (result.method != method_ || result.url != url_)) {
      one_path_ = result.method == method_ && url_parts(result.url).path == first_.path;
    }
  }

  LoadEvidence& evidence_;
  std::string error_, masked_, url_, method_;
  Url first_;
  bool one_path_ = true;
};

/// Does the file begin as a table of requests does?
bool begins_as_table(const fs::path& path) {
  const auto head = file_head(path, 4096);
  return head && read_request_table(head->substr(0, head->find('\n'))).has_value();
}

Result<> read_table(const fs::path& path, LoadEvidence& evidence) {
  const std::string text = BRUNT_TRY(sys::read_file(path));
  auto table = read_request_table(text);
  if (!table)
    return std::unexpected(Error{Errc::invalid_input, "it changed while it was read", ""});
  evidence.requests = BRUNT_TRY(*std::move(table), "reading " + path.filename().string());
  return {};
}

Result<> read_into(const fs::path& path, LoadEvidence& evidence) {
  evidence.digest = BRUNT_TRY(sha256_of_file(path));
  if (begins_as_table(path)) {
    BRUNT_TRY(read_table(path, evidence));
  } else {
    Marks marks(evidence);
    auto whole = load::read_results(path, [&](const load::Result& result) {
      marks.add(result);
      return true;
    });
    if (!whole && evidence.requests.empty() && evidence.abandoned == 0) return whole;
    if (!whole) evidence.cut_short = whole.error().what;
    marks.finish();
  }
  const auto earlier = [](const RequestMark& a, const RequestMark& b) { return a.sent < b.sent; };
  auto& requests = evidence.requests;
  if (!std::is_sorted(requests.begin(), requests.end(), earlier)) {
    std::stable_sort(requests.begin(), requests.end(), earlier);
  }
  for (std::size_t i = 0; i < requests.size(); ++i)
    requests[i].seq = i;
  return {};
}

/// Were these sent in another run? Times good to a second, so two seconds of grace.
std::string of_another_time(const Journal& journal, const std::vector<RequestMark>& requests) {
  if (requests.empty() || !journal.start) return "";
  const WallTime from = *journal.start - std::chrono::seconds(2);
  const WallTime to = journal.end ? *journal.end + std::chrono::seconds(2) : WallTime::max();
  const auto inside_run =
      std::count_if(requests.begin(), requests.end(),
                    [&](const RequestMark& r) { return r.sent >= from && r.sent <= to; });
  if (2 * static_cast<std::size_t>(inside_run) > requests.size()) return "";
  return fmt::format("is of another run: its requests were sent from {} to {}",
                     rfc3339(requests.front().sent, 0), rfc3339(requests.back().sent, 0));
}

double number_at(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_number() ? found.get<double>() : 0;
}

std::string generator_words(const Json& load) {
  if (!member(load, "due").is_number()) return "";
  const bool limited = member(load, "generator_limited").is_boolean() &&
                       member(load, "generator_limited").get<bool>();
  std::string text = fmt::format(
      "{}: send error p50 {:.1f} ms, p99 {:.1f} ms; {:.0f} of {:.0f} late",
      limited ? "generator limited" : "on schedule", number_at(load, "lateness_p50_ns") / 1e6,
      number_at(load, "lateness_p99_ns") / 1e6, number_at(load, "late"), number_at(load, "due"));
  if (const double shed = number_at(load, "shed"); shed > 0) {
    text += fmt::format("; {:.0f} not sent: too many were in flight", shed);
  }
  if (const Json& warnings = member(load, "warnings"); warnings.is_array()) {
    for (const Json& warning : warnings) {
      if (warning.is_string()) text += "; " + mask_text(warning.get<std::string>());
    }
  }
  return text;
}

double timeout_of(const Entry& entry) {
  const Json& load = member(entry.evidence, "load");
  if (const double told = number_at(load, "timeout_s"); told > 0) return told;
  const std::string flag = flag_value(process_arguments(entry.provider), "timeout");
  const auto value = parse_go_duration(flag.empty() ? "30s" : flag);
  return value ? seconds(*value) : 0;
}

/// The names under which the load's results may lie, best first.
std::vector<std::string> result_names(const Entry& entry) {
  const Json& load = member(entry.evidence, "load");
  std::vector<std::string> names;
  for (const std::string& name : {string_or(load, "records"), string_or(load, "output"),
                                  flag_value(process_arguments(entry.provider), "output")}) {
    if (!name.empty() && name != "stdout") names.push_back(name);
  }
  return names;
}

void read_named(const Journal& journal, const fs::path& folder, const Entry& entry,
                LoadEvidence& evidence) {
  const auto names = result_names(entry);
  if (names.empty()) {
    evidence.missing = "the result file of " + entry.name;
    evidence.problem = "is not named: its load action has no -output";
    return;
  }
  evidence.missing = fs::path(names.front()).filename();
  evidence.problem = "is not beside the journal";
  for (const std::string& name : names) {
    const auto path = inside(folder, name);
    if (!path) continue;
    LoadEvidence read = evidence;
    if (const auto ok = read_into(*path, read); !ok) {
      evidence.missing = path->filename();
      evidence.problem = "cannot be read: " + ok.error().what;
      continue;
    }
    if (const std::string other = of_another_time(journal, read.requests); !other.empty()) {
      evidence.missing = path->filename();
      evidence.problem = other;
      continue;
    }
    read.file = path->filename();
    read.missing = read.problem = "";
    evidence = std::move(read);
    return;
  }
}

}  // namespace

Result<LoadEvidence> read_load(const Journal& journal, const fs::path& folder,
                               const std::optional<fs::path>& load_file) {
  LoadEvidence evidence;
  const auto load = std::find_if(journal.entries.begin(), journal.entries.end(), is_load);
  if (load != journal.entries.end()) {
    evidence.expected = true;
    evidence.activity = load->name;
    evidence.timeout_seconds = timeout_of(*load);
    evidence.generator_verdict = generator_words(member(load->evidence, "load"));
  }
  if (load_file) {
    evidence.expected = true;
    BRUNT_TRY(read_into(*load_file, evidence), "reading --load " + load_file->string());
    evidence.file = load_file->filename();
    if (std::string other = of_another_time(journal, evidence.requests); !other.empty()) {
      evidence.missing = std::exchange(evidence.file, "");
      evidence.problem = std::move(other);
      evidence.requests.clear();
    }
  } else if (load != journal.entries.end()) {
    read_named(journal, folder, *load, evidence);
  }
  if (evidence.file.empty() || !evidence.requests.empty()) return evidence;
  evidence.missing = std::exchange(evidence.file, "");
  evidence.problem = "holds no request";
  return evidence;
}

}  // namespace brunt::impact
