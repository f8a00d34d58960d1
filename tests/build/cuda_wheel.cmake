# A CUDA wheel configures, links and loads its kernels on a machine without a CUDA toolkit.
include(${CMAKE_CURRENT_LIST_DIR}/mock_torch.cmake)

set(torch ${WORK}/site-packages/torch)
make_mock_torch(${torch} 2.13.0)
add_mock_cuda(${torch})

configure(${WORK}/source -D CMAKE_PREFIX_PATH=${torch}/share/cmake)
expect_output("LibTorch 2.13.0 (CUDA) from CMAKE_PREFIX_PATH: ${torch}")

run(${CMAKE_COMMAND} --build ${WORK}/source/build)
execute_process(COMMAND ${WORK}/source/build/program OUTPUT_VARIABLE output
                COMMAND_ERROR_IS_FATAL ANY)
expect_output("CUDA kernels registered")
