# GoogleTest through CTest.

find_package(GTest REQUIRED)
include(GoogleTest)

# petseg_add_test(<module> [LABEL golden] [PROCESSORS 2] [FIXTURE files] a_test.cpp b_test.cpp …)
#
# Makes the binary <module>_test (<module>_golden_test) and one CTest test for each TEST in it,
# named <module>.Subject.Behaviour and labelled `unit` unless another label is given. Tests that
# train say PROCESSORS: LibTorch takes all of them, and two such tests side by side take longer
# than one after the other. FIXTURE names a CTest fixture that they need.
function(petseg_add_test module)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;PROCESSORS;FIXTURE" "")
  set(name ${module}_test)
  if(arg_LABEL)
    set(name ${module}_${arg_LABEL}_test)
  else()
    set(arg_LABEL unit)
  endif()

  if(NOT arg_PROCESSORS)
    set(arg_PROCESSORS 1)
  endif()

  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  petseg_compile_options(${name})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  if(module IN_LIST PETSEG_TORCH_FREE_MODULES)
    target_link_libraries(${name} PRIVATE petseg_base)
  else()
    target_link_libraries(${name} PRIVATE petseg_core)
    target_precompile_headers(${name} REUSE_FROM petseg_core)
  endif()
  target_link_libraries(${name} PRIVATE opencv_imgproc opencv_imgcodecs JPEG::JPEG LibArchive::LibArchive
    nlohmann_json::nlohmann_json Threads::Threads GTest::gmock GTest::gtest_main)
  # Golden files are found by __FILE__, which a compiler cache may make relative to the build folder.
  gtest_discover_tests(${name}
    TEST_PREFIX ${module}.
    WORKING_DIRECTORY ${PROJECT_BINARY_DIR}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT 300 PROCESSORS ${arg_PROCESSORS}
               FIXTURES_REQUIRED "${arg_FIXTURE}")
endfunction()
