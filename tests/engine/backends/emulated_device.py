"""A stand-in for CuPy: compiles CUDA text as C++ and runs its threads one after the other.

Shows that the kernels and their launches compute the right thing where there is no device, and, where
``RawModule.watched`` is set, that no two threads of a launch meet and none leaves its arrays (:mod:`.watched_threads`).
"""

from __future__ import annotations

import ctypes
import re
import shutil
from pathlib import Path

import numpy as np

from tests.compiled_once import made_once, run, version
from tests.engine.backends import watched_threads

COMPILER = shutil.which("g++")
MOST_THREADS = 1024  # of a block, on every device

SHIM = """
#include <cmath>
#include <cstring>
using namespace std;
#define __global__
#define __device__ static
struct Index { int x; };
static Index blockIdx, blockDim, threadIdx, gridDim;
#define ATOMIC __attribute__((no_sanitize("thread"))) static
template <class T, class V> ATOMIC T atomicAdd(T* at, V by) {
    WATCH_ATOMIC(at); T old = *at; *at = old + (T)by; return old; }
ATOMIC unsigned long long atomicCAS(unsigned long long* at, unsigned long long is, unsigned long long to) {
    WATCH_ATOMIC(at); unsigned long long old = *at; if (old == is) *at = to; return old; }
static double __longlong_as_double(long long v) { double r; memcpy(&r, &v, 8); return r; }
static long long __double_as_longlong(double v) { long long r; memcpy(&r, &v, 8); return r; }
static float __int_as_float(int v) { float r; memcpy(&r, &v, 4); return r; }
static int __float_as_int(float v) { int r; memcpy(&r, &v, 4); return r; }
"""
UNWATCHED = """
#define WATCH_ATOMIC(at)
#define WATCH_THREAD
"""
WATCHED = f"""{watched_threads.DECLARED}
#define WATCH_ATOMIC(at) watched_atomic((void*)(at), sizeof *(at))
#define WATCH_THREAD watched_thread = b * (long long)block + t; watched_stack = (char*)__builtin_frame_address(0)
"""
HEAD = re.compile(r'extern "C" __global__ void (\w+)\(([^)]*)\)')


class DeviceArray:
    """Memory that only ``set`` and ``get`` share with the host."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = np.array(values)

    def set(self, host: np.ndarray) -> None:
        self.values[...] = host

    def get(self) -> np.ndarray:
        return self.values.copy()

    def __getitem__(self, place: int) -> DeviceArray:
        view = DeviceArray.__new__(DeviceArray)
        view.values = self.values[place]
        return view


def asarray(values: np.ndarray) -> DeviceArray:
    return DeviceArray(values)


NAMES = {
    "F": ("float32", "float64"), "int": ("int32",), "long long": ("int64",), "unsigned int": ("uint32",),
    "unsigned short": ("uint16",), "unsigned char": ("uint8", "bool"), "double": ("float64",),
}  # fmt: skip
"""The types of NumPy that a type of CUDA takes; ``F`` is either, by the text's own definition."""
TAKEN = {f"{name}{star}": frozenset(map(np.dtype, names)) for name, names in NAMES.items() for star in ("", "*", " *")}


def _types(listed: str) -> list[str]:
    """The types of a kernel's parameters, as they are written."""
    return [re.sub(r"\bconst\b", "", part).rsplit(maxsplit=1)[0].strip() for part in listed.split(",")]


def _arrays(listed: str) -> list[str]:
    """What a kernel calls its arrays."""
    return [part.split()[-1].lstrip("*") for part in listed.split(",") if "*" in part]


def _check(name: str, types: list[str], arguments: tuple) -> None:
    """A device takes bytes as they lie: arrays must be whole and everything of the type that the kernel names."""
    assert len(types) == len(arguments), f"{name} takes {len(types)} arguments, {len(arguments)} were given"
    for wanted, given in zip(types, arguments, strict=True):
        array = isinstance(given, DeviceArray)
        assert array == wanted.endswith("*"), f"{name} takes {wanted}, not {type(given).__name__}"
        values = given.values if array else given
        assert not array or values.flags.c_contiguous, f"{name} reads past the strides of an array"
        found = getattr(values, "dtype", type(given).__name__)
        assert found in TAKEN[wanted], f"{name} takes {wanted}, not {found}"


def _launcher(name: str, listed: str) -> str:
    """What runs all threads of a kernel, one after the other."""
    types = _types(listed)
    passed = ", ".join(f"({t})a[{i}]" if t.endswith("*") else f"*({t}*)a[{i}]" for i, t in enumerate(types))
    loop = f"blockIdx.x = b; threadIdx.x = t; WATCH_THREAD; ::{name}({passed});"
    return f"""
extern "C" __attribute__((no_sanitize("thread"))) void launch_{name}(int grid, int block, void** a) {{
    gridDim.x = grid; blockDim.x = block;
    for (int b = 0; b < grid; ++b) for (int t = 0; t < block; ++t) {{ {loop} }}
}}
"""


OPTIONS = ("-std=c++11", "-O1", "-ffp-contract=off", "-w", "-fpermissive", "-shared", "-fPIC")


def compiled(text: str, library: Path) -> None:
    """Make a shared library of ``text``."""
    source = library.with_suffix(".cpp")
    source.write_text(text, encoding="utf-8")
    run(COMPILER, *OPTIONS, source, "-o", library)


class RawModule:
    """CUDA text as a shared library; ``watched``: with an eye on what every thread touches."""

    watched = False

    def __init__(self, code: str, options: tuple[str, ...]) -> None:
        heads = dict(HEAD.findall(code))
        self._types = {name: _types(listed) for name, listed in heads.items()}
        self._arrays = {name: _arrays(listed) for name, listed in heads.items()}
        launcher = "".join(map(_launcher, heads, heads.values()))
        self._watched = self.watched
        text = (WATCHED if self._watched else UNWATCHED) + SHIM + code + launcher
        if self._watched:
            library = watched_threads.library(str(COMPILER), text)
        else:
            depends_on = (text, version(str(COMPILER)), *OPTIONS)
            library = made_once(depends_on, ".so", lambda path: compiled(text, path))
        self._library = ctypes.CDLL(str(library))

    def get_function(self, name: str):
        launch, types, names = getattr(self._library, f"launch_{name}"), self._types[name], self._arrays[name]

        def call(grid, block, arguments) -> None:
            assert grid[0] > 0 and 0 < block[0] <= MOST_THREADS, f"no device launches {name} with {grid}, {block}"
            _check(name, types, arguments)
            scalars = [np.array(a) for a in arguments if not isinstance(a, DeviceArray)]
            numbers = iter(scalars)
            held = [a.values if isinstance(a, DeviceArray) else next(numbers) for a in arguments]
            pointers = (ctypes.c_void_p * len(held))(*map(watched_threads.address, held))
            arrays = [h for h, a in zip(held, arguments, strict=True) if isinstance(a, DeviceArray)]
            if self._watched:
                watched_threads.begin(self._library, arrays)
            launch(grid[0], block[0], pointers)
            if self._watched:
                watched_threads.end(self._library, name, names)

        return call
