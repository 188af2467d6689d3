"""Rules of plasticity that a person types: what a text declares, in Brian2's words too, and what is wrong with one."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from engine import equations
from engine.compiling.steps.equation_text import equation_text
from engine.model.declaration import PlasticityModel, Trace
from engine.model.equations.mathematics import equations as latex
from engine.model.quantities import Dendritic, Interval, Membrane, SynapseState
from engine.model.registry.discovery import find, typed_key
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription, Population, Projection, Stimulus
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, DELTA, LIF

PAIRS = (
    "dx/dt = -x/tau : 1\ndy/dt = -y/tau : 1\n"
    "on_pre: w -= a*w_max*y; x += 1\non_post: w += a*w_max*x; y += 1\n"
    "tau = 20 ms (> 0)\na = 0.01\nw_max = 2 weights (> 0)"
)
BRIAN2 = """
w : 1
dApre/dt = -Apre/taupre : 1 (event-driven)
dApost/dt = -Apost/taupost : 1 (event-driven)
on_pre:
    Apre += dApre
    w = clip(w + Apost, 0, w_max)
on_post:
    Apost += dApost
    w = clip(w + Apre, 0, w_max)
taupre = 20*ms
taupost = 20*ms
dApre = 0.4
dApost = -0.42
w_max = 40
"""
REWARDED = (
    "hears: reward  # what pleases\n"
    "dx/dt = -x/tau : 1\ndy/dt = -y/tau : 1\nde/dt = -e/tau_e : weights\ndd/dt = -d/tau : 1\n"
    "dw/dt = e*d/tau\non_pre: e -= a*y; x += 1\non_post: e += a*x; y += 1\non_reward: d += 1\n"
    "tau = 20 ms\ntau_e = 500 ms\na = 0.1 weights"
)


def weights(rule: type[PlasticityModel], duration: float = 300.0, **given) -> np.ndarray:
    """Of eight synapses, after noise on both sides."""
    heard = dict.fromkeys(rule.spike_sources(), "n")
    learning = {"plasticity": rule, "plasticity_parameters": given, "plasticity_sources": heard}
    network = NetworkDescription(
        populations=(Population("a", LIF, 4), Population("n", LIF, 2, bias=430.0)),
        stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 3000.0}),),
        projections=(
            Projection("in", "noise", "a", DELTA, ALL, 2.0),
            Projection("w", "a", "n", DELTA, ALL, 20.0, 1.0, **learning),
        ),
    )
    simulation = Simulation(network, seed=5, backend="numpy")
    simulation.run(duration)
    return simulation.weights("w")


def test_a_text_declares_a_rule_whose_traces_have_the_side_of_the_spikes_that_move_them() -> None:
    rule = equations(PAIRS, "plasticity", title="Mine")
    assert rule.kind == "plasticity" and rule.title == "Mine"
    assert {name: trace.side for name, trace in rule.traces().items()} == {"x": "pre", "y": "post"}
    assert set(rule.equations) == {"weight_after_pre", "weight_after_post"}  # traces step by one as they always do
    assert rule.parameters()["w_max"].per_weight == 2.0 and rule.defaults(DELTA)["w_max"] == 2.0
    assert latex(rule)["weight_after_post"] == r"\text{post}:\; w \leftarrow w + a \, w_{max} \, x"
    assert find(typed_key(find("plasticity/equations"), PAIRS)) is equations(PAIRS, "plasticity")


@pytest.mark.parametrize("largest", [40.0, 15.0], ids=["within", "weights begin above it"])
def test_bounds_that_every_rule_has_are_not_reckoned_twice(largest: float) -> None:
    """A clip in Brian2's words made a rule take 1.28 times as long on arrays, for the same weights."""
    rule = equations(BRIAN2, "plasticity")
    told = {name: ast.unparse(rule.equations[f"weight_after_{name}"].written[0]) for name in ("pre", "post")}
    assert told == {"pre": "return minimum(w + Apost, w_max)", "post": "return w + Apre"}
    reckoned = equations(BRIAN2.replace(", 0, w_max)", ", w_max - w_max, w_max)"), "plasticity")
    assert np.array_equal(weights(rule, w_max=largest), weights(reckoned, w_max=largest))


def test_a_bound_of_what_is_added_stays() -> None:
    rule = equations(BRIAN2.replace("w = clip(w + Apre, 0, w_max)", "w += clip(Apre, 0, w_max)"), "plasticity")
    assert "minimum" in ast.unparse(rule.equations["weight_after_post"].written[0])


def test_a_third_factor_is_heard_and_what_reads_both_sides_belongs_to_the_synapse() -> None:
    rule = equations(REWARDED, "plasticity")
    assert {n: s.meaning for n, s in rule.spike_sources().items()} == {"reward": "what pleases"}
    assert rule.traces()["d"].side == "reward" and list(rule.synapse_states()) == ["e"]
    assert rule.synapse_states()["e"].unit == "" and set(rule.equations) == {"dw_dt", "e_after_pre", "e_after_post"}


def test_one_spike_alone_may_move_what_belongs_to_the_synapse() -> None:
    text = REWARDED.replace("on_post: e += a*x; y += 1", "on_post: y += 1")
    rule = equations(text, "plasticity")
    assert list(rule.synapse_states()) == ["e"] and rule.traces()["x"].side == "pre"


def test_a_membrane_is_read_under_its_own_name_or_that_of_brian2() -> None:
    for word, line in (("u", "u : mV (membrane)\n"), ("v_post", ""), ("V", "")):
        text = f"{line}dm/dt = ({word} - m)/tau : mV\non_pre: w -= a*m\ntau = 10 ms\na = 0.1 weights"
        rule = equations(text.replace("a*m", "a*m/mV"), "plasticity")
        trace = rule.traces()["m"]
        assert isinstance(trace, Trace) and trace.side == "post" and "m_toward" in rule.equations
        (membrane,) = (q for q in rule.quantities.values() if isinstance(q, Membrane))
        assert membrane.name == ("u" if line else "V_post")


def test_remarks_make_intervals_shares_of_the_delay_and_lasting_traces() -> None:
    text = PAIRS + "\nevery = 5 ms (interval)\nshare = 0.5 (dendritic)"
    rule = equations(text.replace(": 1\ndy", ": 1 (pre, lasts)\ndy"), "plasticity")
    assert isinstance(rule.pace(), Interval) and rule.pace().default == 5.0
    assert isinstance(rule.dendritic(), Dendritic) and rule.dendritic().default == 0.5
    assert rule.traces()["x"].lasts and not rule.traces()["y"].lasts


def test_the_words_of_brian2_learn_the_weights_of_the_built_in_rule() -> None:
    mine = weights(equations(BRIAN2, "plasticity"))
    built_in = weights(find("plasticity/pair_stdp"), A_plus=0.01, A_minus=0.0105, w_max=40.0)
    assert np.abs(mine - 20.0).max() > 1.0 and np.allclose(mine, built_in, rtol=0.0, atol=1e-9)


def test_statements_act_in_their_order() -> None:
    """A weight that reads its trace behind the step sees one more than before it."""
    before, behind = (
        weights(equations(f"dx/dt = -x/tau : 1\non_pre: {order}\ntau = 20 ms\na = 0.01 weights", "plasticity"))
        for order in ("w += a*x; x += 1", "x += 1; w += a*x")
    )
    alone = weights(equations("on_pre: w += a\na = 0.01 weights", "plasticity"))
    assert np.all(alone > 20.0) and np.allclose(behind - before, alone - 20.0, rtol=0.0, atol=1e-9)


def test_a_weight_may_move_in_time_alone() -> None:
    falling = weights(equations("dw/dt = -w/tau\ntau = 1000 ms (> 0)", "plasticity"), duration=100.0)
    assert np.allclose(falling, 20.0 * (1.0 - 0.1 / 1000.0) ** 1000)
    mapped = weights(equations("w[t+1] = 0.5*w[t] : weights\nevery = 50 ms (interval)", "plasticity"), duration=100.0)
    assert np.allclose(mapped, 5.0)


def test_plain_numbers_may_be_weights() -> None:
    assert np.all(weights(equations("w : 1\non_pre: w += 0.5", "plasticity")) > 20.0)


def test_values_and_remarks_compile_nothing_anew() -> None:
    one, two = (equations(t, "plasticity") for t in (PAIRS, PAIRS.replace("20 ms", "30 ms  # memory")))
    assert one is not two and one.source_text() == two.source_text()
    assert equation_text(one, "weight_after_pre") == equation_text(two, "weight_after_pre")
    other = equations(PAIRS.replace("dy/dt = -y/tau : 1", "dy/dt = -y/tau : 1 (post, lasts)"), "plasticity")
    assert one.source_text() != other.source_text()
    assert isinstance(equations(REWARDED, "plasticity").synapse_states()["e"], SynapseState)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "there is no equation"),
        ("tau = 3 ms", 1, 1, "nothing changes w"),
        (PAIRS.replace("y += 1", "y += w"), 4, 26, "joins a plain number with weights"),
        (PAIRS.replace("a*w_max*x", "a*x"), 4, 10, "joins weights with a plain number"),
        (PAIRS.replace("-x/tau", "-2*x/tau"), 1, 2, "the rate of “x” is no decay"),
        (PAIRS.replace("-x/tau", "-x/(tau)**2*ms"), 1, 2, "the rate of “x” is no decay"),
        (PAIRS.replace("-x/tau", "-x"), 1, 2, "dx/dt should give kHz"),
        (PAIRS.replace("; x += 1", ""), 1, 2, "no spike moves “x”"),
        (PAIRS.replace("on_pre:", "on_reward: x += 1\non_pre:"), 3, 12, "“on_reward” hears nothing"),
        (PAIRS + "\nhears: reward\non_reward: w += a*w_max", 9, 12, "“on_reward” cannot change “w”"),
        (PAIRS.replace(": 1\ndy", ": 1 (post)\ndy"), 3, 25, "“on_pre” cannot change “x”"),
        (PAIRS.replace("dx/dt = -x/tau : 1", "dx/dt = (y - x)/tau : 1 (pre)"), 1, 10, "which do not know “y”"),
        (PAIRS.replace("x += 1", "x += y").replace(": 1\ndy", ": 1 (pre)\ndy"), 3, 25, "do not know “y”"),
        (PAIRS.replace("a*w_max*x", "a*total*x"), 4, 10, "“total” is not known where a spike acts"),
        (PAIRS.replace("a*w_max*x", "a*w_max*x*dt/ms"), 4, 10, "“dt” is not known where a spike acts"),
        (PAIRS.replace("2 weights", "2 weights/ms"), 7, 1, "“weights/ms” is not a unit"),
        (PAIRS.replace("x += 1", "x += 1 weights"), 3, 30, "“1 weights” is not a unit"),
        (PAIRS + "\nw : pA", 8, 5, "“pA” is not a unit"),
        (PAIRS + "\nx_left = 3", 8, 1, "taken by the program"),
        (PAIRS + "\nz[t+1] = z : 1", 8, 1, "“z” is a map"),
        (PAIRS + "\ndw/dt = 1 ms", 8, 2, "dw/dt should give weights/ms"),
        (REWARDED + "\nevery = 5 ms (interval)", 13, 1, "cannot be an interval where synapses remember"),
        (PAIRS.replace("y += 1", "q += 1"), 4, 26, "“q” is not defined"),
        (PAIRS.replace("y += 1", "tau += 1 ms"), 4, 26, "has no equation of its own"),
        (PAIRS + "\ng = 3 (pre)", 8, 8, "neither a bound nor a known remark"),
        (PAIRS + "\nthreshold: x > 1", 8, 1, "is neither an equation nor a value"),
    ],
)
def test_every_mistake_is_one_sentence_with_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(Mistake) as caught:
        equations(text, "plasticity")
    assert words in str(caught.value)
    assert (caught.value.place.line, caught.value.place.column) == (line, column), str(caught.value)
