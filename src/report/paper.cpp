#include "report/paper.h"

#include <filesystem>

#include <dlfcn.h>

#include "report/paper_library.h"

namespace brunt::report {

namespace fs = std::filesystem;

namespace {

struct Library {
  brunt_paper_pdf_type* pdf = nullptr;
  brunt_paper_png_type* png = nullptr;
  std::string trouble;  ///< why it is not open
};

Library open_library() {
  Library library;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path folder = program.parent_path();
  void* handle = nullptr;
  for (const fs::path& path :
       {folder / "brunt_paper.so", folder.parent_path() / "lib" / "brunt" / "brunt_paper.so"}) {
    if (!fs::exists(path, error)) continue;
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) break;
    // glibc keeps it per thread. NOLINTNEXTLINE(concurrency-mt-unsafe)
    if (const char* told = dlerror()) library.trouble = told;
  }
  if (handle == nullptr) {
    if (library.trouble.empty())
      library.trouble = "brunt_paper.so is neither beside the program nor in ../lib/brunt";
    return library;
  }
  library.pdf = reinterpret_cast<brunt_paper_pdf_type*>(dlsym(handle, "brunt_paper_pdf"));
  library.png = reinterpret_cast<brunt_paper_png_type*>(dlsym(handle, "brunt_paper_png"));
  if (library.pdf == nullptr || library.png == nullptr)
    library.trouble = "brunt_paper.so is of another version";
  return library;
}

/// Opened once, by whoever asks first; stays open.
const Library& library() {
  static const Library opened = open_library();
  return opened;
}

std::unexpected<Error> missing() {
  return std::unexpected(
      Error{Errc::not_found, "PDF and PNG cannot be drawn: " + library().trouble, ""});
}

}  // namespace

Result<std::string> paper_pdf(const Document& document, Paper paper) {
  if (!library().trouble.empty()) return missing();
  std::string out;
  std::string why;
  if (library().pdf(document, paper, out, why)) return out;
  return std::unexpected(Error{Errc::internal, why, "drawing the PDF"});
}

Result<std::string> paper_png(const std::string& svg, double scale) {
  if (!library().trouble.empty()) return missing();
  std::string out;
  std::string why;
  if (library().png(svg, scale, out, why)) return out;
  return std::unexpected(Error{Errc::internal, why, "drawing the PNG"});
}

}  // namespace brunt::report
