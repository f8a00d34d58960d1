# Fails and names the lines that clang-format would change.
file(GLOB_RECURSE sources include/*.h src/*.h src/*.cpp tests/*.h tests/*.cpp)
execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror ${sources}
                RESULT_VARIABLE differs ERROR_VARIABLE text)
if(differs)
  message(FATAL_ERROR "Run clang-format -i on:\n${text}")
endif()
