"""Every way in which a network can be computed here, found by asking which backends there are.

A GPU is on the list three times: run on a device where there is one (marker ``gpu``), with its kernels compiled as C++
and run on the processor, and in ``tests/engine/backends/kernels/test_cuda.py`` as PTX that is compiled and not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from engine.backends import available
from engine.backends.choosing import backend
from engine.network.description import NetworkDescription
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation
from tests.engine.backends import emulated_device
from tests.engine.backends.checked_backend import CheckedBackend

EMULATED, CHECKED = "cupy, emulated", "checked"
ROUNDING = 1e-12  # sums have no order on a device
MANY = 5  # threads, more than the processors of most machines


@dataclass(frozen=True)
class Way:
    """A backend and how many threads it uses; ``exact`` ones give the same bits, others the same spikes."""

    backend: str
    threads: int = 1
    exact: bool = True
    steps: int = 150  # that a law runs it for

    @property
    def id(self) -> str:
        return self.backend if self.threads == 1 else f"{self.backend}, {self.threads} threads"

    def simulation(self, network: NetworkDescription, precision: str = "float64") -> Simulation:
        return Simulation(network, backend=self.backend, threads=self.threads, precision=precision)

    def compare(self, plain: Chunk, chunk: Chunk) -> None:
        """The same spikes, samples and answers as NumPy's."""
        assert plain.spikes.keys() == chunk.spikes.keys()
        for id, block in plain.spikes.items():
            assert np.array_equal(block.steps, chunk.spikes[id].steps), id
            assert np.array_equal(block.neurons, chunk.spikes[id].neurons), id
        for id, samples in plain.samples.items():
            assert np.array_equal(samples.steps, chunk.samples[id].steps), id
            self.compare_numbers(samples.values, chunk.samples[id].values)
        assert plain.shown == chunk.shown
        for id, answers in plain.answers.items():
            others = chunk.answers[id]
            assert [(a.step, a.sample, a.answer, a.label) for a in answers] == [
                (a.step, a.sample, a.answer, a.label) for a in others
            ]
            for one, other in zip(answers, others, strict=True):
                self.compare_numbers(one.scores, other.scores)

    def compare_numbers(self, plain: np.ndarray, numbers: np.ndarray) -> None:
        if self.exact:
            assert np.array_equal(plain, numbers)
        else:
            assert np.allclose(plain, numbers, rtol=ROUNDING, atol=ROUNDING)


def ways() -> Iterator[object]:
    """One parameter for each way; one that cannot be gone here is skipped with its reason."""
    more = {"numba": (Way("numba", MANY),), "numpy": (Way("numpy", 2),)}
    for name, reason in available().items():
        marks = [pytest.mark.gpu] if name == "cupy" else []
        if reason is not None:
            marks.append(pytest.mark.skip(reason=reason))
        for way in (Way(name, exact=name != "cupy"), *more.get(name, ())):
            yield pytest.param(way, id=way.id, marks=marks)
    yield pytest.param(Way(CHECKED, steps=40), id=CHECKED)
    no_compiler = pytest.mark.skipif(emulated_device.COMPILER is None, reason="g++ is not installed")
    yield pytest.param(Way(EMULATED, exact=False), id=EMULATED, marks=no_compiler)


def open_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small networks have as many threads as asked, and let a simulation take the backends of tests."""
    from engine.backends.cupy_backend import CupyBackend

    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)
    made = {EMULATED: lambda: CupyBackend(emulated_device), CHECKED: CheckedBackend}
    monkeypatch.setattr("engine.simulation.simulation.backend", lambda name: made.get(name, lambda: backend(name))())
