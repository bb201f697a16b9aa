#include "cli/demo_files.h"

#include <system_error>

#include "cli/example_files.h"
#include "load/result_file.h"
#include "sys/file.h"

namespace brunt::cli {
namespace {

namespace fs = std::filesystem;

Error unavailable(const fs::path& path, const std::error_code& error) {
  return {Errc::unavailable, error.message(), path.string()};
}

}  // namespace

Result<fs::path> make_demo_folder(const std::optional<fs::path>& wanted) {
  std::error_code error;
  if (wanted) {
    fs::create_directories(*wanted, error);
    if (error) return std::unexpected(unavailable(*wanted, error));
    return fs::absolute(*wanted);
  }
  for (int i = 1; i < 10000; ++i) {
    const fs::path folder = i == 1 ? "brunt-demo" : "brunt-demo-" + std::to_string(i);
    if (fs::create_directory(folder, error)) return fs::absolute(folder);
    if (error) return std::unexpected(unavailable(folder, error));
  }
  return std::unexpected(Error{Errc::unavailable, "10000 demos are here already", "brunt-demo"});
}

Result<> write_example(const fs::path& folder) {
  for (const auto& file : example_files()) {
    const fs::path path = folder / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return std::unexpected(unavailable(path.parent_path(), error));
    BRUNT_TRY(sys::write_file_atomically(path, file.text), path.string());
  }
  return {};
}

Result<> export_requests(const fs::path& results, const fs::path& csv) {
  auto writer = BRUNT_TRY(load::open_result_writer(csv, load::ResultFormat::csv), csv.string());
  Result<> written;
  BRUNT_TRY(load::read_results(results,
                               [&](const load::Result& result) {
                                 written = writer->write(result);
                                 return written.has_value();
                               }),
            results.string());
  if (!written) return written;
  return writer->close();
}

}  // namespace brunt::cli
