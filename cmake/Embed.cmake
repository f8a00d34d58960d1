# petseg_embed(<target> <name> a.html b.css c.js …)
#
# Puts files into the program as they are: for each, `extern const std::string_view a_html` in the
# namespace petseg::embedded, whose file name is a C++ name with every other character replaced by
# `_`. The users declare what they need of it. <name> is the object library that holds them, which
# lets any folder add to a target of another folder.

set(PETSEG_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# Run at build time: -D INPUT=… -D OUTPUT=… -D SYMBOL=… -P Embed.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  # `'\x3c'` in place of `0x3c`: bytes above 0x7f would narrow.
  string(REPEAT "." 64 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  file(WRITE ${OUTPUT} "#include <string_view>

namespace petseg::embedded {
namespace {
constexpr char kBytes[] = {
${bytes}'\\0'};
}  // namespace
extern const std::string_view ${SYMBOL};
constinit const std::string_view ${SYMBOL}{kBytes, ${size}};
}  // namespace petseg::embedded
")
  return()
endif()

function(petseg_embed target name)
  set(sources "")
  foreach(file IN LISTS ARGN)
    set(input ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    cmake_path(GET file FILENAME symbol)
    string(MAKE_C_IDENTIFIER ${symbol} symbol)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -D INPUT=${input} -D OUTPUT=${output} -D SYMBOL=${symbol}
              -P ${PETSEG_EMBED_SCRIPT}
      DEPENDS ${input} ${PETSEG_EMBED_SCRIPT}
      COMMENT "Embedding ${file}"
      VERBATIM)
    list(APPEND sources ${output})
  endforeach()
  add_library(${name} OBJECT ${sources})
  petseg_compile_options(${name})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${name}>)
endfunction()
