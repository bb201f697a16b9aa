// A part as a program of its own, for the tests: argv is KIND.
#include "sandbox/platform/part.h"

int main(int argc, char** argv) {
  return argc == 2 ? brunt::sandbox::platform::part_main(argv[1]) : 2;
}
