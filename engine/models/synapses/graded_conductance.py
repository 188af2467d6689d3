"""Transmission without spikes."""

from engine.model.declaration import SharedParameter, SynapseModel, Weight, equation
from engine.model.functions import exp


class GradedConductance(SynapseModel):
    """A conductance that opens as the source depolarises, whether it fires or not.

    Source: Prinz, Bucher & Marder (2004), Nature Neuroscience 7, 1345-1352, 10.1038/nn1352 (the activation of
    their synapses, here at once, around a potential that integrate-and-fire neurons reach).
    """

    title = "Graded conductance"
    category = "Coupling"
    aliases = ("graded synapse", "non-spiking", "tonic release", "analog")
    weight = Weight("nS", default=5.0, at_least=0.0)

    E_rev = SharedParameter("mV", r"E_{rev}", "reversal potential", default=0.0, inhibitory=-80.0)
    V_half = SharedParameter("mV", r"V_{1/2}", "source's potential of half release", default=-60.0)
    slope = SharedParameter("mV", r"\Delta", "steepness of the release", default=4.0, above=0.0)

    @equation
    def current(V, V_pre, weight, E_rev, V_half, slope):
        return weight * (E_rev - V) / (1 + exp((V_half - V_pre) / slope))
