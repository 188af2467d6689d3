"""Rows of synapses are changed as whole vectors: seen in the machine code of what runs most."""

from __future__ import annotations

import platform

import numba
import pytest

from engine.backends.kernels.kernel import Kernel
from engine.backends.kernels.source_cache import loaded
from engine.plasticity import PairSTDP, RewardModulatedSTDP, TripletSTDP
from engine.simulation.operations.plastic_drift import drifting
from engine.simulation.operations.plasticity import plastic_delivery
from tests.compiled_once import assembly
from tests.engine.compiling.test_vectorised import FEWEST, PACKED

KINDS = {"np.int32": numba.int32, "np.int64": numba.int64, "np.uint16": numba.uint16, "np.uint32": numba.uint32}


def packed(kernel: Kernel, precision: str) -> int:
    """How many products of whole vectors there are in a kernel."""
    function = getattr(loaded(kernel.text), kernel.function)
    kinds = {**KINDS, "F": getattr(numba, precision)}
    types = (numba.int64, numba.int64, *(kinds[a.dtype][::1] for a in kernel.arguments))
    return len(PACKED[precision].findall(assembly(function, types, kernel.text)))


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64", "arm64", "aarch64"), reason="unknown instructions")
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("dense", [True, False], ids=["dense", "sparse"])
@pytest.mark.parametrize("rule", [PairSTDP, TripletSTDP], ids=lambda rule: rule.key)
def test_what_a_source_spike_does_to_its_row_works_on_whole_vectors(rule, dense, precision):
    assert packed(plastic_delivery(rule, dense, True, precision, "uint16"), precision) >= FEWEST


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64", "arm64", "aarch64"), reason="unknown instructions")
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_what_time_does_to_eligibility_works_on_whole_vectors(precision):
    assert packed(drifting(RewardModulatedSTDP, True, precision, "uint16"), precision) >= FEWEST
