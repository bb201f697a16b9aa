#include "cli/version.h"

namespace brunt::cli {

std::string_view version() {
  return BRUNT_VERSION;
}

}  // namespace brunt::cli
