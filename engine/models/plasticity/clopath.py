"""Plasticity by the membrane of the target."""

from engine.model.declaration import (
    Dendritic,
    Membrane,
    PlasticityModel,
    SharedParameter,
    Trace,
    equation,
    largest_weight,
    weight_parameter,
)
from engine.model.functions import exp, maximum


class Clopath(PlasticityModel):
    """The membrane of the target says whether a source's spike strengthens or weakens.

    A source spike depresses where the slow membrane is above a threshold; the trace of source spikes potentiates while
    the membrane is far above another. A neuron that resets its membrane hides its spikes: each counts as V_spike for
    t_spike, the mean and the time of the two steps of 1 ms, at 29.4 and 32.862 mV, that the authors' program (ModelDB
    144566) puts in their place. Set t_spike to 0 for neurons that show their spikes, such as Hodgkin and Huxley's.

    Source: Clopath, Buesing, Vasilaki & Gerstner (2010), Nature Neuroscience 13, 344-352, 10.1038/nn.2479.
    """

    title = "Clopath"
    category = "Membrane"
    aliases = ("voltage-based STDP", "clopath_synapse", "voltage")

    A_LTD = SharedParameter("1/mV", r"A_{LTD}", "size of depression", default=14e-5, at_least=0.0)
    A_LTP = SharedParameter("1/mV/mV", r"A_{LTP}", "size of potentiation", default=8e-5, at_least=0.0)
    theta_minus = SharedParameter("mV", r"\theta_-", "lower threshold", default=-70.6)
    theta_plus = SharedParameter("mV", r"\theta_+", "upper threshold", default=-45.3)
    tau_x = SharedParameter("ms", r"\tau_x", "memory of source spikes", default=15.0, above=0.0)
    tau_minus = SharedParameter("ms", r"\tau_-", "slow memory of the membrane", default=10.0, above=0.0)
    tau_plus = SharedParameter("ms", r"\tau_+", "fast memory of the membrane", default=7.0, above=0.0)
    V_spike = SharedParameter("mV", r"V_{spike}", "membrane during a hidden spike", default=31.1)
    t_spike = SharedParameter("ms", r"t_{spike}", "duration of a hidden spike", default=2.0, at_least=0.0)
    w_1 = weight_parameter("w_1", "weight that counts as one", 100.0, per_weight=1.0)
    w_max = largest_weight(300.0, per_weight=3.0)
    dendritic_fraction = Dendritic()

    u = Membrane("mV", "u", "membrane of the target")
    x = Trace("1", r"\bar x", "trace of source spikes", tau="tau_x", side="pre")
    u_minus = Trace("mV", r"\bar u_-", "slow membrane", tau="tau_minus", side="post", start="theta_minus")
    u_plus = Trace("mV", r"\bar u_+", "fast membrane", tau="tau_plus", side="post", start="theta_minus")

    @equation
    def u_minus_toward(u):
        return u

    @equation
    def u_plus_toward(u):
        return u

    @equation
    def u_minus_after_spike(u_minus, V_spike, t_spike, tau_minus):
        return V_spike + (u_minus - V_spike) * exp(-t_spike / tau_minus)

    @equation
    def u_plus_after_spike(u_plus, V_spike, t_spike, tau_plus):
        return V_spike + (u_plus - V_spike) * exp(-t_spike / tau_plus)

    @equation
    def weight_after_pre(w, u_minus, A_LTD, theta_minus, w_1):
        return w - A_LTD * w_1 * maximum(u_minus - theta_minus, 0)

    @equation
    def weight_after_post(w, x, u_plus, A_LTP, theta_minus, theta_plus, V_spike, t_spike, tau_x, w_1):
        above = maximum(V_spike - theta_plus, 0) * t_spike / tau_x
        return w + A_LTP * w_1 * x * above * maximum(u_plus - theta_minus, 0)

    @equation
    def dw_dt(x, u, u_plus, A_LTP, theta_minus, theta_plus, tau_x, w_1):
        return A_LTP * w_1 * x / tau_x * maximum(u - theta_plus, 0) * maximum(u_plus - theta_minus, 0)
