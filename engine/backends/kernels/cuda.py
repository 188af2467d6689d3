"""Kernels as CUDA text: one signature for all, and a body beside each compiled loop.

Spikes are appended in no order and sums have no order: what a device gives is the same network to within
rounding, not bit by bit. Compile with ``--fmad=false``, as the loops have no contraction either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.backends.kernels.argument import Argument

SPIKE_COUNT = Argument("count", "np.int32", "1")  # how many a log holds so far
OPTIONS = ("--fmad=false", "--std=c++14")
TYPES = {
    "F": "F",
    "np.int32": "int",
    "np.int64": "long long",
    "np.uint8": "unsigned char",
    "np.uint16": "unsigned short",
    "np.uint32": "unsigned int",
    "np.uint64": "unsigned long long",
    "np.float64": "double",
}

PHILOX = """
__device__ inline unsigned int philox(unsigned int c0, unsigned int c1, unsigned int c2, unsigned int c3,
                                      unsigned int k0, unsigned int k1, int lane) {
    for (int round = 0; round < 10; ++round) {
        const unsigned long long p0 = (unsigned long long)c0 * 0xD2511F53u, p1 = (unsigned long long)c2 * 0xCD9E8D57u;
        const unsigned int h0 = (unsigned int)(p0 >> 32), h1 = (unsigned int)(p1 >> 32);
        c0 = h1 ^ c1 ^ k0;
        c1 = (unsigned int)p1;
        c2 = h0 ^ c3 ^ k1;
        c3 = (unsigned int)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return lane == 0 ? c0 : lane == 1 ? c1 : lane == 2 ? c2 : c3;
}
"""


@dataclass(frozen=True)
class Cuda:
    """CUDA source of ``function``; ``arguments`` are its pointers in order.

    ``takes_step``: it begins with ``(int neurons, int j, long long k)``, otherwise with ``(int neurons)``.
    ``count`` among its arguments is the running number of spikes of the log that it appends to.
    """

    text: str
    function: str
    arguments: tuple[Argument, ...]
    takes_step: bool = True

    @property
    def appends(self) -> bool:
        return SPIKE_COUNT in self.arguments


def cuda_kernel(
    function: str, arguments: Sequence[Argument], body: str, precision: str, before: str = "", appends: bool = False
) -> Cuda:
    """``body`` sees ``neurons``, ``j``, ``k``, its pointers, and ``thread`` of ``threads`` threads."""
    given = (*arguments, SPIKE_COUNT) if appends else tuple(arguments)
    pointers = ", ".join(f"{TYPES[a.dtype]}* {a.name}" for a in given)
    start = "" if "typedef" in before else f"typedef {'double' if precision == 'float64' else 'float'} F;\n"
    text = f"""{start}{before}
extern "C" __global__ void {function}(const int neurons, const int j, const long long k, {pointers}) {{
    const long long thread = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    const long long threads = (long long)gridDim.x * blockDim.x;
{body}}}
"""
    return Cuda(text, function, given)
