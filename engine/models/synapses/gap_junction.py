"""The electrical synapse."""

from engine.model.declaration import SynapseModel, Weight, equation


class GapJunction(SynapseModel):
    """A channel between two neurons: current flows from the higher to the lower potential, both ways at once.

    One link joins both sides, and passes no spikes and no delay: each step the current follows from both potentials at
    its start. On a link of a population to itself, two neurons share one junction, whichever way it was drawn.

    Source: Connors & Long (2004), Annual Review of Neuroscience 27, 393-418,
    10.1146/annurev.neuro.26.041002.131128; NEST's gap_junction.
    """

    title = "Gap junction"
    category = "Coupling"
    aliases = ("electrical synapse", "gap_junction", "resistive", "electrotonic", "ElectricalSynapse")
    weight = Weight("nS", default=2.0, at_least=0.0)
    both_ways = True

    @equation
    def current(V, V_pre, weight):
        return weight * (V_pre - V)
