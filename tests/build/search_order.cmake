# LibTorch is taken from the user, else from the project's .venv, else from the active python3.
include(${CMAKE_CURRENT_LIST_DIR}/mock_torch.cmake)

make_mock_torch(${WORK}/given/torch 2.10.0)
make_mock_torch(${WORK}/source/.venv/lib/python3.11/site-packages/torch 2.11.0)
make_mock_torch(${WORK}/active/torch 2.12.0)
file(WRITE ${WORK}/active/torch/__init__.py "raise SystemExit('torch must not be imported')\n")
set(ENV{PYTHONPATH} ${WORK}/active)

configure(${WORK}/source -D Torch_DIR=${WORK}/given/torch/share/cmake/Torch)
expect_output("LibTorch 2.10.0 (CPU) from Torch_DIR: ${WORK}/given/torch")

configure(${WORK}/source -U Torch_DIR -D CMAKE_PREFIX_PATH=${WORK}/given/torch)
expect_output("LibTorch 2.10.0 (CPU) from CMAKE_PREFIX_PATH: ${WORK}/given/torch")

configure(${WORK}/source -U CMAKE_PREFIX_PATH)
expect_output("LibTorch 2.11.0 (CPU) from the project's .venv: ${WORK}/source/.venv/lib")

file(REMOVE_RECURSE ${WORK}/source/.venv)
configure(${WORK}/source)
expect_output("LibTorch 2.12.0 (CPU) from the active python3: ${WORK}/active/torch")
