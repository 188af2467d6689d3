"""Synapses that a person types: what a text declares, in Brian2's words too, and what is wrong with one."""

from __future__ import annotations

import numpy as np
import pytest

from engine import equations
from engine.compiling.steps.population import compiled_population
from engine.model.equations.mathematics import equations as latex
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, text_of, typed_key
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.simulation.simulation import Simulation

LIF, ALL = find("neurons/leaky_integrate_and_fire"), find("wiring/all_to_all")
DECAYING = "dg/dt = -g/tau : nS\ntau = 5 ms (> 0)\nE = 0 mV\nw = 2 nS (>= 0)\n"
OPEN = DECAYING + "on_pre: g += w\ncurrent: g*(E - V)"
BRIAN2 = """
dg/dt = -g/tau : siemens (clock-driven)
I_syn_post = g*(E - v_post) : amp (summed)
w : siemens
on_pre: g_post += w
tau = 5*ms
E = 0*mV
"""


def potential(model, backend: str = "numpy", **given) -> np.ndarray:
    """The membrane (steps,) of a neuron that two spikes reach."""
    network = NetworkDescription(
        populations=(Population("a", LIF, 1),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([1.0, 3.0])}),),
        projections=(Projection("p", "s", "a", model, ALL, 3.0, 1.0, **given),),
        recordings=(Recording("V", "a", "V"),),
    )
    return Simulation(network, backend=backend).run(20.0).samples["V"].values[:, 0]


def test_a_text_declares_a_synapse() -> None:
    model = equations(OPEN, "synapses", title="Mine")
    assert model.kind == "synapses" and model.title == "Mine" and list(model.states()) == ["g"]
    assert set(model.equations) == {"dg_dt", "g_after_arrival", "current"}
    assert (model.weight.unit, model.weight.default, model.weight.at_least) == ("nS", 2.0, 0.0)
    assert model.current_unit == "pA" and model.is_unsigned() and accepts(LIF, model)
    shown = latex(model)
    assert shown["g_after_arrival"] == r"\text{arrival}:\; g \leftarrow g + w"
    assert shown["dg_dt"] == r"\frac{dg}{dt} = -\frac{g}{\tau}"


def test_its_key_holds_the_text_and_finds_the_same_class() -> None:
    key = typed_key(find("synapses/equations"), OPEN)
    assert key.startswith("synapses/equations\n") and text_of(key) == OPEN
    assert find(key) is find(key) and find(key) is equations(OPEN, "synapses")


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_words_of_brian2_mean_the_same_potential_to_the_last_bit(backend: str) -> None:
    mine, theirs = (potential(equations(text, "synapses"), backend) for text in (OPEN, BRIAN2))
    built_in = potential(find("synapses/exponential_conductance"), backend)
    assert np.ptp(mine) > 1.0
    assert np.array_equal(mine, theirs) and np.array_equal(mine, built_in)


def test_an_arrival_moves_several_states_and_none_by_another_that_it_has_moved() -> None:
    text = "dx/dt = -x/tau : pA\ndy/dt = -y/tau : pA\non_pre:\n    x += w\n    y += {more}\ncurrent: x + y\n"
    text += "half = 0.5*w\ntau = 5 ms\nw = 1 pA"
    whole, halves = (potential(equations(text.format(more=m), "synapses")) for m in ("half + half", "2*half - w/2"))
    assert np.ptp(whole) > 0.0 and np.allclose(whole + 70.0, 4 / 3 * (halves + 70.0), rtol=1e-9)
    wrong = [text.format(more=more) for more in ("x", "w*x/pA", "w + 0*x")]
    for one in (*wrong, text.format(more="w").replace("x += w", "x += w*y/pA")):
        with pytest.raises(Mistake, match="adds no multiple of w"):
            equations(one, "synapses")


def test_a_pulse_moves_the_membrane_in_its_own_unit() -> None:
    model = equations("on_pre: v_post += w\nw = 1 (of the membrane)", "synapses")
    assert set(model.equations) == {"V_after_arrival"} and model.weight == find("synapses/delta").weight
    assert np.array_equal(potential(model), potential(find("synapses/delta")))


def test_values_and_remarks_compile_nothing_anew() -> None:
    other = OPEN.replace("5 ms (> 0)", "7 ms  # decay")
    one, two = (equations(text, "synapses") for text in (OPEN, other))
    assert one is not two and one.source_text() == two.source_text()
    assert compiled_population(LIF, {"r0": one}).numba_text == compiled_population(LIF, {"r0": two}).numba_text
    assert one.source_text() != equations(OPEN.replace("E - V", "E - 2*V"), "synapses").source_text()


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "there is no equation"),
        (DECAYING, 4, 1, "a spike that arrives does nothing"),
        (OPEN.replace("w = 2 nS (>= 0)\n", ""), 5, 1, "the weight w has no unit"),
        (OPEN.replace("g += w", "g += w*g/nS"), 5, 9, "“g += w*g/nS” adds no multiple of w"),
        (OPEN.replace("g += w", "g += 1 nS"), 5, 9, "adds no multiple of w"),
        (OPEN.replace("g += w", "g += abs(w)"), 5, 9, "adds no multiple of w"),
        (OPEN.replace("g += w", "g += max(w, 0 nS)"), 5, 9, "adds no multiple of w"),
        (OPEN.replace("g += w", "g = w"), 5, 9, "adds no multiple of w"),
        (OPEN.replace("g += w", "g *= w/nS"), 5, 9, "adds no multiple of w"),
        (OPEN.replace("g += w", "g += w*dt/ms"), 5, 16, "equations do not read the time “dt”"),
        (OPEN.replace("g += w", "g += w*tau"), 5, 9, "“g” joins nS with pF"),
        (OPEN.replace("g += w", "q += w"), 5, 9, "“q” is not defined"),
        (OPEN.replace("g += w", "tau += w"), 5, 9, "has no equation of its own"),
        (OPEN.replace("-g/tau", "-g/tau + w/tau"), 1, 9, "“w” is known only where a spike arrives"),
        (OPEN.replace("E - V", "E - V_pre"), 6, 10, "a current that reads V_pre flows all the time"),
        (OPEN.replace("-g/tau", "-g/tau*V_pre/mV"), 1, 9, "a current that reads V_pre flows all the time"),
        (OPEN.replace("E - V", "E - tau"), 6, 13, "joins mV with ms"),
        (OPEN.replace("0 mV", "0 mV (inhibitory 3 ms)"), 3, 10, "(inhibitory -80 mV)"),
        (OPEN.replace(" (>= 0)", "").replace("0 mV", "0 mV (inhibitory -80 mV)"), 3, 10, "(w >= 0)"),
        (OPEN.replace("(>= 0)", "(<= 0)"), 4, 10, "neither a bound nor a known remark"),
        (OPEN + "\nV = 3 mV", 7, 1, "taken by the program"),
        (OPEN + "\nI_syn_post = g*(E - V) : amp (summed)", 7, 1, "second time, first in line 6"),
        (OPEN + "\ncoupling: both ways", 7, 11, "a current that reads V_pre flows all the time"),
        (OPEN + "\nthreshold: g > 1 nS", 7, 1, "“threshold: g > 1 nS” is neither"),
        ("x[t+1] = 0 : 1\ndy/dt = -y/tau : 1\non_pre: x += w\nw = 1\ntau = 1 ms", 1, 1, "do not mix"),
        ("c : mV\n" + OPEN, 1, 1, "“c” has no value"),
    ],
)
def test_every_mistake_is_one_sentence_with_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(Mistake) as caught:
        equations(text, "synapses")
    assert words in str(caught.value)
    assert (caught.value.place.line, caught.value.place.column) == (line, column), str(caught.value)


def test_a_synapse_that_couples_has_one_value_of_each_parameter() -> None:
    model = equations("current: w*(V_pre - v)*share\ncoupling: both ways\nw = 2 nS (>= 0)\nshare = 0.5", "synapses")
    assert model.couples() and model.both_ways and not model.parameters()["share"].per_element
