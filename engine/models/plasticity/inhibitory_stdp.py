"""Plasticity of inhibitory synapses that balances its targets."""

from engine.model.declaration import Dendritic, PlasticityModel, SharedParameter, Trace, equation, largest_weight
from engine.model.functions import MS_PER_S


class InhibitorySTDP(PlasticityModel):
    """Inhibition grows with near spikes of both sides and shrinks with lonely ones, until the target fires at its rate.

    The order of the two spikes does not matter. Meant for inhibitory links: strength is learnt, the sign stays.

    Source: Vogels, Sprekeler, Zenke, Clopath & Gerstner (2011), Science 334, 1569-1573, 10.1126/science.1211095.
    """

    title = "Inhibitory STDP"
    category = "Homeostasis"
    aliases = ("Vogels", "Sprekeler", "iSTDP", "balance", "vogels_sprekeler_synapse", "Vogels2011Rule")

    tau = SharedParameter("ms", r"\tau", "memory of spikes", default=20.0, above=0.0)
    eta = SharedParameter("1", r"\eta", "size of a step", default=0.005, at_least=0.0)
    rho_0 = SharedParameter("Hz", r"\rho_0", "rate of the target", default=5.0, at_least=0.0)
    w_max = largest_weight(1000.0, per_weight=10.0)
    dendritic_fraction = Dendritic()

    x = Trace("1", "x", "trace of source spikes", tau="tau", side="pre")
    y = Trace("1", "y", "trace of target spikes", tau="tau", side="post")

    @equation
    def weight_after_pre(w, y, eta, rho_0, tau, w_max):
        return w + eta * w_max * (y - 2 * rho_0 * tau / MS_PER_S)

    @equation
    def weight_after_post(w, x, eta, w_max):
        return w + eta * w_max * x
