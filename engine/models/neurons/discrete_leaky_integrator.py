"""The leaky integrator of machine learning, a read-out that never fires."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, StepOrder, equation


class DiscreteLeakyIntegrator(NeuronModel):
    """One step of the grid is one map without a threshold: its membrane is a smooth read-out.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: LI under Euler's rule.
    """

    title = "Discrete leaky integrator"
    category = "Read-out"
    aliases = ("LI", "NIR LI", "discrete LI", "read-out")
    order = StepOrder.SYNAPSE_FIRST

    beta = Parameter("1", r"\beta", "decay per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True)

    V = State("1", "V", "membrane")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, I, beta):
        return beta * V + I
