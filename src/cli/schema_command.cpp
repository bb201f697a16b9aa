#include <unistd.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "codec/shape.h"
#include "report/json_model.h"

namespace brunt::cli {

int schema_command(const SchemaFlags& flags) {
  const std::string text = flags.of == "report" ? std::string(report::json_model_schema())
                                                : to_file_text(codec::experiment_schema());
  return print_text(STDOUT_FILENO, text) ? 0 : 1;
}

}  // namespace brunt::cli
