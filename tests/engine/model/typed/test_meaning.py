"""Texts of which every sign can be read, and which mean nothing all the same, or more than one would think."""

from __future__ import annotations

import numpy as np
import pytest

from engine.model.typed.mistakes import Mistake
from engine.model.typed.neuron import neuron
from engine.network.description import NetworkDescription, Population, Recording
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation

GIVEN = "tau = 10 ms\nE_L = -70 mV\nV_th = -50 mV\n"
STILL = "dv/dt = (E_L - v)/tau"
WITHOUT_VALUE = {
    "a divisor that cancels": (f"{STILL}*(1 mV/(v - v)) : mV", "“1 mV/(v - v)”"),
    "a divisor that cancels by a part": (f"same = v\n{STILL}*(1 mV/(v - same)) : mV", "“1 mV/(v - same)”"),
    "a divisor that cancels but for rounding": (f"{STILL}/((v + V_th)/mV - v/mV - V_th/mV) : mV", "“(E_L - v)/tau/"),
    "a divisor that is no condition": (f"{STILL}/int(v > v) : mV", "/int(v > v)”"),
    "a root of a negative square": (f"{STILL}*sqrt(-(v/mV)**2) : mV", "“sqrt(-(v/mV)**2)”"),
    "a root of a negative exponential": (f"{STILL}*sqrt(-exp(v/mV)) : mV", "“sqrt(-exp(v/mV))”"),
    "a logarithm of zero": (f"{STILL}*log(v/mV - v/mV) : mV", "“log(v/mV - v/mV)”"),
    "a logarithm of a negative exponential": (f"{STILL}*log(-exp(v/mV)) : mV", "“log(-exp(v/mV))”"),
    "a branch that divides by zero": ("dv/dt = where(v > V_th, v/(v - v)*1 mV, E_L - v)/tau : mV", "“v/(v - v)”"),
    "a reset that divides by zero": (f"{STILL} : mV\nthreshold: v > V_th\nreset: v = E_L/(V_th/V_th - 1)", "“E_L/("),
}  # fmt: skip


@pytest.mark.parametrize("case", WITHOUT_VALUE)
def test_what_is_nowhere_a_number_is_refused_where_it_stands(case: str) -> None:
    text, shown = WITHOUT_VALUE[case]
    with pytest.raises(Mistake, match="has no finite value") as mistake:
        neuron(f"{text}\n{GIVEN}")
    assert shown in str(mistake.value)


@pytest.mark.parametrize("threshold", ["v >= v", "v + 1 mV > v", "exp(v/mV) > -1", "(v/mV)**2 >= 0", "abs(v) < -1 mV"])
def test_a_threshold_that_nothing_crosses_is_refused(threshold: str) -> None:
    with pytest.raises(Mistake, match="always met, or never"):
        neuron(f"{STILL} : mV\nthreshold: {threshold}\nreset: v = E_L\n{GIVEN}")


RIGHT = [
    f"{STILL}/max(v/mV - 40, 1e-3) : mV",
    f"{STILL}*sqrt(1 - ((v - E_L)/(100 mV))**2) : mV",
    f"{STILL}*log(1e-4 + abs(v/mV)) : mV",
    f"{STILL} : mV\nthreshold: v > 1e29 mV\nreset: v = E_L",
    f"{STILL} : mV\nthreshold: v - E_L > V_th + 3 mV\nreset: v = E_L",
    f"{STILL}/where(v > V_th, (v - V_th)/mV, 1) : mV",
    f"{STILL} : mV\nthreshold: sign(rand() - 0.5) > 0",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_has_a_value_somewhere_is_taken(text: str) -> None:
    assert neuron(f"{text}\n{GIVEN}").equations


@pytest.mark.parametrize("sign", ["//", "%", "@", "<<", ">>", "^"])
def test_a_sign_of_programs_is_refused_where_it_stands(sign: str) -> None:
    with pytest.raises(Mistake, match="Line 1, column"):
        neuron(f"dv/dt = (3 mV - v {sign} 2)/(1 ms) : mV")


@pytest.mark.parametrize("name", ["spike", "v_after_spike", "dv_dt"])
def test_a_name_that_an_equation_has_is_taken(name: str) -> None:
    with pytest.raises(Mistake, match=f"the name “{name}” is taken"):
        neuron(f"{name} = 3 mV\n{STILL} : mV\nthreshold: v > V_th\nreset: v = {name}\n{GIVEN}")


def test_one_random_number_a_step_is_all_there_is() -> None:
    with pytest.raises(Mistake, match="once"):
        neuron(f"{STILL} : mV\nthreshold: rand() + rand() < 0.1\n{GIVEN}")


def test_a_number_too_small_to_be_told_from_zero_is_refused() -> None:
    with pytest.raises(Mistake, match="too large or too small"):
        neuron(f"{STILL}*1e-400 : mV\n{GIVEN}")
    assert neuron(f"{STILL} + 0.000e5*v/tau : mV\n{GIVEN}")


POWERS = {
    "exp(0.3*log(x))": 0.3, "exp(log(x)*y)": 1.7, "sqrt(sqrt(x))": 0.25, "sqrt(x)*sqrt(x)*sqrt(x)": 1.5,
    "1/sqrt(x)**3": -1.5, "exp(0.5*log(x**2))": 1.0, "exp(-0.25*log(x))": -0.25, "sqrt(x**5)": 2.5,
}  # fmt: skip
"""SymPy makes broken powers of them. The first is what a text with a broken power is told to write."""


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("power", POWERS)
def test_broken_powers_are_what_they_say(power: str, backend: str) -> None:
    model = neuron(f"x[t+1] = x : 1\nz[t+1] = {power} : 1\ny = 1.7\nmembrane: z\n")
    x = np.array([0.2, 1.0, 3.7, 1e4])
    given = Population("a", model, len(x), start={"x": x})
    network = NetworkDescription(1.0, (given,), recordings=(Recording("z", "a", "z"),))
    found = Simulation(network, backend=backend).advance(1).samples["z"].values[0]
    assert found == pytest.approx(x ** POWERS[power], rel=1e-13)


def test_what_only_algebra_finds_out_names_the_population() -> None:
    model = neuron(f"{STILL}/int(v > V_th) : mV\n{GIVEN}")
    network = NetworkDescription(0.1, (Population("a", model, 1, title="Mine"),))
    with pytest.raises(NetworkError, match="The equations of Mine divide by zero"):
        Simulation(network, backend="numpy")
