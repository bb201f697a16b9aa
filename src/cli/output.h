#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/trouble.h"

namespace brunt::cli {

class Log;

/// Writes all of `text` to a descriptor with as few writes as it takes. False when the reader is
/// gone or the disk is full; a program that only tells how it goes then carries on.
bool print_text(int fd, std::string_view text);

/// The same, each line with its end, in one write.
bool print_lines(int fd, const std::vector<std::string>& lines);

/// How errors are told on standard error, and in the log when there is one.
struct ErrorOutput {
  Look look;
  bool json = false;
  const Log* log = nullptr;

  void tell(const Trouble& trouble) const;
  void tell(const std::vector<Trouble>& troubles) const;
};

}  // namespace brunt::cli
