# Makes folders that look like a torch wheel's, with stub libraries, for the tests of
# cmake/LibTorch.cmake. Expects CXX (a compiler), MODULE (LibTorch.cmake), WORK (an empty folder).

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# compile_stub(<path of the .so> <C++ text> [linker flags…])
function(compile_stub library text)
  file(WRITE ${WORK}/stub.cpp "${text}\n")
  cmake_path(GET library FILENAME soname)
  cmake_path(GET library PARENT_PATH folder)
  file(MAKE_DIRECTORY ${folder})
  run(${CXX} -shared -fPIC -Wl,-soname,${soname} -o ${library} ${WORK}/stub.cpp ${ARGN})
endfunction()

# make_mock_torch(<folder> <version>): a CPU wheel.
function(make_mock_torch folder version)
  file(WRITE ${folder}/include/torch/headeronly/version.h
       "#define TORCH_VERSION \\\n  \"${version}\"\n")
  file(WRITE ${folder}/include/torch/csrc/api/include/torch/torch.h "int add_one(int number);\n")
  compile_stub(${folder}/lib/libc10.so "")
  compile_stub(${folder}/lib/libtorch_cpu.so "int add_one(int number) { return number + 1; }")
  compile_stub(${folder}/lib/libtorch.so "")
endfunction()

# Adds what a CUDA wheel has: libraries that register themselves when loaded, and that need
# libcudart, which lies where only the loader finds it.
function(add_mock_cuda folder)
  set(nvidia ${folder}/../nvidia/cuda_runtime/lib)
  compile_stub(${nvidia}/libcudart.so.12 "int cudaMalloc() { return 0; }")
  compile_stub(${folder}/lib/libc10_cuda.so "")
  compile_stub(${folder}/lib/libtorch_cuda.so [[
    #include <cstdio>
    int cudaMalloc();
    __attribute__((constructor)) static void add_kernels() { std::puts(cudaMalloc() ? "" : "CUDA kernels registered"); }
    ]] ${nvidia}/libcudart.so.12 "-Wl,-rpath,$ORIGIN/../../nvidia/cuda_runtime/lib")
endfunction()

# configure(<source folder> [cmake arguments…]): sets `status` and `output`.
function(configure source)
  file(COPY ${CMAKE_CURRENT_LIST_DIR}/program/ DESTINATION ${source})
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env --unset=CMAKE_PREFIX_PATH ${CMAKE_COMMAND} -G Ninja
            -S ${source} -B ${source}/build -D LIBTORCH_MODULE=${MODULE} -D CMAKE_CXX_COMPILER=${CXX}
            ${ARGN}
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")  # messages are wrapped
  set(status ${code} PARENT_SCOPE)
  set(output "${text}" PARENT_SCOPE)
endfunction()

function(expect_output text)
  string(FIND "${output}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "expected '${text}' in:\n${output}")
  endif()
endfunction()
