"""Izhikevich's simple model of a spiking neuron."""

from typing import ClassVar

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, equation


class Izhikevich(NeuronModel):
    """A parabola and one recovery variable that fire like twenty kinds of cortical neurons.

    It is defined by its steps of forward Euler, as in NEST (``consistent_integration``). The paper's current is
    I / C_m: at 100 pF, 1000 pA are its 10; at 1 pF the numbers are the paper's and NEST's own.

    Source: Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural Networks 14, 1569-1572,
    10.1109/TNN.2003.820440.
    """

    title = "Izhikevich"
    category = "Integrate-and-fire"
    aliases: ClassVar[tuple[str, ...]] = (
        "simple model",
        "izhikevich",
        "regular spiking",
        "chattering",
        "bursting",
        "IzhikevichNode",
    )
    reset = Reset.MAP
    method = "forward_euler"

    a = Parameter("1/ms", "a", "pace of the recovery", default=0.02)
    b = Parameter("1/ms", "b", "sensitivity of the recovery to the potential", default=0.2)
    c = Parameter("mV", "c", "potential after a spike", default=-65.0)
    d = Parameter("mV/ms", "d", "jump of the recovery at a spike", default=8.0)
    k_2 = Parameter("1/mV/ms", "k_2", "quadratic coefficient", default=0.04)
    k_1 = Parameter("1/ms", "k_1", "linear coefficient", default=5.0)
    k_0 = Parameter("mV/ms", "k_0", "constant coefficient", default=140.0)
    C_m = Parameter("pF", "C_m", "capacitance by which a current is divided", default=100.0, above=0.0)
    V_peak = Parameter("mV", r"V_{peak}", "potential that counts as a spike", default=30.0)

    V = State("mV", "V", "membrane potential", start="c")
    u = State("mV/ms", "u", "recovery", start=-13.0)
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, u, I, k_2, k_1, k_0, C_m):
        return k_2 * V**2 + k_1 * V + k_0 - u + I / C_m

    @equation
    def du_dt(V, u, a, b):
        return a * (b * V - u)

    @equation
    def spike(V, V_peak):
        return V >= V_peak

    @equation
    def V_after_spike(c):
        return c

    @equation
    def u_after_spike(u, d):
        return u + d
