"""One suite for every backend: each runs every network of the laws, and does what NumPy does.

In float64 to the last bit; on a device the same spikes, and numbers to within rounding.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate, pairwise

import numpy as np
import pytest

from engine.network.description import Recording
from engine.network.values import Uniform
from engine.simulation.chunk import Chunk, joined
from engine.simulation.edit_log import Change, SetValue, SetWeights
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALIKE, EXPONENTIAL, LIF, NETWORKS, layered, learning, plastic, recurrent
from tests.laws.test_going_back import differing
from tests.laws.ways import CHECKED, EMULATED, Way, open_ways, ways

network = pytest.mark.parametrize("network", list(NETWORKS))
way = pytest.mark.parametrize("way", list(ways()))
pytestmark = pytest.mark.usefixtures("all_ways")

PIECES = (1, 7, 31, 50, 61)  # steps of consecutive chunks
IN_PARTS = 89
"""Steps where NumPy takes hundreds of parts for one in which a neuron fires: whole pieces, in which some do."""


@pytest.fixture
def all_ways(monkeypatch):
    open_ways(monkeypatch)


@cache
def numpys(name: str, steps: int) -> tuple[Chunk, dict[str, np.ndarray]]:
    """What NumPy gives on one thread and in one piece, and the weights after it."""
    described = NETWORKS[name]()
    simulation = Simulation(described, backend="numpy")
    return simulation.advance(steps), {p.id: simulation.weights(p.id) for p in described.projections}


def pieces_of(steps: int) -> list[int]:
    """Pieces that come to so many steps: as many of ``PIECES`` as are begun."""
    ends = [0, *accumulate(PIECES)]
    return [min(end, steps) - start for start, end in pairwise(ends) if start < steps]


def steps_of(name: str, way: Way) -> int:
    """How long a law runs a network of this name."""
    in_parts = any(p.model.goes_in_parts() for p in NETWORKS[name]().populations)
    return min(way.steps, IN_PARTS) if in_parts else way.steps


def in_pieces(simulation: Simulation, steps: int) -> Chunk:
    return joined([simulation.advance(piece) for piece in pieces_of(steps)])


@network
@way
def test_it_does_what_numpy_does_in_pieces_of_any_size_and_a_piece_again_from_a_copied_state(network, way):
    """The last but one again, for which spikes are on their way: whatever a step changes is in the copy.

    Checked loops, which are slow, are not gone through again: their states are Numba's.
    """
    steps = steps_of(network, way)
    plain, weights = numpys(network, steps)
    simulation = way.simulation(NETWORKS[network]())
    *pieces, again, last = pieces_of(steps)
    chunks = [simulation.advance(piece) for piece in pieces]
    kept = simulation.state()
    assert kept.nbytes == simulation.state_size
    chunks.append(simulation.advance(again))
    then = simulation.state()
    assert differing(kept, then), "nothing moves here, so that nothing is tried"
    chunks.append(simulation.advance(last))
    way.compare(plain, joined(chunks))
    for id, expected in weights.items():
        way.compare_numbers(expected, simulation.weights(id))
    simulation.restore(kept)
    assert not differing(simulation.state(), kept)
    if way.backend != CHECKED:
        way.compare(chunks[-2], simulation.advance(again))
        assert not way.exact or not differing(simulation.state(), then)
    simulation.close()


@pytest.mark.parametrize("rule", ALIKE, ids=lambda rule: rule.key)
def test_a_rule_like_another_does_what_numpy_does_on_many_threads_and_after_a_live_change(rule):
    changes = [SetValue("ab", f"plasticity.{n}", 0.9 * rule.defaults(EXPONENTIAL)[n]) for n in rule.parameters()]
    simulations = [Simulation(learning(rule), backend="numpy"), Way("numba", 5).simulation(learning(rule))]
    for simulation in simulations:
        simulation.advance(43)
        for change in changes:
            simulation.apply(change)
        simulation.carry_from(simulation)
    Way("numba").compare(*(in_pieces(simulation, 150) for simulation in simulations))
    for id in ("ab", "ba"):
        assert np.array_equal(*(simulation.weights(id) for simulation in simulations))
    simulations[1].close()


@network
def test_numpy_itself_is_right_to_be_compared_with_since_something_fires(network):
    """Mostly within the steps of the other laws; what rises slowly by a conductance of NMDA may take longer."""

    def fired(steps: int) -> int:
        return sum(len(block) for block in numpys(network, steps)[0].spikes.values())

    assert fired(steps_of(network, Way("numpy"))) > 5 or fired(400) > 5


@way
def test_it_goes_on_where_numpy_stood(way):
    plain, simulation = Simulation(plastic(), backend="numpy"), way.simulation(plastic())
    plain.advance(67)
    simulation.carry_from(plain)
    way.compare(plain.advance(way.steps), simulation.advance(way.steps))
    simulation.close()


CHANGES: tuple[Change, ...] = (
    SetValue("a", "bias", 450.0),
    SetValue("a", "V_th", -58.0),
    SetValue("a", "t_ref", 0.5),
    SetValue("a", "V_th", Uniform(-58.0, -54.0)),
    SetValue("noise", "rate", 9000.0),
    SetValue("ab", "weight", 90.0),
    SetValue("ab", "tau_syn", 2.0),
    SetValue("ab", "delay", 4.0),
    SetValue("in", "weight", 95.0),
)


@cache
def numpys_changed(change: Change, steps: int) -> Chunk:
    return changed(Simulation(recurrent(LIF, EXPONENTIAL), backend="numpy"), change, steps)


def changed(simulation: Simulation, change: Change, steps: int) -> Chunk:
    first = simulation.advance(33)
    simulation.apply(change)
    return joined([first, simulation.advance(steps)])


@way
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_live_change_does_what_it_does_on_numpy(change, way):
    simulation = way.simulation(recurrent(LIF, EXPONENTIAL))
    way.compare(numpys_changed(change, way.steps), changed(simulation, change, way.steps))
    simulation.close()


@way
def test_plasticity_goes_on_from_weights_that_were_set(way):
    simulations = [Simulation(plastic(), backend="numpy"), way.simulation(plastic())]
    for simulation in simulations:
        simulation.advance(30)
        simulation.apply(SetWeights("ab", simulation.weights("ab") * 0.5))
        simulation.apply(SetValue("ab", "A_plus", 0.05))
    way.compare(*(simulation.advance(way.steps) for simulation in simulations))
    way.compare_numbers(*(simulation.weights("ab") for simulation in simulations))
    simulations[1].close()


@way
def test_encoders_change_while_samples_are_shown(way):
    change = SetValue("poisson", "max_rate", 60.0)
    simulation = way.simulation(layered())
    way.compare(changed(Simulation(layered(), backend="numpy"), change, 40), changed(simulation, change, 40))
    simulation.close()


@way
def test_a_probe_attached_while_running_reads_and_changes_nothing(way):
    simulations = [
        Simulation(recurrent(LIF, EXPONENTIAL), backend="numpy"),
        way.simulation(recurrent(LIF, EXPONENTIAL)),
    ]
    for simulation in simulations:
        simulation.advance(31)
        simulation.record(Recording("probe", "a", "V", None, 0.3))
    way.compare(*(simulation.advance(way.steps) for simulation in simulations))
    way.compare_numbers(*(simulation.values("a", "V") for simulation in simulations))
    simulations[1].close()


@way
def test_single_precision_fires_at_a_like_rate(way):
    exact = Simulation(recurrent(LIF, EXPONENTIAL)).advance(300)
    simulation = way.simulation(recurrent(LIF, EXPONENTIAL), "float32")
    assert len(simulation.advance(300).spikes["a"]) == pytest.approx(len(exact.spikes["a"]), rel=0.1)
    simulation.close()


@way
def test_numbers_that_go_wrong_are_found(way):
    simulation = way.simulation(recurrent(LIF, EXPONENTIAL))
    simulation.apply(SetValue("in", "weight", 1e308))
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(100)
    assert failure.value.problem.place == "a"
    simulation.close()


def test_every_backend_is_among_the_ways():
    from engine.backends import available

    listed = {parameter.values[0].backend for parameter in ways()}
    assert listed == {*available(), CHECKED, EMULATED}


def test_a_way_that_gives_other_spikes_is_told_apart():
    plain, _ = numpys(next(iter(NETWORKS)), 150)
    other = Simulation(NETWORKS[next(iter(NETWORKS))](), seed=2, backend="numpy").advance(150)
    with pytest.raises(AssertionError):
        Way("numpy").compare(plain, other)
