"""Whatever is built is built in pieces: between two questions whether to go on, little is done."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event, Thread
from time import sleep
from typing import Any, ClassVar

import numpy as np
import pytest

from engine import child_process, equations, progress
from engine.backends.functions import building, wiring_draws
from engine.backends.kernels import compiler_process, loops
from engine.backends.kernels.compiler_process import Compilation, Compiler, CompilerProcess
from engine.compiling.steps import population
from engine.model.registry import discovery
from engine.model.registry.discovery import find
from engine.model.topology import WiringRule
from engine.network.description import Connections, NetworkDescription, Population, Projection
from engine.network.values import Normal
from engine.progress import Cancelled, Work
from engine.simulation import simulation
from engine.simulation.arrays import network_arrays
from engine.simulation.connections import compiled_wiring
from engine.simulation.connections.wired import one_a_pair
from engine.simulation.simulation import Simulation
from tests.patience import ENDLESS

SIDE, PIECE = 20, 500
PATIENCE = 30.0  # s
NEURONS = SIDE * SIDE
LIF, DELTA = find("neurons/leaky_integrate_and_fire"), find("synapses/delta")
GRID, STDP = find("positions/grid"), find("plasticity/pair_stdp")
RULES = discovery.models("wiring")
ON_RANGES = (
    "sort_rows", "count_segments", "fill_segments", "unbroken", "mark_lags", "count_incoming", "place_incoming"
)  # fmt: skip


def placed(id: str, shape: tuple[int, int, int]) -> Population:
    channels, rows, columns = map(float, shape)
    values = {"channels": channels, "rows": rows, "columns": columns}
    return Population(id, LIF, int(np.prod(shape)), positions=GRID, positions_parameters=values)


def network(rule: type[WiringRule]) -> NetworkDescription:
    """Two grids, joined by a rule with random weights and delays, which learn where they may."""
    source, values = placed("a", (1, SIDE, SIDE)), dict[str, Any]()
    demand = rule.demand(*(_side(source),) * 2, False, {})
    if demand is not None:
        values[demand.name] = 10.0 * demand.asked
    shape = rule.result((1, SIDE, SIDE), values) if rule.gridded else None
    link = Projection("p", "a", "b", DELTA, rule, 1.0, Normal(1.5, 0.5), wiring_parameters=values)
    if not rule.shared:
        link = replace(link, plasticity=STDP)
    if rule.listed:
        pre, post = np.divmod(np.arange(20 * NEURONS), 20)
        link = replace(link, connections=Connections(pre, (pre + post) % NEURONS), delay=1.5)
    return NetworkDescription(populations=(source, placed("b", shape or (1, SIDE, SIDE))), projections=(link,))


def _side(population: Population) -> Any:
    from engine.sampling.space import side_of

    return side_of(population, 1)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a test's size, in every module that knows their size."""
    sizes = {name: getattr(progress, name) for name in ("PIECE", "CLEAR")} | {"BLOCK_CONNECTIONS": 1 << 18}
    for module in [m for name, m in sys.modules.items() if name.startswith("engine.")]:
        for name, size in (sizes | {"BLOCK_PAIRS": 1 << 18}).items():
            if getattr(module, name, None) == size:
                monkeypatch.setattr(module, name, PIECE)
    monkeypatch.setattr(Work.pieces, "__defaults__", (PIECE,))
    monkeypatch.setattr(network_arrays, "by_compiled_loops", lambda *_: True)


class Heard:
    """How many connections each compiled loop was given since the last question whether to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.since, self.most, self.questions, self.all = 0, 0, 0, 0
        for name in ON_RANGES:
            self._listen(monkeypatch, name, lambda first, low, high, *_: int(first[high] - first[low]))
        self._listen(monkeypatch, "count_sources", lambda _counts, pre: len(pre))
        self._listen(monkeypatch, "place", lambda _cursor, pre, *_: len(pre))

    def _listen(self, monkeypatch: pytest.MonkeyPatch, name: str, size: Any) -> None:
        loop = getattr(building, name)

        def heard(*arguments: Any) -> Any:
            self.since += size(*arguments)
            self.all += size(*arguments)
            return loop(*arguments)

        monkeypatch.setattr(building, name, heard)

    def go_on(self, _share: float) -> bool:
        self.most, self.since, self.questions = max(self.most, self.since), 0, self.questions + 1
        return True


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_is_wired_and_linked_in_pieces(
    rule: type[WiringRule], small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(monkeypatch)
    made = Simulation(network(rule), backend="numpy", progress=heard.go_on)
    heard.go_on(1.0)
    wires = made.connections("p")
    longest = max(np.bincount(wires.pre).max(), np.bincount(wires.post).max())
    phases = heard.all / len(wires.pre)
    assert phases >= (5 if rule.shared else 7), "counted, placed, sorted, in segments; then by target"
    assert heard.most <= PIECE + longest
    assert heard.questions >= heard.all / (PIECE + longest)


def patient(questions: int) -> Callable[[float], bool]:
    """Goes on so often, then cancels."""
    left = iter(range(questions))
    return lambda _share: next(left, None) is not None


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_can_be_cancelled_at_any_question(rule: type[WiringRule], small_pieces: None) -> None:
    asked: list[float] = []
    Simulation(network(rule), backend="numpy", progress=lambda share: asked.append(share) or True)  # type: ignore[func-returns-value]
    assert asked == sorted(asked) and asked[-1] <= 1.0
    for last in (1, len(asked) // 2, len(asked) - 1):
        with pytest.raises(Cancelled):  # by the share: what is waited for asks oftener on a busy machine
            Simulation(network(rule), backend="numpy", progress=lambda share, end=asked[last]: share < end)


def signatures() -> Iterator[tuple[str, Any]]:
    from engine.backends.kernels.machine_code import _type

    for precision in ("float32", "float64"):
        for _, name, types in loops.loops(precision, ["uint16", "uint32"]):
            yield name, tuple(_type(*one) for one in types)


@pytest.mark.parametrize("size", [NEURONS, 70_000])
def test_loops_are_called_with_the_types_that_are_compiled_beforehand(size: int, small_pieces: None) -> None:
    used = [network(rule) for rule in RULES.values()] if size == NEURONS else []
    few = find("wiring/fixed_total_number"), find("wiring/fixed_out_degree")
    for rule in few if not used else ():
        link = Projection("p", "a", "b", DELTA, rule, 1.0, Normal(1.5, 0.5), plasticity=STDP)
        ends = Population("a", LIF, 9), Population("b", LIF, size)
        used.append(NetworkDescription(populations=ends, projections=(link,)))
    for described in used:
        Simulation(described, backend="numpy", threads=2).weights("p")
    known = set(signatures())
    for module in (building, wiring_draws):
        for name, function in vars(module).items():
            if name in dict(signatures()):
                assert {(name, signature) for signature in function.signatures} <= known, name


class Never(CompilerProcess):
    """Compiles nothing, as long as anybody looks."""

    def compile(self, wanted: Any) -> Compilation:
        return Compilation(wanted)


@pytest.mark.parametrize("count", [compiled_wiring.FEW, compiled_wiring.SOON, compiled_wiring.SOON + 1])
def test_small_networks_are_wired_at_once_and_large_ones_wait_for_loops_and_can_be_cancelled(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "unknown_loops", lambda *_: [("no such loop", {})])
    monkeypatch.setattr(compiled_wiring, "shared_compiler", Never())
    asked: list[float] = []

    def three_times(share: float) -> bool:
        asked.append(share)
        return len(asked) < 3

    if count <= compiled_wiring.SOON:
        assert not compiled_wiring.by_compiled_loops(count, "float64", ["uint16"], Work(three_times))
    else:
        with pytest.raises(Cancelled):
            compiled_wiring.by_compiled_loops(count, "float64", ["uint16"], Work(three_times))
        assert set(asked) == {0.0}


class Piecewise(CompilerProcess):
    """Compiles one module after another."""

    def compile(self, wanted: Any) -> Compilation:
        request = Compilation(wanted)

        def work() -> None:
            for number in range(1, len(request.wanted) + 1):
                sleep(5 * progress.LOOK)
                request.count(number)
            request.done.set()

        Thread(target=work, daemon=True).start()
        return request


def test_wiring_shows_how_far_it_is_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stood at nothing for as long as its loops were compiled, then wired, and stood again."""
    monkeypatch.setattr(loops, "unknown_loops", lambda *_: [("a loop", {})] * 4)
    monkeypatch.setattr(compiled_wiring, "shared_compiler", Piecewise())
    monkeypatch.setattr(compiled_wiring, "SOON", 0)
    monkeypatch.setattr(compiled_wiring, "FEW", 0)
    told: list[float] = []
    Simulation(network(RULES["wiring/all_to_all"]), backend="numpy", progress=lambda share: told.append(share) or True)  # type: ignore[func-returns-value]
    assert told == sorted(told)
    compiling = [share for share in dict.fromkeys(told) if 0.0 < share <= 0.45]
    assert len(compiling) >= 3, "a step for each loop"
    assert any(0.45 < share < 0.9 for share in told), "and wiring has its own share"


def test_a_process_tells_of_every_module_that_it_has_compiled() -> None:
    counted: list[int] = []
    with Compiler() as compiler:
        compiler.compile([(f"value = {n}\n", {}) for n in range(3)], counted.append)
    assert counted == [1, 2, 3]


def test_a_process_is_kept_for_the_next_request_and_another_begun_where_it_ended_or_none_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each request waited a second for Numba to be loaded anew."""
    begun: list[child_process.Child] = []
    usual = child_process.started
    monkeypatch.setattr(child_process, "started", lambda *a, **k: begun.append(usual(*a, **k)) or begun[-1])  # type: ignore[func-returns-value]
    monkeypatch.setattr(compiler_process, "KEPT", ENDLESS)
    process = CompilerProcess()

    def ask() -> None:
        request = process.compile([("value = 1\n", {})])
        assert request.done.wait(ENDLESS) and request.share == 1.0

    ask()
    ask()
    assert len(begun) == 1 and begun[0].poll() is None
    begun[0].kill()
    begun[0].wait()
    monkeypatch.setattr(compiler_process, "KEPT", 0.0)
    ask()
    assert len(begun) == 2 and begun[1].wait() == 0, "it ends once it is not kept"
    ask()
    assert len(begun) == 3 and begun[2].wait() == 0


def test_a_request_that_nobody_has_begun_can_be_taken_back() -> None:
    process = CompilerProcess()
    begun = process.compile([("value = 1\n", {})])
    assert begun.done.wait(ENDLESS) and not process.take_back(begun)
    process._is_kept = True  # by a thread that has other work
    waiting = process.compile([("value = 2\n", {})])
    assert process.take_back(waiting) and not process._waiting


def test_a_backend_that_is_named_is_compiled_aside_where_somebody_may_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.backends import early_backend

    described = NetworkDescription(populations=(Population("a", LIF, 3),))
    monkeypatch.setattr(early_backend, "missing_kernels", lambda _programs: ["no such kernel"])
    monkeypatch.setattr(early_backend.shared_compiler, "compile", Never().compile)
    with pytest.raises(Cancelled):
        Simulation(described, backend="numba", progress=patient(2))


def test_what_cannot_be_divided_is_asked_about_while_it_lasts_and_ends_unheard() -> None:
    asked: list[float] = []
    begun, ends, ended = Event(), Event(), Event()

    def long() -> None:
        begun.set()
        ends.wait(PATIENCE)
        ended.set()

    def until_begun(share: float) -> bool:
        asked.append(share)
        return not begun.is_set()

    with pytest.raises(Cancelled):
        Work(until_begun).run_in_thread(long)
    assert asked and not ended.is_set()
    ends.set()
    assert ended.wait(PATIENCE)


def test_what_is_done_beside_gives_and_raises_what_it_would_have() -> None:
    for work in (Work(), Work(lambda _share: True)):
        assert work.run_in_thread(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            work.run_in_thread(lambda: 1 / 0)


SLOW = ("refuse_fatal", "sides", "programs")


@pytest.mark.parametrize("name", SLOW)
def test_a_build_is_given_up_whatever_it_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = network_arrays if name == "sides" else simulation
    begun, ends = Event(), Event()

    def stuck(*_: Any) -> None:
        begun.set()
        ends.wait(PATIENCE)

    monkeypatch.setattr(module, name, stuck)
    with pytest.raises(Cancelled):
        Simulation(network(RULES["wiring/fixed_probability"]), backend="numpy", progress=lambda _: not begun.is_set())
    ends.set()


def test_an_unknown_model_is_derived_beside_and_what_was_given_up_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ends = Event(), Event()
    derive, calls = population._derive, list[Any]()

    def slowly(*of: Any) -> Any:
        calls.append(of)
        begun.set()
        ends.wait(PATIENCE)
        return derive(*of)

    monkeypatch.setattr(population, "_derive", slowly)
    depth = secrets.randbelow(10**12)  # no cache knows this text
    text = (
        f"dv/dt = (E_L - v)/tau : mV\nthreshold: v > -50*mV\nreset: v = E_L - {depth}*mV\ntau = 10 ms\nE_L = -65 mV\n"
    )
    model = equations(text)
    described = NetworkDescription(populations=(Population("a", model, 3, start={"v": -65.0}),))
    with pytest.raises(Cancelled):
        Simulation(described, backend="numpy", progress=lambda _share: not begun.is_set())
    ends.set()
    Simulation(described, backend="numpy", progress=lambda _share: True)
    assert len(calls) == 1


class Told(np.ndarray):
    """Numbers that tell what is sorted: the kind of its elements, its axes and how many there are."""

    sorted: ClassVar[list[tuple[str, int, int]]] = []

    def argsort(self, *arguments: Any, **named: Any) -> Any:
        Told.sorted.append((self.dtype.kind, self.ndim, self.size))
        return np.asarray(self).argsort(*arguments, **named)

    def sort(self, *arguments: Any, **named: Any) -> None:
        Told.sorted.append((self.dtype.kind, self.ndim, self.size))
        np.asarray(self).sort(*arguments, **named)


def test_pairs_of_gap_junctions_are_told_apart_by_one_number_each() -> None:
    """Rows that were sorted as rows let no other thread run, and froze the window for seconds at each live edit."""
    size, random = 300, np.random.default_rng(1)
    pre, post = random.integers(0, size, (2, 20_000))
    drawn = Connections(pre.view(Told), post.view(Told))
    link = Projection("p", "a", "a", find("synapses/gap_junction"), RULES["wiring/fixed_probability"], 1.0)
    Told.sorted.clear()
    kept = one_a_pair(link, drawn)
    seen: dict[frozenset[int], tuple[int, int]] = {}
    for one, other in zip(pre.tolist(), post.tolist(), strict=True):
        seen.setdefault(frozenset((one, other)), (one, other))
    assert list(zip(kept.pre.tolist(), kept.post.tolist(), strict=True)) == list(seen.values())
    assert Told.sorted, "what tells them apart is heard"
    assert {(kind, axes) for kind, axes, _ in Told.sorted} == {("i", 1)}
    assert sum(count for *_, count in Told.sorted) <= 2 * len(pre)
