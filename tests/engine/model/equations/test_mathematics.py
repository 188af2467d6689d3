"""Equations as LaTeX, and what their trees say."""

import pytest

from engine.model.declaration import NeuronModel, Parameter, State, equation
from engine.model.equations.mathematics import comparison, equations, latex
from engine.model.equations.tree import NotAnEquation
from engine.model.functions import exp, exprel, floor, sqrt, where
from engine.model.registry import discovery


class Written(NeuronModel):
    """Equations that use every piece of the grammar."""

    a = Parameter("1", "a", "a number", default=1.0)
    Delta_T = Parameter("mV", r"\Delta_T", "slope", default=2.0)
    V = State("mV", "V", "membrane")
    w = State("1", "w", "adaptation")

    @equation
    def dV_dt(V, a, Delta_T):
        return -a * (V - 1.0) + Delta_T * exp((V - a) / Delta_T)

    @equation
    def dw_dt(V, w, a):
        alpha, beta = 0.1 / exprel(-(V + 55) / 10), sqrt(a) * 1e-6
        return where((V > 0) & (w <= 1), alpha * (1 - w), -beta * w**2) - floor(V)


def test_a_rate_reads_as_the_paper_writes_it() -> None:
    assert latex(Written, "dV_dt") == (
        r"\frac{dV}{dt} = -a \, \left(V - 1\right) + \Delta_T \, e^{\frac{V - a}{\Delta_T}}"
    )


def test_named_parts_follow_the_statement() -> None:
    text = latex(Written, "dw_dt")
    assert r"\begin{cases} \alpha \, \left(1 - w\right) & \text{if } V > 0 \;\wedge\; w \le 1 \\" in text
    assert r"\quad \alpha = \frac{0.1 \, \left(" in text
    assert r"\quad \beta = \sqrt{a} \cdot 10^{-6}" in text
    assert r"\left\lfloor V \right\rfloor" in text


def test_the_leaky_neuron_is_printed_with_its_symbols() -> None:
    model = discovery.find("neurons/leaky_integrate_and_fire")
    assert equations(model) == {
        "dV_dt": r"\frac{dV}{dt} = \frac{E_L - V}{\tau_m} + \frac{I}{C_m}",
        "spike": r"V \ge V_{th} \;\Rightarrow\; \text{spike}",
        "V_after_spike": r"\text{spike}:\; V \leftarrow V_{reset}",
    }


@pytest.mark.parametrize(
    ("key", "relation"),
    [
        ("neurons/leaky_integrate_and_fire", ">="),
        ("neurons/discrete_leaky_integrate_and_fire", ">"),
        ("neurons/leaky_integrator", ""),
    ],
)
def test_the_comparison_is_read_from_the_spike_condition(key: str, relation: str) -> None:
    model = discovery.find(key)
    assert issubclass(model, NeuronModel)
    assert comparison(model) == relation


def test_values_stand_in_the_place_of_symbols() -> None:
    """A negative number behind a sign is in brackets, and no two numbers stand side by side."""
    model = discovery.find("neurons/leaky_integrate_and_fire")
    given = {"E_L": -70.0, "tau_m": 10.0, "C_m": 250.0, "V_th": -55.0, "V_reset": -70.0}
    written = equations(model, given)
    assert written["dV_dt"] == r"\frac{dV}{dt} = \frac{-70 - V}{10} + \frac{I}{250}"
    assert written["spike"] == r"V \ge -55 \;\Rightarrow\; \text{spike}"
    adex = equations(
        discovery.find("neurons/adaptive_exponential_integrate_and_fire"),
        {"g_L": 30.0, "E_L": -70.6, "Delta_T": 2.0, "V_T": -50.4, "C_m": 281.0},
    )["dV_dt"]
    assert r"V - \left(-70.6\right)" in adex
    assert r"30 \cdot 2" in adex


def test_a_loop_is_no_equation() -> None:
    class Looping(NeuronModel):
        V = State("mV", "V", "membrane")

        @equation
        def dV_dt(V):
            while V > 0:
                V = V - 1
            return V

    with pytest.raises(NotAnEquation, match="no place in an equation"):
        latex(Looping, "dV_dt")


def test_a_chained_comparison_is_refused_with_the_remedy() -> None:
    class Chained(NeuronModel):
        V = State("mV", "V", "membrane")

        @equation
        def dV_dt(V):
            return where(0 < V < 1, V, 0.0)

    with pytest.raises(NotAnEquation, match="two comparisons joined with &"):
        latex(Chained, "dV_dt")
