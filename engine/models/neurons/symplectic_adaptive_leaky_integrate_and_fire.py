"""The adaptive leaky neuron whose membrane and adaptation are stepped by the symplectic Euler method."""

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, StepOrder, equation


class SymplecticAdaptiveLeakyIntegrateAndFire(NeuronModel):
    """One step is one map: the membrane moves first, and the adaptation follows where it has come to.

    Membrane and spikes drive the adaptation, and that is taken from the input, so that the membrane can oscillate and
    a constant input is answered ever more seldom. Below the threshold the map is stable for every
    -1 < a < (1 + alpha)(1 + beta) / ((1 - alpha)(1 - beta)): its determinant is alpha beta, whatever a is. Euler's
    forward method, which follows the membrane of the step before, grows already beyond
    a = (1 - alpha beta) / ((1 - alpha)(1 - beta)).

    The adaptation of a step is worked out at the start of the next, from the membrane after its reset and from ``z``:
    ``w`` is what was last taken from the input.

    Source: Baronig, Ferrand, Sabathiel & Legenstein (2025), Advancing spatio-temporal processing through adaptation in
    spiking neural networks, Nature Communications 16, 10.1038/s41467-025-60878-z, arXiv 2408.07517: SE-adLIF; a and b
    contain its factor q.
    """

    title = "Symplectic adaptive leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("SE-adLIF", "adLIF", "symplectic Euler", "resonator", "adaptive LIF")
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.MAP

    alpha = Parameter(
        "1", r"\alpha", "decay of the membrane per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True
    )
    beta = Parameter(
        "1", r"\beta", "decay of the adaptation per step", default=0.98, at_least=0.0, at_most=1.0, trainable=True
    )
    a = Parameter("1", "a", "adaptation to the membrane", default=10.0, above=-1.0, trainable=True)
    b = Parameter("1", "b", "adaptation to each spike", default=10.0, trainable=True)
    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)

    V = State("1", "V", "membrane")
    w = State("1", "w", "adaptation that was last taken from the input")
    z = State("1", "z", "whether it fired in the step before")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, w, z, I, alpha, beta, a, b):
        return alpha * V + (1 - alpha) * (I - (beta * w + (1 - beta) * (a * V + b * z)))

    @equation
    def w_next(V, w, z, beta, a, b):
        return beta * w + (1 - beta) * (a * V + b * z)

    @equation
    def z_next():
        return 0.0

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike():
        return 0.0

    @equation
    def z_after_spike():
        return 1.0
