#include <unistd.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "codec/shape.h"

namespace brunt::cli {

int schema_command(const SchemaFlags&) {
  return print_text(STDOUT_FILENO, to_file_text(codec::experiment_schema())) ? 0 : 1;
}

}  // namespace brunt::cli
