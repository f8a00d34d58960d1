# Finds LibTorch and makes the target `petseg::torch`.
#
# Looked for in this order: Torch_DIR or CMAKE_PREFIX_PATH (given by the user), the project's .venv,
# the active python3. The target is made from the folder itself and not by find_package(Torch): a
# CUDA wheel's package insists on a CUDA toolkit, which a program that only links does not need.

set(PETSEG_MINIMUM_TORCH 2.4)

# `torch` folder → TRUE where it holds headers and libraries.
function(petseg_holds_torch folder result)
  if(EXISTS "${folder}/include/torch/csrc/api/include/torch/torch.h"
     AND EXISTS "${folder}/lib/libtorch_cpu.so")
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Sets `torch_folder` and `torch_origin`; empty where nothing was found.
function(petseg_find_torch)
  set(candidates "")  # pairs: folder, origin
  if(Torch_DIR)
    list(APPEND candidates "${Torch_DIR}/../../.." "Torch_DIR")
  endif()
  set(prefixes ${CMAKE_PREFIX_PATH})
  if(DEFINED ENV{CMAKE_PREFIX_PATH})
    string(REPLACE ":" ";" from_environment "$ENV{CMAKE_PREFIX_PATH}")
    list(APPEND prefixes ${from_environment})
  endif()
  foreach(prefix IN LISTS prefixes)
    # torch.utils.cmake_prefix_path is <torch>/share/cmake; a LibTorch archive is its own prefix.
    list(APPEND candidates "${prefix}/../.." "CMAKE_PREFIX_PATH" "${prefix}" "CMAKE_PREFIX_PATH")
  endforeach()
  file(GLOB in_venv "${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch")
  foreach(folder IN LISTS in_venv)
    list(APPEND candidates "${folder}" "the project's .venv")
  endforeach()

  while(candidates)
    list(POP_FRONT candidates folder origin)
    cmake_path(NORMAL_PATH folder)
    petseg_holds_torch("${folder}" found)
    if(found)
      set(torch_folder "${folder}" PARENT_SCOPE)
      set(torch_origin "${origin}" PARENT_SCOPE)
      return()
    elseif(origin STREQUAL "Torch_DIR")
      message(FATAL_ERROR "Torch_DIR=${Torch_DIR} holds no LibTorch: expected "
                          "<torch>/share/cmake/Torch beside <torch>/lib/libtorch_cpu.so. "
                          "scripts/setup.sh installs one into .venv, which is found by itself.")
    endif()
  endwhile()

  # find_spec does not import torch, which would take a second.
  execute_process(
    COMMAND python3 -c "import importlib.util as u; print(*u.find_spec('torch').submodule_search_locations)"
    OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  petseg_holds_torch("${folder}" found)
  if(found)
    set(torch_folder "${folder}" PARENT_SCOPE)
    set(torch_origin "the active python3" PARENT_SCOPE)
  endif()
endfunction()

# Sets `torch_version` from the headers.
function(petseg_read_torch_version folder)
  foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
    if(EXISTS "${folder}/include/${header}")
      file(READ "${folder}/include/${header}" text)
      # The text may stand on the next line, after a backslash.
      if(text MATCHES "#define TORCH_VERSION[ \\\\\r\n]+\"([0-9]+\\.[0-9]+\\.[0-9]+)")
        set(torch_version ${CMAKE_MATCH_1} PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
  message(FATAL_ERROR "${folder}: cannot read LibTorch's version from its headers. "
                      "Reinstall it: scripts/setup.sh")
endfunction()

# Wheels before 2.7 were built with GCC's old C++ ABI, which the system's OpenCV does not link with.
function(petseg_refuse_old_abi folder version)
  set(package "${folder}/share/cmake/Torch/TorchConfig.cmake")
  if(EXISTS "${package}")
    file(STRINGS "${package}" old_abi REGEX "_GLIBCXX_USE_CXX11_ABI=0")
    if(old_abi)
      message(FATAL_ERROR "${folder}: LibTorch ${version} is built with the old C++ ABI "
                          "(_GLIBCXX_USE_CXX11_ABI=0) and cannot be linked with the system's "
                          "libraries. Use a wheel from 2.7 on: scripts/setup.sh installs one.")
    endif()
  endif()
endfunction()

petseg_find_torch()
if(NOT torch_folder)
  message(FATAL_ERROR "LibTorch was not found: looked at Torch_DIR, CMAKE_PREFIX_PATH, "
                      "${PROJECT_SOURCE_DIR}/.venv and the active python3. "
                      "Install it with: scripts/setup.sh")
endif()
petseg_read_torch_version("${torch_folder}")
if(torch_version VERSION_LESS PETSEG_MINIMUM_TORCH)
  message(FATAL_ERROR "${torch_folder}: LibTorch ${torch_version} is older than "
                      "${PETSEG_MINIMUM_TORCH}. Install a newer one with: scripts/setup.sh")
endif()
petseg_refuse_old_abi("${torch_folder}" ${torch_version})

add_library(petseg::torch INTERFACE IMPORTED GLOBAL)
target_include_directories(petseg::torch INTERFACE
  "${torch_folder}/include" "${torch_folder}/include/torch/csrc/api/include")
# The wheels' libtorch_cpu exports parts of the C++ library that it was built with (std::filesystem):
# named first, the system's is the one that programs are bound to.
target_link_libraries(petseg::torch INTERFACE
  stdc++ "${torch_folder}/lib/libtorch.so" "${torch_folder}/lib/libtorch_cpu.so"
  "${torch_folder}/lib/libc10.so")
# The loops in its headers (at::parallel_for) are serial without OpenMP. The runtime has to be the
# wheel's own, where it brings one: a second would have a second pool of threads.
target_compile_options(petseg::torch INTERFACE -fopenmp)
file(GLOB torch_openmp "${torch_folder}/lib/libgomp*.so*")
if(torch_openmp)
  target_link_libraries(petseg::torch INTERFACE "${torch_openmp}")
else()
  target_link_options(petseg::torch INTERFACE -fopenmp)
endif()
set(torch_device "CPU")
if(EXISTS "${torch_folder}/lib/libtorch_cuda.so")
  set(torch_device "CUDA")
  # No symbol of ours asks for the CUDA libraries: they register their kernels when loaded. What
  # they need themselves lies in the wheel's nvidia folders, where only the loader looks.
  set(keep "-Wl,--push-state,--no-as-needed")
  target_link_libraries(petseg::torch INTERFACE
    "${keep},\"${torch_folder}/lib/libtorch_cuda.so\",\"${torch_folder}/lib/libc10_cuda.so\",--pop-state")
  target_link_options(petseg::torch INTERFACE LINKER:--allow-shlib-undefined)
endif()
message(STATUS "LibTorch ${torch_version} (${torch_device}) from ${torch_origin}: ${torch_folder}")
