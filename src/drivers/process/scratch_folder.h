#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sys/environment.h"
#include "sys/file.h"

namespace brunt::drivers::process {

/// For tests: a working directory of its own, and a PATH with nothing but its `bin`.
struct ScratchFolder : testing::Test {
  std::filesystem::path before = std::filesystem::current_path();
  std::string path_before = sys::environment("PATH").value_or("");
  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("brunt-process-" + std::to_string(::getpid()) + "-" +
                                  testing::UnitTest::GetInstance()->current_test_info()->name());

  ScratchFolder() {
    std::filesystem::create_directories(folder / "bin");
    std::filesystem::current_path(folder);
    ::setenv("PATH", (folder / "bin").c_str(), 1);
  }
  ~ScratchFolder() override {
    ::setenv("PATH", path_before.c_str(), 1);
    std::filesystem::current_path(before);
    std::filesystem::remove_all(folder);
  }

  std::string write(const std::string& name, const std::string& text,
                    bool executable = false) const {
    const auto path = folder / name;
    EXPECT_TRUE(sys::write_file_atomically(path, text));
    if (executable) std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }
};

}  // namespace brunt::drivers::process
