"""Common parts of the current-based neurons of NIR: all but a threshold and what follows it."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, StepOrder, equation


class CurrentBased(NeuronModel, abstract=True):
    """A leaky current feeds a leaky membrane within one step.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: the equations of CubaLI, the synapse before the membrane.
    """

    order = StepOrder.SYNAPSE_FIRST

    alpha = Parameter(
        "1", r"\alpha", "decay of the current per step", default=0.8, at_least=0.0, at_most=1.0, trainable=True
    )
    beta = Parameter(
        "1", r"\beta", "decay of the membrane per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True
    )

    V = State("1", "V", "membrane")
    J = State("1", "J", "synaptic current")
    I = Input("1", "I", "input of one step")

    @equation
    def J_next(J, I, alpha):
        return alpha * J + I

    @equation
    def V_next(V, J, I, alpha, beta):
        return beta * V + (alpha * J + I)
