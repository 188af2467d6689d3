"""A declaration that breaks the grammar is refused when it is written, by name."""

import pytest

from engine.model.declaration import (
    Input,
    NeuronModel,
    Parameter,
    PlasticityModel,
    Refractory,
    Reset,
    State,
    SynapseModel,
    Trace,
    Weight,
    equation,
)
from engine.model.functions import exp


def test_a_declaration_collects_its_quantities_and_equations() -> None:
    class Leaky(NeuronModel):
        tau = Parameter("ms", "t", "time constant", default=1.0)
        V = State("mV", "V", "membrane", start="tau")

        @equation
        def dV_dt(V, tau):
            return -V / tau

    assert list(Leaky.parameters()) == ["tau"]
    assert list(Leaky.states()) == ["V"]
    assert Leaky.equations["dV_dt"].arguments == ("V", "tau")
    assert Leaky.key == "neurons/test_grammar"
    assert not Leaky.fires() and not Leaky.is_discrete() and Leaky.input() is None


def test_an_undeclared_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"uses \['tau'\], which it does not declare"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V, tau):
                return -V / tau


@pytest.mark.parametrize("name", ["neurons", "count", "free", "exp", "lane", "dt", "lambda", "i", "t", "columns"])
def test_a_reserved_name_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="reserved"):
        type("Wrong", (NeuronModel,), {name: Parameter("1", "x", "anything", default=1.0), "__module__": "m"})


def test_a_rate_and_a_map_for_one_state_are_refused() -> None:
    with pytest.raises(TypeError, match="both a rate and a map"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V

            @equation
            def V_next(V):
                return V


def test_a_state_that_never_changes_is_refused() -> None:
    with pytest.raises(TypeError, match="'w' never changes"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")
            w = State("pA", "w", "adaptation")

            @equation
            def dV_dt(V):
                return -V


def test_an_equation_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(TypeError, match="dU_dt is no equation of neurons"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dU_dt(V):
                return -V


def test_a_call_of_anything_but_the_elementary_functions_is_refused() -> None:
    with pytest.raises(TypeError, match=r"calls \['print'\]"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return print(V)


def test_a_default_outside_its_bounds_is_refused() -> None:
    with pytest.raises(TypeError, match="the default of 'tau' breaks its own bounds"):

        class Wrong(NeuronModel):
            tau = Parameter("ms", "t", "time constant", default=0.0, above=0.0)
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V, tau):
                return -V / tau


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(TypeError, match="the unit of 'V': 'parsec' is not a unit"):

        class Wrong(NeuronModel):
            V = State("parsec", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V


def test_a_pointer_to_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="'V' refers to 'E_L', which is no parameter"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane", start="E_L")

            @equation
            def dV_dt(V):
                return -V

    with pytest.raises(TypeError, match="holds 'U', which is no state"):

        class AlsoWrong(NeuronModel):
            t_ref = Refractory("ms", "t", "refractory time", default=1.0, holds=("U",))
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V


def test_the_reset_trait_and_the_equations_must_agree() -> None:
    with pytest.raises(TypeError, match="the reset trait 'none' and the equations"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V

            @equation
            def spike(V):
                return V > 1

            @equation
            def V_after_spike(V):
                return 0 * V


def test_a_spike_without_a_reset_must_be_an_upward_crossing() -> None:
    with pytest.raises(TypeError, match="only an upward crossing"):

        class Wrong(NeuronModel):
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V

            @equation
            def spike(V):
                return V > 1

    class Right(NeuronModel):
        upward_crossing = True
        V = State("mV", "V", "membrane")

        @equation
        def dV_dt(V):
            return exp(-V)

        @equation
        def spike(V):
            return V > 1

    assert Right.fires()


def test_a_reset_without_a_spike_is_refused() -> None:
    with pytest.raises(TypeError, match="needs a spike condition"):

        class Wrong(NeuronModel):
            reset = Reset.TO_VALUE
            V = State("mV", "V", "membrane")

            @equation
            def dV_dt(V):
                return -V

            @equation
            def V_after_spike(V):
                return 0 * V


def test_a_trace_needs_a_time_constant_and_a_side() -> None:
    with pytest.raises(TypeError, match="the trace 'x' needs"):

        class Wrong(PlasticityModel):
            tau = Parameter("ms", "t", "time constant", default=1.0)
            x = Trace("1", "x", "trace", tau="tau", side="left")

            @equation
            def weight_after_pre(w, x):
                return w + x


def test_a_jump_that_is_not_linear_in_the_weight_is_refused_when_read() -> None:
    from engine.compiling.mathematics.reading import compose

    class Squared(SynapseModel):
        weight = Weight("", default=1.0)

        @equation
        def V_after_arrival(V, weight):
            return V + weight * weight

    class Leaky(NeuronModel):
        V = State("mV", "V", "membrane")
        current = Input("pA", "I", "input")

        @equation
        def dV_dt(V, current):
            return current - V

    with pytest.raises(TypeError, match="spikes cannot be summed"):
        compose(Leaky, {"r0": Squared})


def test_names_of_the_generated_loop_may_be_the_gates_of_hodgkin_and_huxley() -> None:
    class Gated(NeuronModel):
        V = State("mV", "V", "membrane")
        h = State("1", "h", "inactivation")
        n = State("1", "n", "activation")

        @equation
        def dV_dt(V, h, n):
            return -V * h * n

        @equation
        def dh_dt(h):
            return -h

        @equation
        def dn_dt(n):
            return -n

    assert set(Gated.states()) == {"V", "h", "n"}
