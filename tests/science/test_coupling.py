"""Gap junctions, graded synapses and rate units against closed forms."""

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.registry.discovery import find
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
)
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation

LIF, PASSIVE = find("neurons/leaky_integrate_and_fire"), find("neurons/leaky_integrator")
RELU, SIGMOID = find("neurons/rectified_linear_unit"), find("neurons/sigmoid_unit")
GAP, GRADED = find("synapses/gap_junction"), find("synapses/graded_conductance")
ALL, ONE, LISTED = find("wiring/all_to_all"), find("wiring/one_to_one"), find("wiring/explicit_list")
TAU, C, G, CURRENT = 20.0, 250.0, 3.0, 100.0
LEAK = C / TAU


def cells(h=0.1, link=None) -> NetworkDescription:
    """A passive cell that is driven, and one that is only coupled to it."""
    passive = {"tau_m": TAU, "C_m": C, "E_L": 0.0}
    return NetworkDescription(
        h,
        (Population("driven", PASSIVE, 1, passive, bias=CURRENT), Population("other", PASSIVE, 1, passive)),
        (link or Projection("gap", "driven", "other", GAP, ALL, G),),
        recordings=(Recording("one", "driven", "V", interval=h), Recording("two", "other", "V", interval=h)),
    )


def potentials(network, duration=150.0, **settings):
    record = Simulation(network, **settings).run(duration)
    return record.samples["one"].values[:, 0], record.samples["two"].values[:, 0]


def closed_form(times):
    """The sum of the two relaxes with the membrane's time constant, their difference faster."""
    together = CURRENT / LEAK * (1.0 - np.exp(-times / TAU))
    apart = CURRENT / (LEAK + 2 * G) * (1.0 - np.exp(-times * (LEAK + 2 * G) / C))
    return (together + apart) / 2, (together - apart) / 2


def test_the_coupling_ratio_of_two_passive_cells_is_that_of_the_divider():
    one, two = potentials(cells(), 600.0)
    assert two[-1] / one[-1] == pytest.approx(G / (G + LEAK), rel=1e-9)
    assert one[-1] + two[-1] == pytest.approx(CURRENT / LEAK, rel=1e-9)


@pytest.mark.parametrize("way", [("driven", "other"), ("other", "driven")])
def test_one_link_acts_both_ways_whichever_way_it_is_drawn(way):
    drawn = cells(link=Projection("gap", *way, GAP, ALL, G))
    assert np.array_equal(potentials(drawn), potentials(cells()))
    assert np.array_equal(potentials(drawn, backend="numpy"), potentials(cells()))


def test_the_time_course_is_the_closed_form_to_the_first_order_of_the_step():
    errors = []
    for h in (0.2, 0.1, 0.05):
        one, two = potentials(cells(h), 100.0)
        expected = closed_form(h * np.arange(1, len(one) + 1))
        errors.append(max(abs(one - expected[0]).max(), abs(two - expected[1]).max()))
    assert errors[1] < 1e-3 * CURRENT / LEAK
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.05) and errors[1] / errors[2] == pytest.approx(
        2.0, rel=0.05
    )


def test_a_ring_of_passive_cells_has_the_modes_of_its_laplacian():
    size, mode = 8, 2
    ring = Connections(np.arange(size), (np.arange(size) + 1) % size)
    start = np.cos(2 * np.pi * mode * np.arange(size) / size)
    cell = Population("cell", PASSIVE, size, {"tau_m": TAU, "C_m": C, "E_L": 0.0}, {"V": start})
    h = 0.02
    link = Projection("gap", "cell", "cell", GAP, LISTED, G, connections=ring)
    network = NetworkDescription(h, (cell,), (link,), recordings=(Recording("one", "cell", "V", interval=h),))
    values = Simulation(network).run(30.0).samples["one"].values
    rate = (LEAK + G * (2 - 2 * np.cos(2 * np.pi * mode / size))) / C
    times = h * np.arange(1, len(values) + 1)
    assert values == pytest.approx(start * np.exp(-rate * times)[:, None], abs=1e-3)


def test_two_neurons_of_one_population_share_one_junction_whichever_way_it_was_drawn():
    cell = Population("cell", PASSIVE, 5, bias=np.arange(5.0))
    drawn = Simulation(NetworkDescription(0.1, (cell,), (Projection("gap", "cell", "cell", GAP, ALL, G),)))
    wires = drawn.connections("gap")
    assert len(wires.pre) == 5 * 4 // 2
    assert len({frozenset(pair) for pair in zip(wires.pre.tolist(), wires.post.tolist(), strict=True)}) == 10
    drawn.run(5.0)
    i, j = np.triu_indices(5, 1)
    listed = Projection("gap", "cell", "cell", GAP, LISTED, G, connections=Connections(i, j))
    same = Simulation(NetworkDescription(0.1, (cell,), (listed,)))
    same.run(5.0)
    assert drawn.values("cell", "V") == pytest.approx(same.values("cell", "V"), rel=1e-12)


def test_coupled_neurons_of_different_drive_fire_at_one_rate():
    def counts(g):
        two = (Population("a", LIF, 1, bias=400.0), Population("b", LIF, 1, bias=415.0))
        record = Simulation(NetworkDescription(0.1, two, (Projection("gap", "a", "b", GAP, ALL, g),))).run(3000.0)
        return record.times("a"), record.times("b")

    alone, coupled = counts(0.0), counts(8.0)
    assert len(alone[1]) - len(alone[0]) > 10
    assert len(coupled[1]) == len(coupled[0])
    lag = (coupled[1][-10:] - coupled[0][-10:]) / np.diff(coupled[0][-11:])
    assert np.ptp(lag) < 0.02, "one phase, spike after spike"


def test_junctions_shunt_what_single_cells_would_do_alone():
    """A driven cell among quiet ones fires less the stronger they are coupled (a load)."""
    rates = []
    for g in (0.0, 0.5, 2.0):
        cell = Population("cell", LIF, 6, bias=np.array([420.0, 0.0, 0.0, 0.0, 0.0, 0.0]))
        network = NetworkDescription(0.1, (cell,), (Projection("gap", "cell", "cell", GAP, ALL, g),))
        rates.append(len(Simulation(network).run(1000.0).spikes["cell"]))
    assert rates[0] > rates[1] > rates[2] == 0


def test_a_conductance_set_while_running_acts_at_both_ends():
    simulation = Simulation(cells())
    simulation.run(300.0)
    simulation.apply(SetValue("gap", "weight", 9.0))
    simulation.run(600.0)
    one, two = simulation.values("driven", "V")[0], simulation.values("other", "V")[0]
    assert two / one == pytest.approx(9.0 / (9.0 + LEAK), rel=1e-9)


def test_a_graded_synapse_releases_half_at_its_potential_of_half_release():
    weight, half = 4.0, 8.0
    source = Population("driven", PASSIVE, 1, {"tau_m": TAU, "C_m": C, "E_L": 0.0}, bias=half * LEAK)
    link = Projection(
        "graded", "driven", "other", GRADED, ALL, weight, 0.5, Sign.INHIBITORY, {"V_half": half, "slope": 2.0}
    )
    network = cells(link=link)
    simulation = Simulation(NetworkDescription(**{**vars(network), "populations": (source, network.populations[1])}))
    simulation.run(800.0)
    g = weight / 2
    assert simulation.values("other", "V")[0] == pytest.approx(g * -80.0 / (g + LEAK), rel=1e-6)
    assert simulation.values("driven", "V")[0] == pytest.approx(half, rel=1e-9), "it acts one way only"


def relu_network(delays=(0.0, 0.0)) -> tuple[NetworkDescription, list[np.ndarray]]:
    random = np.random.default_rng(7)
    arrays = [random.normal(0.0, 0.2, (100, 64)), random.normal(0.0, 0.1, 100)]
    arrays += [random.normal(0.0, 0.2, (10, 100)), random.normal(0.0, 0.1, 10)]
    return NetworkDescription(
        1.0,
        (Population("hidden", RELU, 100, bias=arrays[1]), Population("out", RELU, 10, bias=arrays[3])),
        (
            Projection("in", "code", "hidden", None, ALL, arrays[0], 0.0, Sign.MIXED),
            Projection("hidden-out", "hidden", "out", None, ALL, arrays[2], delays[1], Sign.MIXED),
        ),
        datasets=(Dataset("digits", find("datasets/digits"), sample_time=4.0),),
        encoders=(Encoder("code", find("encoders/constant_current"), "digits"),),
        recordings=(Recording("y", "out", "y", interval=1.0),),
    ), arrays


@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_a_relu_network_gives_the_matrix_formula_within_the_step(backend):
    network, (w1, b1, w2, b2) = relu_network()
    simulation = Simulation(network, backend=backend)
    chunk = simulation.advance(40)
    samples = simulation.samples("digits").values
    for shown in chunk.shown["digits"]:
        x = samples[shown.sample]
        expected = np.maximum(w2 @ np.maximum(w1 @ x + b1, 0.0) + b2, 0.0)
        rows = chunk.samples["y"].values[shown.first_step : shown.first_step + 4]
        assert np.abs(rows - expected).max() < 1e-13, "from the first step of a sample to its last"
    assert len(chunk.shown["digits"]) == 10


def test_a_delay_of_one_step_shows_the_values_of_the_step_before():
    at_once, later = (Simulation(relu_network((0.0, delay))[0]).advance(12).samples["y"].values for delay in (0.0, 1.0))
    assert np.array_equal(later[1:4], at_once[:3]) and not np.array_equal(later[4], at_once[4])
    assert np.array_equal(later[5:8], at_once[4:7])


def test_sigmoid_units_are_the_logistic_function_of_their_bias():
    drive = np.linspace(-30.0, 30.0, 41)
    simulation = Simulation(NetworkDescription(1.0, (Population("s", SIGMOID, 41, bias=drive),)))
    simulation.advance(1)
    assert simulation.values("s", "y") == pytest.approx(1 / (1 + np.exp(-drive)), rel=1e-12)


A, B = Population("a", LIF, 3), Population("b", RELU, 3)
REFUSED = {
    "no-potential": Projection("p", "a", "b", GAP, ALL, 1.0),
    "needs-no-synapse": Projection("p", "b", "a", find("synapses/delta"), ALL, 1.0),
    "synapse-does-not-fit": Projection("p", "a", "b", find("synapses/exponential_current"), ALL, 1.0),
    "zero-delay-cycle": Projection("p", "b", "b", None, ALL, 1.0, 0.0),
    "plastic-current": Projection("p", "b", "a", None, ALL, 1.0, plasticity=find("plasticity/pair_stdp")),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_coupled_is_refused_with_its_reason(code):
    found = [p for p in check(NetworkDescription(0.1, (A, B), (REFUSED[code],))) if p.is_fatal]
    assert code in [p.code for p in found] and all(str(p).endswith(".") for p in found)


@pytest.mark.parametrize("away", [-3.0, 1.0, 4.5])
def test_the_release_of_a_graded_synapse_is_a_logistic_function_of_its_slope(away):
    weight, half, slope = 4.0, 8.0, 2.0
    source = Population("driven", PASSIVE, 1, {"tau_m": TAU, "C_m": C, "E_L": 0.0}, bias=(half + away) * LEAK)
    link = Projection(
        "graded", "driven", "other", GRADED, ALL, weight, 0.5, Sign.INHIBITORY, {"V_half": half, "slope": slope}
    )
    network = cells(link=link)
    simulation = Simulation(NetworkDescription(**{**vars(network), "populations": (source, network.populations[1])}))
    simulation.run(800.0)
    g = weight / (1 + np.exp(-away / slope))
    assert simulation.values("other", "V")[0] == pytest.approx(g * -80.0 / (g + LEAK), rel=1e-6)


def test_the_largest_value_is_told_as_the_answer():
    """What each unit sends at the end of the window is its score, and the largest of them wins."""
    bias = np.array([0.2, 0.9, -3.0, 0.4])
    units = Population("units", find("neurons/rectified_linear_unit"), 4, bias=bias)
    decoder = Decoder("answer", find("decoders/largest_value"), "units")
    simulation = Simulation(NetworkDescription(1.0, (units,), decoders=(decoder,)))
    assert simulation.advance(5).partial["answer"].tolist() == [0.2, 0.9, 0.0, 0.4]
    assert simulation.advance(1).partial["answer"].argmax() == 1
