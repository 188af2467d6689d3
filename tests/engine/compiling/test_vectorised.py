"""The compiled loop keeps its vector instructions: a change of generator or of Numba that loses them is seen here."""

from __future__ import annotations

import platform
import re

import numba
import pytest
from llvmlite.binding import FeatureMap, get_host_cpu_features

from engine.backends.kernels import numba_options
from engine.backends.kernels.source_cache import loaded
from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel, SynapseModel
from engine.neurons import DiscreteLeakyIntegrateAndFire, HodgkinHuxley, LeakyIntegrateAndFire, TraubMiles
from engine.synapses import Delta, ExponentialConductance, ExponentialCurrent
from tests import compiled_once
from tests.engine.compiling.models import AdaptiveExponential

PACKED = {
    "float64": re.compile(r"\bv?(?:mul|fmul)pd\b|\bfmul\s+v\d+\.2d"),
    "float32": re.compile(r"\bv?(?:mul|fmul)ps\b|\bfmul\s+v\d+\.4s"),
}
WIDE = re.compile(r"\bvmulp[sd]\b[^\n]*%[yz]mm")
WIDEST = re.compile(r"\bvmulp[sd]\b[^\n]*%zmm")
FEWEST = 1  # products in the simplest step, written once a vector


def assembly(neuron: type[NeuronModel], synapses: tuple[type[SynapseModel], ...], varied: str, precision: str) -> str:
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    population = compiled_population(neuron, receptors, frozenset({varied} if varied else ()), precision)
    update = loaded(population.numba_text).update
    kinds = {"F": getattr(numba, precision), "np.int32": numba.int32, "np.int64": numba.int64, "np.uint8": numba.uint8}
    types = (numba.int64, numba.int64, *(kinds[a.dtype][::1] for a in population.arguments))
    return compiled_once.assembly(update, types, population.numba_text)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64", "arm64", "aarch64"), reason="unknown instructions")
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(
    ("neuron", "synapses", "varied"),
    [
        (LeakyIntegrateAndFire, (ExponentialCurrent, ExponentialCurrent), ""),
        (LeakyIntegrateAndFire, (ExponentialCurrent, ExponentialCurrent), "tau_m"),
        (LeakyIntegrateAndFire, (Delta,), ""),
        (DiscreteLeakyIntegrateAndFire, (Delta,), "beta"),
        (LeakyIntegrateAndFire, (ExponentialConductance, ExponentialConductance), ""),
        (LeakyIntegrateAndFire, (ExponentialConductance, ExponentialConductance), "tau_m"),
        (AdaptiveExponential, (ExponentialCurrent,), ""),
        (HodgkinHuxley, (ExponentialConductance, ExponentialConductance), ""),
        (TraubMiles, (ExponentialConductance,), ""),
    ],
)
def test_the_update_works_on_whole_vectors(
    neuron: type[NeuronModel], synapses: tuple[type[SynapseModel], ...], varied: str, precision: str
) -> None:
    text = assembly(neuron, synapses, varied, precision)
    assert len(PACKED[precision].findall(text)) >= FEWEST
    if get_host_cpu_features().get("avx2"):  # a number of the loop that is longer than the others makes vectors short
        assert len(WIDE.findall(text)) >= FEWEST
    if "-prefer-256-bit" in (numba.config.CPU_FEATURES or ""):
        assert len(WIDEST.findall(text)) >= FEWEST


@pytest.mark.parametrize(
    ("processor", "known", "told"),
    [
        ("sapphirerapids", {"avx2": True, "avx512vl": True}, True),
        ("skylake-avx512", {"avx2": True, "avx512vl": True}, False),
        ("haswell", {"avx2": True, "avx512vl": False}, False),
    ],
)
def test_vectors_of_512_bits_are_asked_for_where_they_do_not_slow_the_processor(
    processor: str, known: dict[str, bool], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba_options.numba.config, "CPU_FEATURES", None)
    monkeypatch.setattr(numba_options, "get_host_cpu_features", lambda: FeatureMap(known))
    monkeypatch.setattr(numba_options, "get_host_cpu_name", lambda: processor)
    assert numba_options.features() == ("+avx2,+avx512vl,-prefer-256-bit" if told else None)


def test_features_that_the_user_names_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba_options.numba.config, "CPU_FEATURES", "+avx2")
    assert numba_options.features() == "+avx2"
