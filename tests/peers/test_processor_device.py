"""CuPy itself runs what needs a device, on one that the processor is, and that one refuses what a card refuses."""

import re
import subprocess
import sys

import numpy as np
import pytest

from engine.backends.cupy_device import reason_not_usable
from tests.peers.processor_device import making

TESTS = 100  # that need a device, at least


@pytest.mark.peers
@pytest.mark.timeout(1800)
@pytest.mark.skipif(making.COMPILER is None, reason="g++ is not installed")
def test_all_that_needs_a_device_passes_with_cupy_itself() -> None:
    if not making.is_made():
        pytest.skip("run `python -m tests.peers.processor_device -c ''` first: it makes the device")
    command = [sys.executable, "-m", "pytest", "-q", "-m", "gpu", "--ignore=tests/engine/pytorch"]  # a peer runs these
    done = subprocess.run(command, env=making.environment(), capture_output=True, text=True, check=False)
    counted = dict(re.findall(r"(\d+) (passed|failed|skipped|error)", done.stdout.splitlines()[-1]))
    assert done.returncode == 0, done.stdout[-5000:]
    assert set(counted.values()) == {"passed"} and int(next(iter(counted))) >= TESTS, counted


@pytest.fixture
def cupy():
    reason = reason_not_usable()
    if reason is not None:
        pytest.skip(reason)
    import cupy

    return cupy


KERNELS = """
extern "C" __global__ void doubled(float* values, const int count) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) values[i] *= 2.0f;
}
extern "C" __global__ void turned_round(int* values) {
    __shared__ int seen[64];
    seen[threadIdx.x] = values[threadIdx.x];
    __syncthreads();
    values[threadIdx.x] = seen[blockDim.x - 1 - threadIdx.x];
}
extern "C" __global__ void warp_sums(int* values) {
    int own = values[threadIdx.x];
    for (int by = 16; by > 0; by /= 2) own += __shfl_xor_sync(0xffffffff, own, by);
    values[threadIdx.x] = own;
}
"""


@pytest.mark.gpu
def test_kernels_do_what_they_say_where_threads_wait_for_each_other(cupy) -> None:
    kernels = cupy.RawModule(code=KERNELS)
    values = cupy.arange(10, dtype=np.float32)
    kernels.get_function("doubled")((3,), (4,), (values, np.int32(9)))
    assert values.get().tolist() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 9]
    turned = cupy.arange(64, dtype=np.int32)
    kernels.get_function("turned_round")((1,), (64,), (turned,))
    assert turned.get().tolist() == list(range(63, -1, -1))
    summed = cupy.arange(64, dtype=np.int32)
    kernels.get_function("warp_sums")((1,), (64,), (summed,))
    assert summed.get().tolist() == [sum(range(32))] * 32 + [sum(range(32, 64))] * 32


@pytest.mark.gpu
def test_arrays_of_the_processor_are_refused(cupy) -> None:
    here, there = np.ones(3, np.float32), cupy.ones(3, np.float32)
    doubled = cupy.RawModule(code=KERNELS).get_function("doubled")
    with pytest.raises(TypeError, match=r"numpy\.ndarray"):
        doubled((1,), (4,), (here, np.int32(3)))
    with pytest.raises(TypeError, match=r"numpy\.ndarray"):
        there + here
    with pytest.raises(TypeError, match="Implicit conversion"):
        np.asarray(there)


@pytest.mark.gpu
def test_a_launch_that_no_device_could_do_is_refused(cupy) -> None:
    doubled = cupy.RawModule(code=KERNELS).get_function("doubled")
    with pytest.raises(cupy.cuda.driver.CUDADriverError, match="INVALID_VALUE"):
        doubled((1,), (2048,), (cupy.ones(3, np.float32), np.int32(3)))


@pytest.mark.gpu
def test_what_is_no_cuda_or_not_there_or_too_large_is_refused(cupy) -> None:
    with pytest.raises(cupy.cuda.compiler.CompileException):
        cupy.RawModule(code="no CUDA").get_function("any")
    with pytest.raises(cupy.cuda.driver.CUDADriverError, match="NOT_FOUND"):
        cupy.RawModule(code=KERNELS).get_function("no_such")
    with pytest.raises(cupy.cuda.memory.OutOfMemoryError):
        cupy.zeros(1 << 42, np.uint8)


@pytest.mark.gpu
def test_sums_and_products_are_those_of_numpy(cupy) -> None:
    random = np.random.default_rng(3)
    for precision, most in ((np.float32, 1e-4), (np.float64, 1e-12)):
        left, right = random.normal(size=(37, 21)).astype(precision), random.normal(size=(21, 15)).astype(precision)
        one, other = cupy.asarray(left), cupy.asarray(right)
        pairs = [
            (one @ other, left @ right), (one.sum(axis=0), left.sum(axis=0)), (one.sum(axis=1), left.sum(axis=1)),
            (cupy.cumsum(one, axis=0), np.cumsum(left, axis=0)), (cupy.cumsum(one), np.cumsum(left)),
            (cupy.einsum("ij,jk->k", one, other), np.einsum("ij,jk->k", left, right)),
            (one.max(axis=1), left.max(axis=1)),
        ]  # fmt: skip
        for found, wanted in pairs:
            assert found.dtype == wanted.dtype and np.allclose(found.get(), wanted, rtol=most, atol=most)
    channels, by = random.integers(0, 9, 100), random.normal(size=100)
    counted = cupy.bincount(cupy.asarray(channels), cupy.asarray(by), minlength=12)
    assert np.allclose(counted.get(), np.bincount(channels, by, minlength=12), atol=1e-12)
