"""What can be typed, and the sentence for what cannot."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine import NetworkDescription, Population, Recording, Simulation, equations, find
from engine.compiling.steps.population import compiled_population
from engine.model.declaration import Reset, StepOrder
from engine.model.equations.mathematics import equations as latex
from engine.model.registry.discovery import typed_key
from engine.model.typed.mistakes import Mistake
from engine.model.writers.writing import model_text, titled
from tests.laws.traits import reset_of

LEAKY = """
dv/dt = (E_L - v + R*I)/tau : mV (unless refractory)  # membrane potential
threshold: v >= V_th
reset: v = V_r
refractory: t_ref = 2 ms
tau = 10 ms (> 0)  # membrane time constant
R = 40 Mohm
E_L = -70*mV
V_th = -0.055 volt
V_r = -70 mV
"""
BASE = "dv/dt = (E_L - v)/tau : mV\ntau = 10 ms\nE_L = -70 mV\n"


def spikes(model, bias=500.0, time=100.0, **parameters):
    population = Population("a", model, 1, parameters, bias=bias)
    return Simulation(NetworkDescription(populations=(population,)), backend="numpy").run(time).times("a")


def recorded(model, state, backend, bias=0.0, resolution=0.1, steps=100):
    population = Population("a", model, 5, bias=bias)
    recordings = (Recording("r", "a", state, (0, 4), resolution),)
    network = NetworkDescription(populations=(population,), recordings=recordings, resolution=resolution)
    return Simulation(network, backend=backend).advance(steps).samples["r"].values


def test_a_typed_leaky_neuron_fires_as_the_declared_one() -> None:
    expected = spikes(find("neurons/leaky_integrate_and_fire"), C_m=250.0)
    assert len(expected) > 3 and np.array_equal(spikes(equations(LEAKY)), expected)


def test_values_have_coherent_units_bounds_and_meanings() -> None:
    model = equations(LEAKY, title="Mine")
    tau, resistance = model.parameters()["tau"], model.parameters()["R"]
    assert (tau.default, tau.unit, tau.above, tau.meaning) == (10.0, "ms", 0.0, "membrane time constant")
    assert (resistance.default, resistance.unit) == (0.04, "GOhm")
    assert model.parameters()["V_th"].default == -55.0
    assert model.title == "Mine" and model.reset is Reset.TO_VALUE and model.membrane == "v"
    assert model.refractory() is not None and model.refractory().holds == ("v",)
    assert model.states()["v"].start == "V_r", "a state begins where a spike puts it"


def test_equal_texts_give_the_same_class_and_a_key_brings_it_back() -> None:
    model = equations(LEAKY)
    assert equations(LEAKY) is model
    found = find(typed_key(find("neurons/equations"), LEAKY))
    assert found.text == LEAKY and found.parameters().keys() == model.parameters().keys()


def test_named_parts_units_words_and_joined_conditions_are_read() -> None:
    model = equations(
        """
        drive = I/C if v < -20*mV and not v > 10 mV else 0 pA/pF
        dv/dt = leak + drive : mV
        leak = (E - v)/(tau + 0 ms) : mV/ms
        dw/dt = (a*(v - E) - w)/tau : pA
        threshold: v > -50 mV
        reset:
            v = E
            w += b; w *= 2
        C = 200 pF
        a = 2 nS
        b = 1 pA
        E = -70 mV
        tau = 20 ms
        """
    )
    assert set(model.states()) == {"v", "w"} and model.reset is Reset.MAP
    assert reset_of(model) is Reset.MAP
    assert r"\wedge" in latex(model)["dv_dt"] and r"20\,\mathrm{mV}" in latex(model)["dv_dt"]
    assert len(spikes(model, bias=400.0, time=50.0)) > 0


def test_statements_of_a_reset_follow_one_another() -> None:
    text = "v[t+1] = v + I : 1\nw[t+1] = w : 1\nthreshold: v >= 1\nreset: w += v; v = 0; w = w + v\n"
    assert recorded(equations(text), "w", "numpy", bias=1.5, resolution=1.0, steps=2)[:, 0].tolist() == [1.5, 3.0]


def test_maps_are_discrete_and_take_their_synapses_first() -> None:
    model = equations("v[t+1] = beta*v[t] + I[t] : 1\nthreshold: v > 1\nreset: v -= 1\nbeta = 0.9 (>= 0, <= 1)")
    assert model.is_discrete() and model.order is StepOrder.SYNAPSE_FIRST and model.reset is Reset.BY_SUBTRACTION
    assert model.input() is not None and model.input().unit == "1"
    assert reset_of(model) is Reset.BY_SUBTRACTION


def test_without_a_reset_a_spike_is_an_upward_crossing() -> None:
    assert equations(BASE + "threshold: v > -50 mV").upward_crossing


def test_composed_functions_give_the_same_bits_on_arrays_and_loops() -> None:
    made = "tanh(w - 2) + cosh(w/9) - sinh(w/7) + expm1(-w*w) + clip(w, -1, 1) + sign(w) + ceil(w)"
    model = equations(BASE + f"dw/dt = ({made})/tau : 1\nw(0) = 0.3")
    one, other = (recorded(model, "w", backend) for backend in ("numpy", "numba"))
    assert np.array_equal(one, other) and np.ptp(one) > 0.1


def test_a_neuron_may_fire_by_chance_as_in_brian2() -> None:
    text = "dr/dt = (r_0 - r)/tau : Hz\nr_0 = 100 Hz\ntau = 10 ms\nthreshold: rand() < r*dt\nreset: r = r_0\n"
    model = equations(text)
    assert model.fires_by_chance() and {"u", "h"} <= set(model.equations["spike"].arguments)
    population = Population("a", model, 200)
    record = Simulation(NetworkDescription(populations=(population,)), backend="numpy").run(100.0)
    assert 0.8 < len(record.times("a")) / 2000 < 1.2
    with pytest.raises(Mistake, match="“rand” stands in a threshold only"):
        equations(text + "x = rand()")
    with pytest.raises(Mistake, match="“dt” has no name where “h” is defined"):
        equations(text + "h = 1")


def test_a_typed_leaky_neuron_has_the_loop_of_the_declared_one_but_for_its_names() -> None:
    """Equal loops are equally fast: nothing of how a model was declared is left in them."""
    declared, synapse = find("neurons/leaky_integrate_and_fire"), find("synapses/exponential_current")
    letter = re.compile(r"(?<![A-Za-z])V(?![A-Za-z])")
    text = letter.sub("U", model_text(declared)).replace("dV", "dU")
    one, other = (compiled_population(m, {"r0": synapse}) for m in (declared, equations(text)))
    assert set(one.states) - set(other.states) == {"V"}
    for dialect in ("numba_text", "numpy_text", "fused_text"):
        mine = letter.sub("U", getattr(one, dialect)).replace(declared.__name__, "Equations")
        assert mine == getattr(other, dialect)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "there is no equation"),
        ("dv/dt = (E_L - v)/tauu : mV\ntau = 10 ms\nE_L = -70 mV", 1, 19, "Did you mean “tau”?"),
        (BASE + "x = v + tau", 4, 5, "“v + tau” joins mV with ms"),
        ("dv/dt = E - v : mV\nE = 1 mV", 1, 2, "dv/dt should give mV/ms, but its right side gives mV"),
        ("dv/dt = -v/tau : mV\ntau : ms", 2, 1, "“tau” has no value. Write “tau = 1 ms”"),
        (BASE + "tau = 3 ms", 4, 1, "second time, first in line 2"),
        (BASE + "exp = 3", 4, 1, "taken by the program"),
        (BASE + "x = sine(v/E_L)", 4, 5, "the function “sine” is not available"),
        (BASE + "x = v.real", 4, 6, "a dot after a name"),
        (BASE + "x = v[0]", 4, 6, "square brackets"),
        (BASE + "x = lambda: 0", 4, 5, "“lambda” is a word of programs"),
        (BASE + "x = 'v'", 4, 5, "text in quotes"),
        (BASE + "x = 1e400", 4, 5, "too large or too small"),
        (BASE + "x = v^2", 4, 6, "Write “**”"),
        (BASE + "x = v**0.5", 4, 5, "only whole powers"),
        (BASE + "x = " + "(" * 41 + "v" + ")" * 41, 4, 45, "nested too deeply"),
        (BASE + "# " * 20_000, 1, 1, "longer than 20,000 characters"),
        (BASE + "x = exp(v)", 4, 5, "takes a plain number, not mV"),
        (BASE + "x = 1/0", 4, 5, "no finite value"),
        (BASE + "x = y\ny = x", 4, 1, "defined by itself"),
        (BASE + "x = 2 v", 4, 5, "Write “2*v”"),
        (BASE + "x = xi*v", 4, 5, "no noise"),
        (BASE + "threshold: v > 3", 4, 12, "joins mV with a plain number"),
        (BASE + "reset: v = E_L", 4, 8, "no threshold"),
        (BASE + "threshold: v > 3 mV\nreset: vv = 1 mV", 5, 8, "Did you mean “v”?"),
        (BASE + "method: milstein", 4, 9, "Choose automatic or exponential euler or"),
        (BASE + "k = 3 (> 5)", 4, 1, "breaks its own bounds"),
        ("dv/dt = -v/tau\ntau = 1 ms", 1, 2, "the unit of “v” is missing"),
        (BASE + "x = (v\n  + tau)", 4, 6, "joins mV with ms"),
        ("dv/dt = -V/tau : mV\ntau = 1 ms", 1, 10, "Did you mean “v”?"),
        (BASE + "foo bar", 4, 1, "neither an equation nor a value"),
    ],
)
def test_every_mistake_is_one_sentence_with_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(Mistake) as caught:
        equations(text)
    assert (caught.value.place.line, caught.value.place.column) == (line, column)
    assert words in str(caught.value)


def test_the_generator_never_meets_an_accepted_name() -> None:
    """Names like those that the generator makes are refused, or compile."""
    from engine.model.typed import names

    tried = [p + "v" for p in names.PREFIXES] + ["v" + s for s in names.SUFFIXES if s != "_next"]
    tried += ["P_v_v", "constant_0", "v_r0", "i"]
    for name in tried:
        text = f"dv/dt = ({name} - v)/tau : mV\ntau = 10 ms\n{name} = 3 mV\nthreshold: v > 1 mV\nreset: v = 0 mV"
        try:
            model = equations(text)
        except Mistake as mistake:
            assert "taken by the program" in str(mistake) or "is neither" in str(mistake) or "cannot" in str(mistake)
            continue
        compiled_population(model, {})


@pytest.mark.parametrize("before", ["", "title: Another\n", "about: it fires\n  title : Another  # a remark\r\n"])
def test_a_text_takes_another_title_and_means_the_same(before: str) -> None:
    text = before + "dv/dt = -v/tau : mV\ntau = 10 ms\nthreshold: v > 1 mV\nreset: v = 0 mV"
    once = titled(text, "名字 a/b")
    assert equations(once).title == "名字 a/b" and titled(once, "名字 a/b") == once
    assert equations(once).source_text() == equations(text).source_text()
    assert equations(once).summary() == equations(text).summary()
