# What cannot be used ends the configuration with a line that says what to do.
include(${CMAKE_CURRENT_LIST_DIR}/mock_torch.cmake)

function(expect_refusal text)
  if(status EQUAL 0)
    message(FATAL_ERROR "configured, but expected a refusal: ${text}")
  endif()
  expect_output("${text}")
  expect_output("scripts/setup.sh")
endfunction()

# A python3 that has no torch, whatever this machine's has.
file(WRITE ${WORK}/bin/python3 "#!/bin/sh\nexit 1\n")
file(CHMOD ${WORK}/bin/python3 PERMISSIONS OWNER_READ OWNER_EXECUTE)
set(ENV{PATH} "${WORK}/bin:$ENV{PATH}")
configure(${WORK}/source)
expect_refusal("LibTorch was not found")

configure(${WORK}/source -D Torch_DIR=${WORK}/nowhere)
expect_refusal("Torch_DIR=${WORK}/nowhere holds no LibTorch")

make_mock_torch(${WORK}/old/torch 2.3.1)
configure(${WORK}/source -U Torch_DIR -D CMAKE_PREFIX_PATH=${WORK}/old/torch)
expect_refusal("LibTorch 2.3.1 is older than 2.4")

make_mock_torch(${WORK}/abi0/torch 2.5.0)
file(WRITE ${WORK}/abi0/torch/share/cmake/Torch/TorchConfig.cmake
     "set(TORCH_CXX_FLAGS \"-D_GLIBCXX_USE_CXX11_ABI=0\")\n")
configure(${WORK}/source -D CMAKE_PREFIX_PATH=${WORK}/abi0/torch)
expect_refusal("old C++ ABI")
