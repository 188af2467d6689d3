"""What a step of a training costs where: shares that add up, bytes that NumPy holds, weights that stay."""

import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.methods import methods
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.scan import Scan
from engine.learning.training import step_costs as step_costs_module
from engine.learning.training.step_costs import StepCosts, _Stopwatch, step_costs
from engine.problems import NetworkError
from tests.engine.learning.networks import convolutional, digits, projection

NETWORKS = {
    "dense": digits(hidden=60),
    "convolution": convolutional(),
    "recurrent": digits(hidden=30, more=(projection("around", "hidden", "hidden", delay=1.0),)),
}
SEGMENTS = {"memory_budget": 0.5}  # MB


def _costs(network: Any, method: Any = SurrogateGradient, settings: dict[str, Any] | None = None) -> StepCosts:
    found = step_costs(circuit(network), method, settings, repeats=2)
    assert found is not None
    return found


@pytest.mark.parametrize("settings", [{}, SEGMENTS], ids=["whole", "segments"])
@pytest.mark.parametrize("name", NETWORKS)
def test_shares_are_of_every_layer(name: str, settings: dict[str, Any]) -> None:
    found = circuit(NETWORKS[name])
    costs = _costs(NETWORKS[name], settings=settings)
    ids = [e.id for e in found.encoders]
    ids += [id for p in found.populations for id in (*(k.id for k in found.into(p.id)), p.id)]
    assert [share.id for share in costs.shares] == ids
    assert all(share.forward > 0 for share in costs.shares)
    assert all(share.backward > 0 for share in costs.shares if share.id not in ("code", "pool"))
    assert costs.optimizer > 0 and costs.rest > 0
    assert costs.batch == 64


def test_a_layer_that_is_slower_has_the_larger_share(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: Scan, first: int, last: int) -> None:
        if self.population.id == "hidden":
            time.sleep(0.2)
        before(self, first, last)

    before = Scan.backward
    monkeypatch.setattr(Scan, "backward", late)
    costs = _costs(NETWORKS["dense"])
    slow = next(share for share in costs.shares if share.id == "hidden")
    assert 0.2 <= slow.backward < costs.seconds
    assert all(share.backward < 0.2 for share in costs.shares if share is not slow)


def test_what_one_part_calls_of_another_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Inner:
        def work(self) -> None:
            clock[0] += 5

    class Outer:
        def work(self) -> None:
            clock[0] += 1
            inner.work()
            clock[0] += 2

        def pieces(self) -> Iterator[int]:
            for piece in range(3):
                clock[0] += 10
                yield piece

    clock, watch, inner, outer = [0.0], _Stopwatch(), Inner(), Outer()
    monkeypatch.setattr(step_costs_module.time, "perf_counter", lambda: clock[0])
    watch.follow(inner, "work", ("inner", "forward"))
    watch.follow(outer, "work", ("outer", "forward"))
    watch.follow_each(outer, "pieces", ("outer", "pieces"))
    outer.work()
    for _ in outer.pieces():
        clock[0] += 100  # whoever takes the pieces
    assert watch.seconds == {("inner", "forward"): 5, ("outer", "forward"): 3, ("outer", "pieces"): 30}
    Outer().work()
    assert watch.seconds["outer", "forward"] == 3, "other objects are not followed"


def test_bytes_are_those_that_a_step_holds() -> None:
    """What NumPy holds after two batches, as the benchmark of memory takes it, and no layer twice."""
    network = digits(hidden=300, sample_time=400.0)
    costs = _costs(network)
    of = {share.id: share.memory for share in costs.shares}
    assert of["in"] == 64 * 300 * 4 * 4  # weights, their gradient and two moments in single precision
    assert of["read"] == 300 * 10 * 4 * 4
    found = circuit(network)
    complete = SurrogateGradient.complete({})
    tracemalloc.start()
    learner: Any = SurrogateGradient.learner(found, complete, 1)
    tape = learner.tape(64)
    first, *_ = [tape._tape(number, 64 // len(tape._parts)) for number in range(tape.threads)]
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert first.scans["hidden"].spikes.nbytes * 3 * tape.threads < of["hidden"]
    assert costs.memory == pytest.approx(held, rel=0.1)


def test_what_was_measured_leaves_the_network_as_it_was() -> None:
    found = circuit(NETWORKS["dense"])
    before = [np.array(p.weight) if isinstance(p.weight, np.ndarray) else p.weight for p in found.projections]
    step_costs(found, SurrogateGradient, repeats=1)
    assert [p.weight for p in found.projections] == before
    assert Scan.forward.__name__ == "forward"


def test_measuring_may_be_given_up() -> None:
    heard: list[float] = []

    def told(share: float) -> bool:
        heard.append(share)
        return len(heard) < 2

    assert step_costs(circuit(NETWORKS["dense"]), SurrogateGradient, repeats=4, on_progress=told) is None
    assert heard == [0.2, 0.4]


def test_methods_that_go_through_no_tape_say_so() -> None:
    with pytest.raises(NetworkError, match="layer by layer"):
        step_costs(circuit(NETWORKS["dense"]), methods()["e_prop"], repeats=1)
    with pytest.raises(NetworkError):  # what does not fit says why
        step_costs(circuit(NETWORKS["dense"]), methods()["event_prop"], repeats=1)
