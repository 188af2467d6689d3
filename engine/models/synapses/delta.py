"""The synapse without a time course."""

from engine.model.declaration import SynapseModel, Weight, equation


class Delta(SynapseModel):
    """A spike moves the membrane at once by its weight.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615, a charge delivered as a pulse. A spike that arrives while the neuron is refractory is
    lost.
    """

    title = "Delta"
    category = "Pulse"
    aliases = ("instantaneous", "iaf_psc_delta", "voltage jump", "IF_curr_delta")
    weight = Weight("", default=1.0)

    @equation
    def V_after_arrival(V, weight):
        return V + weight
