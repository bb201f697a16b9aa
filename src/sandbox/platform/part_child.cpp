// A part as a program of its own, for the tests: argv is KIND CONFIG.
#include "sandbox/platform/part.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto config = brunt::parse_json(argv[2]);
  return config ? brunt::sandbox::platform::part_main(argv[1], *config) : 2;
}
