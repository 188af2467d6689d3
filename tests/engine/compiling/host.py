"""Runs CUDA text on the processor: a C++ compiler and a shim for the words that only CUDA knows."""

from __future__ import annotations

import ctypes
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.kernels.cuda import Cuda
from engine.compiling import CompiledPopulation
from engine.simulation.arrays.population_arrays import updating
from tests.compiled_once import made_once, run, version
from tests.engine.compiling.stepping import DTYPES, Array, Drive, chances, start

COMPILER = shutil.which("g++") or shutil.which("clang++")
SHIM = """
#include <cmath>
#include <cstring>
using std::floor; using std::fabs; using std::sqrt;
#define __global__
#define __device__
struct Place { int x; };
static Place blockIdx{0}, blockDim{1}, threadIdx{0}, gridDim{1 << 30};
template <class To, class From> inline To bits(From value) { To to; std::memcpy(&to, &value, sizeof to); return to; }
inline double __longlong_as_double(long long value) { return bits<double>(value); }
inline long long __double_as_longlong(double value) { return bits<long long>(value); }
inline float __int_as_float(int value) { return bits<float>(value); }
inline int __float_as_int(float value) { return bits<int>(value); }
inline int atomicAdd(int* place, int more) { const int before = *place; *place += more; return before; }
"""
LOOP = """
extern "C" void every(const int neurons, void** a) {{
    for (blockIdx.x = 0; blockIdx.x < neurons; ++blockIdx.x) update(neurons, 0, {arguments});
}}
"""
OPTIONS = ("-O1", "-ffp-contract=off", "-shared", "-fPIC", "-x", "c++")
TYPES = {"F": "F", "np.int32": "int", "np.int64": "long long", "np.uint8": "unsigned char"}


def compiled(cuda: Cuda) -> Any:
    """The CUDA text as a function ``every(neurons, pointers)`` of this process."""
    arguments = ", ".join(f"({TYPES[a.dtype]}*)a[{i}]" for i, a in enumerate(cuda.arguments))
    source = SHIM + cuda.text + LOOP.format(arguments=arguments)
    library = made_once((source, version(str(COMPILER)), *OPTIONS), ".so", lambda path: run_compiler(source, path))
    return ctypes.CDLL(str(library)).every


def run_compiler(source: str, library: Path) -> None:
    text = library.with_suffix(".cpp")
    text.write_text(source, encoding="utf-8")
    run(COMPILER, *OPTIONS, "-o", library, text)


def run_cuda(
    population: CompiledPopulation, drive: Drive, values: Mapping[str, Any], h: float
) -> tuple[list[tuple[int, int]], dict[str, Array]]:
    """Spikes (step, neuron) and states (steps, neurons), as the other runs give them."""
    cuda = updating(population, population.precision).cuda
    every, kind, n = compiled(cuda), np.dtype(population.precision), drive.neurons
    states, found = start(population, values, n), population.coefficients(values, h)
    arrays: dict[str, Array] = {f"{name}_all": value for name, value in states.items()}
    arrays |= {f"{name}_all": np.broadcast_to(found[name], n).astype(kind) for name in population.varying_arrays}
    arrays["spikes"] = np.zeros(n, np.int32)
    arrays["constants"] = np.array([found[name] for name in population.constants] or [0.0], kind)
    for a in cuda.arguments:
        length = int(a.length) if a.length.isdigit() else n
        arrays.setdefault(a.name, np.zeros(length, kind if a.dtype == "F" else DTYPES[a.dtype]))
    if population.refractory:
        arrays["refractory_steps"][:] = np.round(np.asarray(values[population.refractory]) / h)
    pointers = (ctypes.c_void_p * len(cuda.arguments))(*(arrays[a.name].ctypes.data for a in cuda.arguments))
    spikes: list[tuple[int, int]] = []
    kept: dict[str, list[Array]] = {name: [] for name in states}
    for j in range(drive.steps):
        if population.fires_by_chance:
            arrays["drawn_all"][:] = chances(j, n)
        if "injected_all" in arrays:
            arrays["injected_all"][:] = drive.injected[j]
        for label, weights in drive.arrived.items():
            arrays[f"arrived_{label}_all"][:] = weights[j]
        arrays["count"][:] = 0
        every(ctypes.c_int(n), pointers)
        spikes += [(j, int(i)) for i in arrays["spikes"][: arrays["count"][0]]]
        for name in states:
            kept[name].append(states[name].copy())
    return spikes, {name: np.array(rows) for name, rows in kept.items()}
