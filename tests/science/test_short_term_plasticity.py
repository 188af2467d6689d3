"""Short-term depression and facilitation against closed forms and the examples of Tsodyks, Pawelzik & Markram."""

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.network.values import Uniform
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation

H, WEIGHT = 0.1, 1000.0
ONE, DELTA, MEMBRANE = (
    find("wiring/one_to_one"),
    find("synapses/delta"),
    find("neurons/discrete_leaky_integrate_and_fire"),
)
DEPRESSION, BOTH = find("short_term/short_term_depression"), find("short_term/tsodyks_markram")


def network(times, rule, parameters, delay=0.7) -> NetworkDescription:
    """Listed spikes onto a membrane that forgets within a step: what a spike delivers is its jump."""
    return NetworkDescription(
        H,
        (Population("target", MEMBRANE, 1, {"beta": 0.0, "V_th": 1e9}),),
        (
            Projection(
                "link", "train", "target", DELTA, ONE, WEIGHT, delay, short_term=rule, short_term_parameters=parameters
            ),
        ),
        (Stimulus("train", find("stimuli/spike_times"), 1, {"times": np.asarray(times)}),),
        recordings=(Recording("V", "target", "V"),),
    )


def delivered(times, rule, parameters, delay=0.7, backend="numba") -> np.ndarray:
    """The jump of the membrane by each spike, as a share of the weight."""
    simulation = Simulation(network(times, rule, parameters, delay), backend=backend)
    record = simulation.run(times[-1] + delay + 10 * H)
    jumps = record.samples["V"].values[:, 0]
    assert simulation.weights("link").tolist() == [WEIGHT], "the weight itself stays"
    return jumps[jumps != 0.0] / WEIGHT


def closed_form(times, U, tau_rec, tau_fac=0.0) -> np.ndarray:
    """Released share spike by spike: equations 1 and 2 of Tsodyks, Pawelzik & Markram (1998) between the spikes."""
    u, x, result = U, 1.0, []
    for number, time in enumerate(times):
        if number:
            gap = time - times[number - 1]
            x = 1.0 + (x - u * x - 1.0) * np.exp(-gap / tau_rec)
            u = U + (u * (1.0 - U) * np.exp(-gap / tau_fac) if tau_fac else 0.0)
        result.append(u * x)
    return np.array(result)


def regular(rate, count) -> np.ndarray:
    return 5.0 + np.arange(count) * round(1000.0 / rate, 1)


TRAINS = {
    "5 Hz": regular(5.0, 12),
    "20 Hz": regular(20.0, 20),
    "80 Hz": regular(80.0, 40),
    "irregular": 3.0 + np.cumsum(np.random.default_rng(3).integers(1, 900, 30)) * H,
}


@pytest.mark.parametrize(
    ("backend", "train"), [*(("numba", train) for train in TRAINS), ("numpy", "80 Hz"), ("numpy", "irregular")]
)
def test_every_spike_of_a_train_delivers_the_closed_form(backend, train):
    times = TRAINS[train]
    tired = delivered(times, DEPRESSION, {"U": 0.45, "tau_rec": 800.0}, backend=backend)
    assert tired == pytest.approx(closed_form(times, 0.45, 800.0), rel=1e-10)
    warm = delivered(times, BOTH, {"U": 0.1, "tau_rec": 130.0, "tau_fac": 530.0}, delay=H, backend=backend)
    assert warm == pytest.approx(closed_form(times, 0.1, 130.0, 530.0), rel=1e-10)


@pytest.mark.parametrize("rate", [5.0, 20.0, 50.0])
def test_the_steady_state_is_the_analytic_one(rate):
    gap, U, tau_rec, tau_fac = 1000.0 / rate, 0.15, 100.0, 400.0
    u = U / (1.0 - (1.0 - U) * np.exp(-gap / tau_fac))
    x = (1.0 - np.exp(-gap / tau_rec)) / (1.0 - (1.0 - u) * np.exp(-gap / tau_rec))
    last = delivered(regular(rate, 150), BOTH, {"U": U, "tau_rec": tau_rec, "tau_fac": tau_fac})[-1]
    assert last == pytest.approx(u * x, rel=1e-6)


def test_depression_makes_what_arrives_in_a_second_independent_of_the_rate():
    """Beyond the limiting frequency what is released in a second saturates at 1 / tau_rec (their figure 1)."""
    per_second = [rate * delivered(regular(rate, 60), DEPRESSION, {})[-1] for rate in (20.0, 40.0, 80.0)]
    assert per_second == pytest.approx([1000.0 / 800.0] * 3, rel=0.1)


def test_the_depressing_example_falls_and_the_facilitating_one_rises_at_20_hertz():
    times = regular(20.0, 10)
    falls = delivered(times, DEPRESSION, {"U": 0.5, "tau_rec": 800.0})
    rises = delivered(times, BOTH, {"U": 0.03, "tau_rec": 130.0, "tau_fac": 530.0})
    assert np.all(np.diff(falls) < 0) and falls[0] == 0.5 and falls[-1] < 0.2 * falls[0]
    assert np.all(np.diff(rises) > 0) and rises[0] == pytest.approx(0.03) and rises[-1] > 4 * rises[0]


def test_rest_brings_everything_back():
    rested = delivered([10.0, 15.0, 20.0, 9000.0], BOTH, {})
    assert rested[-1] == pytest.approx(rested[0], rel=1e-5) and rested[2] != pytest.approx(rested[0], rel=0.1)


def test_a_parameter_set_while_running_acts_from_then_on():
    times = regular(20.0, 10)
    simulation = Simulation(network(times, DEPRESSION, {"U": 0.5}))
    simulation.run(230.0)
    simulation.apply(SetValue("link", "U", 0.1))
    jumps = simulation.run(300.0).samples["V"].values[:, 0]
    x = 0.0
    for number in range(5):
        x = 1.0 if number == 0 else 1.0 + (0.5 * x - 1.0) * np.exp(-50.0 / 800.0)
    sixth = 0.1 * (1.0 + (0.5 * x - 1.0) * np.exp(-50.0 / 800.0))
    assert jumps[jumps != 0.0][0] / WEIGHT == pytest.approx(sixth, rel=1e-10)


def test_the_states_of_the_terminals_can_be_watched():
    simulation = Simulation(network([10.0, 30.0], BOTH, {"U": 0.2}))
    simulation.record(Recording("x", "link", "x", interval=H))
    x = simulation.run(50.0).samples["x"].values[:, 0]
    first = round(10.0 / H) - 1
    assert np.all(x[:first] == 1.0) and x[first] == pytest.approx(0.8)
    assert simulation.values("link", "x")[0] == x[-1]


SENT = [10.0, 11.0, 12.0]
WAYS = {
    "none to depression": (None, {}, DEPRESSION, {}),
    "none to both": (None, {}, BOTH, {}),
    "depression to both": (DEPRESSION, {"U": 0.4}, BOTH, {"U": 0.2}),
    "both to depression": (BOTH, {"U": 0.2}, DEPRESSION, {"U": 0.4}),
    "depression to none": (DEPRESSION, {"U": 0.4}, None, {}),
    "another parameter": (DEPRESSION, {"U": 0.4}, DEPRESSION, {"U": 0.1, "tau_rec": 50.0}),
    "the same": (BOTH, {"U": 0.2}, BOTH, {"U": 0.2}),
}  # fmt: skip


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside a neighbour that is taken away"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_spikes_under_way_keep_what_they_were_sent_with_whatever_the_terminals_become(backend, way, alone):
    """They have left their terminals: an edit changes what the next spikes release. A second delay needs more room."""
    before, given, after, then = WAYS[way]
    neighbour = Projection("other", "train", "target", DELTA, ONE, 1.0, 9.0)
    old, new = network(SENT, before, given, delay=8.0), network(SENT, after, then, delay=8.0)
    if not alone:
        old = NetworkDescription(**{**vars(old), "projections": (*old.projections, neighbour)})
    simulation, later = Simulation(old, backend=backend), Simulation(new, backend=backend)
    simulation.run(15.0)
    later.carry_from(simulation)
    jumps = later.run(10.0).samples["V"].values[:, 0]
    values = {"tau_rec": 800.0, **given} if before is DEPRESSION else {"tau_rec": 130.0, "tau_fac": 530.0, **given}
    sent = np.ones(3) if before is None else closed_form(SENT, **values)
    assert jumps[jumps != 0.0] / WEIGHT == pytest.approx(sent, rel=1e-12)


@pytest.mark.parametrize("delay", [4.0, 14.0])
def test_spikes_that_are_sent_again_with_another_delay_keep_what_they_released(delay):
    neighbour = Projection("other", "train", "target", DELTA, ONE, 1.0, 6.0)
    one, other = (network([13.0, 14.0, 14.5], BOTH, {"U": 0.2}, delay=long) for long in (8.0, delay))
    old = Simulation(NetworkDescription(**{**vars(one), "projections": (*one.projections, neighbour)}), backend="numpy")
    old.run(15.0)
    new = Simulation(other, backend="numpy")
    new.carry_from(old)
    jumps = new.run(15.0).samples["V"].values[:, 0]
    assert jumps[jumps != 0.0] / WEIGHT == pytest.approx(closed_form([13.0, 14.0, 14.5], 0.2, 130.0, 530.0), rel=1e-12)


@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_spikes_on_the_axon_arrive_whole_where_terminals_are_added(backend):
    def learning(rule) -> NetworkDescription:
        plain = network(SENT, rule, {}, delay=8.0)
        still = {"A_plus": 0.0, "A_minus": 0.0, "w_max": 2 * WEIGHT, "dendritic_fraction": 0.25}
        link = Projection(**{**vars(plain.projections[0]), "plasticity": find("plasticity/pair_stdp"),
                             "plasticity_parameters": still})  # fmt: skip
        return NetworkDescription(**{**vars(plain), "projections": (link,)})

    old, new = Simulation(learning(None), backend=backend), Simulation(learning(DEPRESSION), backend=backend)
    old.run(14.0)
    new.carry_from(old)
    jumps = new.run(10.0).samples["V"].values[:, 0]
    assert jumps[jumps != 0.0].tolist() == [WEIGHT] * 3


def test_what_is_sent_must_be_a_share_of_the_weight():
    from engine.model.declaration import ShortTermModel, equation
    from engine.simulation.operations.short_term import refuse_disproportion

    class Squared(ShortTermModel):
        """Sends the square.

        Source: none.
        """

        title, category = "Squared", "Short term"

        @equation
        def sent(w):
            return w * w

    with pytest.raises(TypeError, match="not a share of 'w'"):
        refuse_disproportion(Squared, {})


def test_a_train_for_each_target_has_no_terminal_to_tire():
    from engine.checking.network import check

    poisson = Stimulus("train", find("stimuli/poisson"))
    plain = network([1.0], DEPRESSION, {})
    found = check(NetworkDescription(**{**vars(plain), "stimuli": (poisson,)}))
    assert [problem.code for problem in found if problem.is_fatal] == ["short-term-source"]
    assert not check(NetworkDescription(**{**vars(plain), "projections": (
        *plain.projections, Projection("down", "train", "target", DELTA, ONE, Uniform(-2.0, -1.0), short_term=BOTH,
                                       sign=plain.projections[0].sign.INHIBITORY),
    )})), "inhibition tires too"  # fmt: skip
