#include "store/event_logs.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "base/json.h"
#include "store/event_log.h"

namespace brunt::store {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 4;

bool is_event_log(const fs::path& path) {
  return path.filename().string().ends_with(event_log_suffix);
}

std::string stem_of(const fs::path& event_log) {
  std::string name = event_log.filename().string();
  if (is_event_log(event_log)) name.resize(name.size() - event_log_suffix.size());
  return name;
}

const model::Event* beginning(const std::vector<model::Event>& events) {
  const auto at = std::find_if(events.begin(), events.end(), [](const model::Event& event) {
    return event.kind == model::EventKind::run_started;
  });
  return at == events.end() ? nullptr : &*at;
}

std::unexpected<Error> none(const fs::path& path, std::string what) {
  return std::unexpected(Error{Errc::not_found, std::move(what), "'" + path.string() + "'"});
}

}  // namespace

Result<std::vector<fs::path>> find_event_logs(const fs::path& path) {
  std::error_code error;
  const auto kind = fs::status(path, error);
  if (!fs::exists(kind)) return none(path, "there is no such file or folder");
  if (!fs::is_directory(kind)) return std::vector{path};
  std::vector<fs::path> out;
  fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error);
  if (error) return std::unexpected(Error{Errc::unavailable, error.message(), path.string()});
  for (const fs::recursive_directory_iterator end; it != end; it.increment(error)) {
    if (error) break;
    std::error_code ignored;
    const bool folder = it->is_directory(ignored);
    const bool hidden = it->path().filename().string().starts_with('.');
    if (folder && (hidden || it.depth() + 1 >= deepest)) it.disable_recursion_pending();
    if (!folder && is_event_log(it->path())) {
      out.push_back(path == "." ? it->path().lexically_relative(".") : it->path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<fs::path> event_log_of(const fs::path& run) {
  std::error_code ignored;
  if (!fs::is_directory(run, ignored)) {
    if (is_event_log(run)) return run;
    const fs::path beside = event_log_beside(run);
    if (fs::exists(beside, ignored)) return beside;
    // An event log under another name is taken for what it is.
    if (fs::exists(run, ignored) && read_event_log(run)) return run;
    return none(run, "there is no event log beside it: '" + beside.string() + "'");
  }
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(run, ignored)) {
    if (is_event_log(entry.path())) found.push_back(entry.path());
  }
  if (found.empty()) return none(run, "there is no event log in this folder");
  if (found.size() == 1) return found.front();
  std::sort(found.begin(), found.end());
  std::string names;
  for (const fs::path& path : found)
    names += (names.empty() ? "" : ", ") + path.filename().string();
  return std::unexpected(Error{Errc::invalid_input,
                               "there are several event logs in this folder: " + names,
                               "'" + run.string() + "'"});
}

fs::path journal_of(const fs::path& event_log, const std::vector<model::Event>& events) {
  const model::Event* first = beginning(events);
  if (first != nullptr && string_or(first->data, "event_log") == event_log.filename().string()) {
    const fs::path given(string_or(first->data, "journal"));
    if (given.has_filename()) return event_log.parent_path() / given.filename();
  }
  return event_log.parent_path() / (stem_of(event_log) + ".json");
}

fs::path kept_beside(const fs::path& event_log, const std::vector<model::Event>& events) {
  const model::Event* first = beginning(events);
  const std::string id = first != nullptr ? string_or(first->data, "run_id", "old") : "old";
  const auto named = [&](const std::string& more) {
    return event_log.parent_path() /
           (stem_of(event_log) + "." + id + more + std::string(event_log_suffix));
  };
  std::error_code ignored;
  fs::path path = named("");
  for (int i = 2; fs::exists(path, ignored); ++i)
    path = named("-" + std::to_string(i));
  return path;
}

}  // namespace brunt::store
