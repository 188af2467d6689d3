"""A network runs at once on NumPy, and goes over to compiled loops with the same spikes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.backends import early_backend
from engine.backends.early_backend import EarlyBackend
from engine.backends.kernels import machine_code
from engine.backends.kernels.compiler_process import Compilation, CompilerProcess, Wanted
from engine.model.registry.discovery import find
from engine.network.description import Recording
from engine.simulation.chunk import joined
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, LIF, NETWORKS, learning, plastic, recurrent
from tests.laws.test_simulation import same
from tests.patience import ENDLESS

WHOLE, IN_PARTS = (150, 60), (80, 35)
"""Steps before and behind going over; NumPy takes hundreds of parts for a step in which a neuron of some kinds fires.

Either way spikes are under way with every delay when it happens.
"""
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in NETWORKS.items()])


class Held(CompilerProcess):
    """Compiles nothing; a request is granted when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Compilation] = []

    def compile(self, wanted: Sequence[Wanted]) -> Compilation:
        self.requests.append(Compilation(wanted))
        return self.requests[-1]

    def grant(self) -> None:
        for request in self.requests:
            request.done.set()


@pytest.fixture
def held(monkeypatch):
    """Every kernel counts as unknown until the test grants it."""
    aside = Held()

    def missing(programs):
        texts = {machine_code.module_text(o.kernel) for p in programs for o in (*p.local, *p.exchange)}
        granted = {text for request in aside.requests if request.done.is_set() for text, _ in request.wanted}
        return sorted(texts - granted)

    monkeypatch.setattr(early_backend, "missing_kernels", missing)
    monkeypatch.setattr("engine.backends.choosing.fastest", lambda: EarlyBackend(aside))
    return aside


def test_kernels_that_are_equal_but_for_the_name_of_their_model_are_compiled_once(monkeypatch):
    """Every rule that keeps the same traces had them compiled again."""
    asked = []

    def missing(programs):
        kernels = {id(o.kernel): o.kernel for p in programs for o in (*p.local, *p.exchange)}
        asked.append(list(kernels.values()))
        return ["something"]

    monkeypatch.setattr(early_backend, "missing_kernels", missing)
    monkeypatch.setattr("engine.backends.choosing.fastest", lambda: EarlyBackend(Held()))
    for rule in ("pair_stdp", "van_rossum_stdp"):
        Simulation(learning(find(f"plasticity/{rule}")))
    titled = [{kernel.text for kernel in kernels} for kernels in asked]
    compiled = [{machine_code.module_text(kernel) for kernel in kernels} for kernels in asked]
    assert len(titled[0] & titled[1]) + 2 <= len(compiled[0] & compiled[1])
    assert len(compiled[0] | compiled[1]) + 2 <= len(titled[0] | titled[1])


@network
def test_going_over_between_two_chunks_changes_no_bit(network, held):
    drawn = network()
    before, behind = IN_PARTS if any(p.model.goes_in_parts() for p in drawn.populations) else WHOLE
    plain, early = Simulation(drawn, backend="numpy"), Simulation(drawn)
    assert early.backend == "numpy" and early.is_compiling
    first = early.advance(before)
    held.grant()
    assert early.backend == "numba" and not early.is_compiling, "also before the next step"
    second = early.advance(behind)
    assert early.backend == "numba" and not early.is_compiling
    same(plain.advance(before + behind), joined([first, second]))
    for projection in drawn.projections:
        assert np.array_equal(plain.weights(projection.id), early.weights(projection.id))


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_both_precisions_go_over_with_the_same_bits(precision, held):
    plain = Simulation(plastic(), backend="numpy", precision=precision)
    early = Simulation(plastic(), precision=precision)
    first = early.advance(130)
    held.grant()
    same(plain.advance(300), joined([first, early.advance(170)]))


@pytest.mark.parametrize(
    "granted_before", ["a live change", "a recorder", "another network", "a restored state", "end"]
)
def test_whatever_happens_before_during_and_after_going_over_changes_no_bit(granted_before, held):
    def buttons(simulation):
        def at(moment):
            if moment == granted_before:
                held.grant()

        state = simulation.state()
        chunks = [simulation.advance(50)]
        at("a live change")
        simulation.apply(SetValue("a", "E_L", -62.0))
        chunks.append(simulation.advance(50))
        at("a recorder")
        simulation.record(Recording("probe", "a", "V", None, 0.3))
        chunks.append(simulation.advance(50))
        at("another network")
        simulation.apply(SetValue("a", "tau_m", np.linspace(9.0, 11.0, 40)))
        chunks.append(simulation.advance(50))
        at("a restored state")
        simulation.restore(state)
        chunks.append(simulation.advance(50))
        at("end")
        simulation.stop_recording("probe")
        return [*chunks, simulation.advance(50)]

    plain, early = buttons(Simulation(plastic(), backend="numpy")), buttons(Simulation(plastic()))
    for one, other in zip(plain, early, strict=True):
        same(one, other)


def test_a_network_whose_kernels_are_known_is_compiled_from_the_first_step_on():
    Simulation(recurrent(LIF, EXPONENTIAL), backend="numba")
    again = Simulation(recurrent(LIF, EXPONENTIAL))
    assert again.backend == "numba" and not again.is_compiling


IN_ANOTHER_PROCESS = """
import sys, time
from numba.core.ccallback import CFunc
from engine import child_process
from engine.backends.kernels.compiler_process import CompilerProcess
from engine.network.description import NetworkDescription, Population
from engine.simulation.simulation import Simulation
from engine.model.registry.discovery import find

class Said:
    def __init__(self, pipe):
        self.write, self._pipe, self.all = pipe.write, pipe, False
    def flush(self):
        self._pipe.flush()
        self.all = True
def begin(*given, **named):
    process = started(*given, **named)
    process.stdin = Said(process.stdin)
    begun.append(process)
    return process
begun, started = [], child_process.started
child_process.started = begin
compiled_here, compile_one = [], CFunc._compile_uncached
asked, compile_aside = [], CompilerProcess.compile
CompilerProcess.compile = lambda process, wanted: (asked.extend(wanted), compile_aside(process, wanted))[1]
CFunc._compile_uncached = lambda kernel: (compiled_here.append(kernel), compile_one(kernel))[1]
lif = find("neurons/leaky_integrate_and_fire")
simulation = Simulation(NetworkDescription(populations=(Population("a", lif, 3, bias=500.0),)))
print(simulation.backend, simulation.is_compiling)
first = simulation.advance(300)
if "wait" in sys.argv:
    while simulation.is_compiling:
        simulation.advance(1)
        time.sleep(0.05)
    print(simulation.backend)
print(len(compiled_here), len(asked), len(first.spikes["a"]))
while asked and not (begun and begun[0].stdin.all):  # who ends before it has asked has abandoned nothing
    time.sleep(0.01)
"""


def in_a_process(folder, *arguments) -> list[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder), "SPIKELOOM_KERNELS": str(folder / "kernels")}
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=ENDLESS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_an_abandoned_compilation_is_finished_and_kept_and_the_next_start_compiles_nothing(tmp_path):
    """Nor does the first start itself, when it waits for the process that does: its code is forgotten for that."""

    def code() -> list[Path]:
        return [*(tmp_path / "kernels").rglob("*.code")]

    backend, is_compiling, compiled_here, asked, first_spikes = in_a_process(tmp_path)
    assert (backend, is_compiling, compiled_here) == ("numpy", "True", "0")
    end = time.monotonic() + ENDLESS
    while len(code()) <= int(asked) and time.monotonic() < end:  # the driver of all kernels is compiled too
        time.sleep(0.2)
    looks = (in_a_process(tmp_path) for _ in range(40))
    found = next((look for look in looks if look[0] == "numba"), [])
    assert found == ["numba", "False", "0", "0", first_spikes]
    for path in code():
        path.unlink()
    assert in_a_process(tmp_path, "wait") == ["numpy", "True", "numba", "0", asked, first_spikes]


def test_where_no_process_can_be_started_the_kernels_are_compiled_here(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    request = CompilerProcess().compile([("value = 1\n", {})])
    assert request.done.wait(20.0)


def test_a_kernel_that_cannot_be_compiled_leaves_the_others(tmp_path, monkeypatch):
    from engine.backends.kernels.compiler import compile_all

    wanted: list[str] = []

    def address_of(text):
        wanted.append(text)
        if text == "broken":
            raise ValueError(text)

    monkeypatch.setattr(machine_code, "address_of", address_of)
    compile_all([("broken", {}), ("sound", {})])
    assert wanted == ["broken", "sound"]
