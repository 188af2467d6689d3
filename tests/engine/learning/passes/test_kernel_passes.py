"""Training begins at once on arrays, and goes over to compiled loops without a change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.backends.kernels.compiler_process import Compilation, CompilerProcess
from engine.circuit.circuit import circuit
from engine.learning.components.method import Batch
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes import kernel_passes as passes
from engine.learning.passes import scan as scans
from engine.learning.passes.filters import Filter
from engine.learning.passes.scan import Scan
from engine.learning.passes.traces import membrane_trace
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from tests.engine.learning.networks import small
from tests.engine.learning.replayed import learner_of
from tests.engine.learning.test_gradients import BATCH, SIZE, STEPS, Pair, _scan, pairs
from tests.engine.learning.test_on_a_device import by_currents
from tests.engine.learning.test_spike_time_rules import trains
from tests.engine.learning.test_training_by_spike_times import patterns, through


class Granting(CompilerProcess):
    """Grants a request after so many looks, without a process."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Compilation] = []

    def compile(self, wanted):
        self.requests.append(Compilation(wanted))
        return self.requests[-1]


@pytest.fixture
def unknown(monkeypatch):
    """No loop counts as compiled before it is granted."""
    aside = Granting()
    monkeypatch.setattr(passes, "is_compiled", lambda source, types: False)
    monkeypatch.setattr(passes.Passes.__init__, "__defaults__", (aside,))
    return aside


def trained(on_progress=None):
    return fit(small(), SurrogateGradient, epochs=2, seed=3, on_progress=on_progress).arrays


def test_going_over_in_the_middle_of_training_changes_no_bit(unknown):
    on_arrays = trained()
    first = len(unknown.requests)
    assert first
    seen: list[bool] = []

    def report(_progress):
        seen.append(any(request.done.is_set() for request in unknown.requests[first:]))
        for request in unknown.requests[first:]:
            request.done.set()
        return True

    gone_over = trained(report)
    assert seen[0] is False and seen[-1] is True
    assert on_arrays.keys() == gone_over.keys()
    for key, values in on_arrays.items():
        assert np.array_equal(values, gone_over[key]), key


def test_passes_that_are_asked_for_at_once_are_compiled_in_place(unknown):
    scan = _scan(pairs()[0])
    assert unknown.requests and not scan._passes.is_compiling
    assert hasattr(scan._passes.forward, "overloads"), "a function of Numba"


def test_passes_that_a_process_is_compiling_are_not_compiled_a_second_time_in_place(
    unknown: Granting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "compile_all", lambda _: pytest.fail("compiled twice"))
    usual, ask = unknown.compile, Granting.take_back

    def begun(wanted: object) -> Compilation:
        request = usual(wanted)
        request.is_begun = True
        return request

    def grant(aside: Granting, request: Compilation) -> bool:
        request.done.set()
        return ask(aside, request)

    monkeypatch.setattr(unknown, "compile", begun)
    monkeypatch.setattr(Granting, "take_back", grant)
    assert not _scan(pairs()[0])._passes.is_compiling


def both_passes(scan: Scan, pair: Pair) -> dict[str, Any]:
    """Everything that a way there and back leaves."""
    random, columns = np.random.default_rng(5), BATCH * SIZE
    discrete = pair[0].is_discrete()
    strongest = 0.6 if discrete else max(4 * pair[1].weight.default, 6.0)
    scan.arrived["r0"][:] = random.uniform(0, strongest, (STEPS, columns))
    scan.injected[:] = random.uniform(0, 0.2 if discrete else 1200.0, (1, columns))
    scan.begin({name: scan.values[name] for name in scan.trained})
    scan.forward(0, STEPS)
    scan.begin_backward()
    scan.bar_spikes[:] = random.normal(size=scan.bar_spikes.shape)
    for bar in scan._bars.values():
        bar[:] = random.uniform(0.5, 1, columns)
    scan.backward(0, STEPS)
    found = {"spikes": scan._spikes, "arrived": scan.bar_arrived["r0"], "injected": scan.bar_current}
    kinds = {"carry": scan._carry, "tape": scan._tape, "wanted": scan._wanted, "bar": scan._bars}
    return found | {f"{kind} {name}": array for kind, named in kinds.items() for name, array in named.items()}


@pytest.mark.parametrize("pair", pairs(), ids=lambda p: f"{p[0].__name__}-{p[1].__name__}")
def test_in_single_precision_loops_and_arrays_agree_to_the_bit(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a training in which compiled loops take over may do so after any batch."""
    compiled = both_passes(_scan(pair, "float32"), pair)
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    for name, array in both_passes(_scan(pair, "float32"), pair).items():
        assert np.array_equal(array, compiled[name], equal_nan=True), name


BY_TIMES = {
    "a loop, refractory": (patterns(t_ref=2.0), {"trains": "everything, delays too"}),
    "membranes": (patterns(decoder="decoders/largest_value", last="neurons/leaky_integrator"), {}),
    "alpha currents": (through("alpha_current"), {"start": "fresh weights"}),
    "wanted trains": (trains(inputs=40, patterns=3), {}),
    "constant currents": (by_currents(), {"start": "fresh weights"}),
}


def batch_of(network: Any) -> Batch:
    found = circuit(network)
    some = np.arange(min(12, len(found.samples.labels)))
    targets = found.samples.targets
    wanted = None if targets is None else targets.raster(some, found.steps).astype(np.float64)
    return Batch(found.samples.values[some], found.samples.labels[some], some, targets=wanted)


@pytest.mark.parametrize("case", BY_TIMES)
def test_spike_times_and_their_gradients_have_the_same_bits_by_loops_as_on_arrays(case, unknown):
    network, settings = BY_TIMES[case]
    learner = learner_of(network, **settings)
    batch = batch_of(network)
    tape = learner.tape(len(batch.labels))
    on_arrays = learner.gradients(tape, batch)[1]
    records = {id: np.array(tape.of(id).found.records) for id in tape.scans}
    for id in tape.scans:
        tape.of(id).compile()
    by_loops = learner.gradients(tape, batch)[1]
    assert any(by.any() for by in on_arrays.values())
    for key, by in on_arrays.items():
        assert np.array_equal(by, by_loops[key]), key
    for id, kept in records.items():
        assert np.array_equal(kept, tape.of(id).found.records), id


def test_a_trace_has_the_same_bits_by_loops_as_on_arrays(unknown):
    link = trains(synapse=find("synapses/alpha_current")).projections[0]
    sent = np.random.default_rng(2).normal(size=(50, 7, 3))
    for trace in (membrane_trace(link, 7.0, 0.5), membrane_trace(link, 7.0, 0.5).slope().squared()):
        filtered = Filter(trace, delay=3)
        on_arrays = filtered.onward(sent, np.array([0, 2, 3, 10, 49])), filtered.back(sent)
        filtered._passes.compile()
        by_loops = filtered.onward(sent, np.array([0, 2, 3, 10, 49])), filtered.back(sent)
        assert all(np.array_equal(a, b) and a.any() for a, b in zip(on_arrays, by_loops, strict=True))
