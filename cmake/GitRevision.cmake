# Run at build time: writes the git revision as a C++ header, and only when it has changed.
#   cmake -D SOURCE_DIR=… -D OUTPUT=… -P GitRevision.cmake

cmake_minimum_required(VERSION 3.24)

# A checkout that belongs to another user (a container's mount) is still ours to describe.
set(git git --no-optional-locks -c safe.directory=${SOURCE_DIR} -C ${SOURCE_DIR})
set(revision "")
execute_process(COMMAND ${git} rev-parse --show-toplevel
                OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
# An unpacked source archive inside some other repository has no revision of its own.
file(REAL_PATH "${SOURCE_DIR}" source)
if(top STREQUAL source)
  execute_process(COMMAND ${git} describe --always --dirty --abbrev=12 --exclude=*
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT revision)
  set(revision unknown)
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "#define PETSEG_GIT_REVISION \"@revision@\"\n" @ONLY)
