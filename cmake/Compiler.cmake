# How petseg's own sources are compiled: language, warnings, sanitizers, compiler cache, linker.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()

# Warnings, for our own targets only.
function(petseg_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual
    -Wno-missing-field-initializers  # fields left out of a designated initialiser have defaults
    $<$<BOOL:${PETSEG_WERROR}>:-Werror>)
endfunction()

if(PETSEG_SANITIZE)
  # Not `vptr`: it asks for type information that libtorch keeps hidden.
  add_compile_options(-fsanitize=${PETSEG_SANITIZE} -fno-sanitize-recover=all -fno-sanitize=vptr
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PETSEG_SANITIZE})
endif()

set(launcher "no compiler cache")
find_program(CCACHE_PROGRAM ccache)
if(CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher "a compiler launcher of your own")
elseif(CCACHE_PROGRAM)
  set(launcher ccache)
  # What ccache must overlook to cache sources that use a precompiled header (its manual, section
  # "Precompiled headers"); g++ needs -fpch-preprocess as well.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE_PROGRAM})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

set(linker "the default linker")
if(CMAKE_EXE_LINKER_FLAGS MATCHES "-fuse-ld=([a-z]+)")
  set(linker ${CMAKE_MATCH_1})
else()
  include(CheckLinkerFlag)
  # mold 1.10 (Debian 12) links whole archives, so that each test would load LibTorch: last.
  foreach(candidate lld gold mold)
    check_linker_flag(CXX -fuse-ld=${candidate} PETSEG_HAS_${candidate})
    if(PETSEG_HAS_${candidate})
      add_link_options(-fuse-ld=${candidate})
      set(linker ${candidate})
      break()
    endif()
  endforeach()
endif()

# A program loads only the libraries it uses: tests of modules without Torch start at once.
add_link_options(LINKER:--as-needed)

# A source that includes Torch takes up to 2 GB while it is compiled.
cmake_host_system_information(RESULT memory_mb QUERY TOTAL_PHYSICAL_MEMORY)
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
math(EXPR jobs "${memory_mb} / 2000")
if(jobs LESS 1)
  set(jobs 1)
endif()
if(jobs LESS cores)
  set_property(GLOBAL PROPERTY JOB_POOLS compile=${jobs})
  set(CMAKE_JOB_POOL_COMPILE compile)
endif()

message(STATUS "Building ${CMAKE_BUILD_TYPE} with ${launcher} and ${linker}")
