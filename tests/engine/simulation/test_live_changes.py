"""Changes while a network runs, copies of its state, and what is said when numbers go wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.values import Normal, Uniform
from engine.problems import NetworkError
from engine.progress import Cancelled
from engine.simulation.arrays.probes import UnknownQuantity
from engine.simulation.changes import UnknownName
from engine.simulation.edit_log import LoggedEdit, SetValue, SetWeights
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.laws.networks import DELTA, EXPONENTIAL, LIF, layered, plastic, recurrent

BACKENDS = pytest.mark.parametrize("backend", ["numba", "numpy"])


def driven(**changes) -> NetworkDescription:
    """One population under a Poisson drive and a bias, onto another."""
    return replace(
        NetworkDescription(
            populations=(Population("a", LIF, 30, bias=300.0), Population("b", LIF, 10)),
            stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 3000.0}),),
            projections=(
                Projection("na", "noise", "a", EXPONENTIAL, find("wiring/all_to_all"), 40.0),
                Projection("ab", "a", "b", EXPONENTIAL, find("wiring/all_to_all"), 40.0, 1.5),
            ),
        ),
        **changes,
    )


CHANGES = [
    SetValue("a", "bias", 450.0),
    SetValue("a", "bias", Uniform(300.0, 500.0)),
    SetValue("a", "V_th", -58.0),
    SetValue("a", "tau_m", 20.0),
    SetValue("a", "t_ref", 5.0),
    SetValue("a", "t_ref", 0.5),
    SetValue("a", "V_th", Normal(-56.0, 1.0)),
    SetValue("noise", "rate", 4500.0),
    SetValue("noise", "rate", 60_000.0),
    SetValue("na", "weight", 60.0),
    SetValue("ab", "weight", Uniform(20.0, 60.0)),
    SetValue("ab", "tau_syn", 2.0),
    SetValue("ab", "delay", 4.0),
    SetWeights("ab", np.linspace(10.0, 90.0, 300)),
]


@BACKENDS
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_live_change_does_what_a_new_network_does(change, backend):
    simulation = Simulation(driven(), backend=backend)
    simulation.advance(137)
    simulation.apply(change)
    changed = Simulation(simulation.description, backend=backend)
    other = Simulation(driven(), backend=backend)
    other.advance(137)
    changed.carry_from(other)
    for link in ("na", "ab"):
        changed.apply(SetWeights(link, simulation.weights(link)))
    one, two = simulation.advance(600), changed.advance(600)
    plain = other.advance(600)
    for id in ("a", "b"):
        assert np.array_equal(one.spikes[id].steps, two.spikes[id].steps)
        assert np.array_equal(one.spikes[id].neurons, two.spikes[id].neurons)
    assert any(not np.array_equal(one.spikes[id].steps, plain.spikes[id].steps) for id in ("a", "b"))


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_both_backends_take_a_change_alike(change):
    runs = []
    for backend in ("numba", "numpy"):
        simulation = Simulation(driven(), backend=backend)
        simulation.advance(250)
        simulation.apply(change)
        runs.append(simulation.advance(400))
    for id in ("a", "b"):
        assert np.array_equal(runs[0].spikes[id].steps, runs[1].spikes[id].steps)


def test_the_edit_log_repeats_a_run():
    first = Simulation(driven())
    first.advance(100)
    first.apply(CHANGES[0])
    first.advance(50)
    first.apply(CHANGES[9])
    end = first.advance(300)
    assert first.edit_log == (LoggedEdit(100, CHANGES[0]), LoggedEdit(150, CHANGES[9]))
    again = Simulation(driven())
    for edit in first.edit_log:
        again.advance(edit.step - again.step)
        again.apply(edit.change)
    assert np.array_equal(again.advance(300).spikes["b"].steps, end.spikes["b"].steps)


def test_a_shared_receptor_is_divided_when_one_projection_changes():
    network = driven()
    twin = replace(network.projections[1], id="ab2")
    simulation = Simulation(replace(network, projections=(*network.projections, twin)))
    simulation.advance(300)
    before = simulation.values("ab", "I_syn")
    simulation.apply(SetValue("ab2", "tau_syn", 9.0))
    assert np.array_equal(simulation.values("ab", "I_syn") + simulation.values("ab2", "I_syn"), before)


def test_distributed_weights_keep_their_sign_and_delays_their_step():
    simulation = Simulation(
        driven(
            projections=(
                Projection(
                    "ab",
                    "a",
                    "b",
                    EXPONENTIAL,
                    find("wiring/all_to_all"),
                    Normal(-1.0, 3.0),
                    Normal(0.2, 0.3),
                    Sign.INHIBITORY,
                ),
            )
        )
    )
    assert simulation.weights("ab").max() <= 0.0
    assert simulation._arrays.wirings["ab"].shortest >= 1


def test_weights_come_in_the_order_of_the_connections():
    pre, post = np.array([3, 0, 2, 0]), np.array([1, 4, 4, 0])
    from engine.network.description import Connections

    listed = Projection(
        "l", "a", "b", EXPONENTIAL, find("wiring/explicit_list"), np.array([1.0, 2, 3, 4]),
        np.array([0.5, 0.2, 0.9, 0.7]), connections=Connections(pre, post),
    )  # fmt: skip
    simulation = Simulation(driven(projections=(listed,)))
    assert np.array_equal(simulation.weights("l"), [1, 2, 3, 4])
    simulation.apply(SetWeights("l", np.array([9.0, 8, 7, 6])))
    assert np.array_equal(simulation.weights("l"), [9, 8, 7, 6])
    assert np.array_equal(simulation.connections("l").pre, pre)


def test_dense_weights_are_post_by_pre():
    dense = np.arange(300.0).reshape(10, 30)
    simulation = Simulation(driven(projections=(replace(driven().projections[1], weight=dense),)))
    wires = simulation.connections("ab")
    assert np.array_equal(simulation.weights("ab"), dense[wires.post, wires.pre])


def test_unknown_names_are_refused():
    simulation = Simulation(driven())
    with pytest.raises(UnknownName):
        simulation.apply(SetValue("a", "nothing", 1.0))
    with pytest.raises(UnknownName):
        simulation.apply(SetValue("nobody", "bias", 1.0))
    with pytest.raises(UnknownQuantity):
        simulation.record(Recording("r", "a", "w"))
    with pytest.raises(NetworkError):
        simulation.apply(SetValue("ab", "delay", -1.0))


def test_a_live_value_out_of_bounds_is_refused_and_changes_nothing():
    simulation, plain = Simulation(driven()), Simulation(driven())
    for change in (SetValue("a", "tau_m", -5.0), SetValue("ab", "weight", -1.0), SetValue("noise", "rate", -1.0)):
        with pytest.raises(NetworkError):
            simulation.apply(change)
    assert simulation.edit_log == ()
    assert np.array_equal(simulation.advance(500).spikes["b"].steps, plain.advance(500).spikes["b"].steps)


def test_wiring_shows_progress_and_can_be_cancelled():
    seen: list[float] = []
    Simulation(recurrent(LIF, EXPONENTIAL), progress=lambda share: seen.append(share) or True)
    assert seen == sorted(seen) and seen[-1] == 1.0
    with pytest.raises(Cancelled):
        Simulation(recurrent(LIF, EXPONENTIAL), progress=lambda share: share < 0.5)


def test_a_state_of_another_resolution_is_refused():
    state = Simulation(driven()).state()
    with pytest.raises(ValueError, match="resolution"):
        Simulation(driven(resolution=0.2)).restore(state)


def test_spikes_under_way_survive_when_a_delay_elsewhere_grows():
    network = driven()
    old = Simulation(network)
    old.advance(200)
    slow = Projection("slow", "a", "b", EXPONENTIAL, find("wiring/one_to_one"), 0.0, 20.0)
    more = replace(
        network,
        populations=(network.populations[0], replace(network.populations[1])),
        projections=(*network.projections, replace(slow, wiring=find("wiring/all_to_all"))),
    )
    new = Simulation(more)
    new.carry_from(old)
    assert np.array_equal(new.advance(200).spikes["b"].steps, old.advance(200).spikes["b"].steps)


@BACKENDS
def test_numbers_that_go_wrong_name_neuron_variable_and_cause(backend):
    simulation = Simulation(driven(), backend=backend)
    simulation.advance(40)
    weights = np.zeros(300)
    weights[simulation.connections("ab").post == 7] = np.finfo(float).max
    simulation.apply(SetWeights("ab", weights))
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(2000)
    problem = failure.value.problem
    assert problem.place == "b"
    assert problem.values["neuron"] == 7
    assert problem.quantity in ("V", "I_syn")
    assert problem.values["variable"] in ("V", "I_syn (ab)")
    assert np.isfinite(problem.values["last"])
    assert 4.0 < 1000 * problem.values["time"] < 204.0
    assert "weights" in str(problem)


@BACKENDS
@pytest.mark.parametrize("steps", [995, 1000, 13])
def test_the_time_at_which_numbers_went_wrong_is_right_wherever_a_chunk_ends(backend, steps):
    """Looks are 20 steps apart; the last steps of a chunk are seen when it ends."""
    late = Stimulus("late", find("stimuli/spike_times"), 2, {"times": np.array([(steps - 5) * 0.1])})
    into = Projection("into", "late", "b", EXPONENTIAL, find("wiring/all_to_all"), np.finfo(float).max, 0.1)
    simulation = Simulation(driven(stimuli=(late,), projections=(into,)), backend=backend)
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(steps)
    assert (steps - 4) * 0.1 - 1e-9 < 1000 * failure.value.problem.values["time"] < steps * 0.1 + 1e-9
    assert failure.value.problem.values["variable"] in ("V", "I_syn (into)")
    assert failure.value.problem.values["last"] == 0.0 or failure.value.problem.quantity == "V"


def test_a_state_from_before_numbers_went_wrong_goes_on():
    simulation = Simulation(driven())
    before = simulation.state()
    simulation.apply(SetWeights("ab", np.full(300, np.finfo(float).max)))
    with pytest.raises(NumericalFailure):
        simulation.advance(2000)
    simulation.restore(before)
    simulation.apply(SetWeights("ab", np.full(300, 40.0)))
    simulation.advance(2000)


def test_presentations_have_gaps_labels_and_answers():
    network = layered()
    simulation = Simulation(network)
    chunk = simulation.advance(10 * 13)
    shown, answers = chunk.shown["d"], chunk.answers["answer"]
    assert [s.first_step for s in shown] == [13 * p for p in range(10)]
    assert [a.step for a in answers] == [13 * p + 10 for p in range(10)]
    labels = simulation.samples("d").labels
    assert [a.label for a in answers] == [labels[s.sample] for s in shown]
    assert [a.label for a in chunk.answers["first"]] == [-1] * 10
    steps = chunk.spikes["poisson"].steps - 1
    assert len(steps) and not np.any(steps % 13 >= 10)
    counts = chunk.spikes["out"]
    first = counts.neurons[(counts.steps > 0) & (counts.steps <= 10)]
    assert np.array_equal(answers[0].scores, np.bincount(first, minlength=10))


def test_each_presentation_starts_afresh_unless_told_otherwise():
    network = layered()
    kept = replace(network, datasets=(replace(network.datasets[0], reset_between=False, gap=0.0),))
    fresh = replace(network, datasets=(replace(network.datasets[0], gap=0.0),))
    runs = {name: Simulation(n) for name, n in (("kept", kept), ("fresh", fresh))}
    potentials = {}
    for name, simulation in runs.items():
        simulation.record(Recording("V", "hidden", "V", interval=1.0))
        potentials[name] = simulation.advance(21).samples["V"].values
    assert np.array_equal(potentials["kept"][:10], potentials["fresh"][:10])
    assert not np.array_equal(potentials["kept"][10], potentials["fresh"][10])


@BACKENDS
@pytest.mark.parametrize("stands_at", [6, 10, 12, 13, 19])
def test_samples_that_are_shown_more_briefly_than_the_present_one_was(backend, stands_at):
    """The present sample would have ended in the past: steps went backwards, and machine code wrote beyond arrays."""
    (data,) = layered().datasets
    before = Simulation(replace(layered(), datasets=(replace(data, sample_time=20.0, gap=0.0),)), backend=backend)
    before.advance(40 + stands_at)
    after = Simulation(replace(layered(), datasets=(replace(data, sample_time=4.0, gap=1.0),)), backend=backend)
    after.carry_from(before)
    chunk = after.advance(30)
    begun = [shown.first_step for shown in chunk.shown["d"]]
    assert begun == [40 + stands_at + 5 * p for p in range(6)] and after.step == 70 + stands_at
    assert [answer.step for answer in chunk.answers["answer"]] == [step + 4 for step in begun]
    assert not np.any(chunk.spikes["poisson"].steps <= 40 + stands_at)


@BACKENDS
def test_encoders_and_learning_rules_change_live(backend):
    shown = Simulation(layered(), backend=backend)
    before = len(shown.advance(130).spikes["poisson"])
    shown.apply(SetValue("poisson", "max_rate", 30.0))
    assert len(shown.advance(130).spikes["poisson"]) < before / 4
    learns = Simulation(plastic(), backend=backend)
    learns.advance(200)
    learns.apply(SetValue("ab", "A_plus", 0.0))
    learns.apply(SetValue("ab", "A_minus", 0.0))
    weights = learns.weights("ab")
    learns.advance(300)
    assert np.array_equal(learns.weights("ab"), weights)


def test_training_sees_the_spikes_that_a_run_shows():
    from engine.sampling.randomness import stream, uniform_blocks

    simulation = Simulation(layered())
    chunk = simulation.advance(3 * 13)
    u = uniform_blocks(simulation.seed, stream("poisson", "spikes"), np.arange(3), 64, 10)
    for number, shown in enumerate(chunk.shown["d"]):
        expected = u[:, number] < simulation.samples("d").values[shown.sample] * 300.0 / 1000.0
        spikes = chunk.spikes["poisson"]
        own = (spikes.steps > shown.first_step) & (spikes.steps <= shown.first_step + 10)
        assert np.array_equal(
            np.argwhere(expected), np.c_[spikes.steps[own] - shown.first_step - 1, spikes.neurons[own]]
        )


def test_synaptic_events_are_spikes_times_connections():
    simulation = Simulation(driven())
    chunk = simulation.advance(1000)
    assert simulation.synaptic_events == 10 * len(chunk.spikes["a"])


def test_keeping_learnt_weights_through_a_recompilation():
    old = Simulation(plastic())
    old.advance(300)
    new = Simulation(replace(plastic(), populations=(*plastic().populations, Population("c", LIF, 2))))
    new.carry_from(old)
    assert np.array_equal(new.weights("ab"), old.weights("ab"))


def test_a_delta_synapse_without_delay_acts_within_the_step():
    discrete = find("neurons/discrete_leaky_integrate_and_fire")
    one = find("wiring/one_to_one")
    network = NetworkDescription(
        1.0,
        tuple(Population(id, discrete, 1) for id in ("z", "y", "x")),
        (Projection("zy", "z", "y", DELTA, one, 2.0, 0.0), Projection("yx", "y", "x", DELTA, one, 2.0, 0.0)),
        (Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([5.0])}),),
    )
    network = replace(network, projections=(*network.projections, Projection("sz", "s", "z", DELTA, one, 2.0, 0.0)))
    chunk = Simulation(network).advance(10)
    assert {id: list(block.steps) for id, block in chunk.spikes.items()} == {id: [5] for id in "sxyz"}
