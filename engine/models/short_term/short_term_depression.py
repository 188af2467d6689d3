"""Synapses that tire."""

from engine.model.declaration import SharedParameter, ShortTermModel, State, equation


class ShortTermDepression(ShortTermModel):
    """Every spike releases a share of what a source has ready, so that spikes in quick succession do less and less.

    The weight stays as it is: a spike delivers U x of it, where x is the share that has recovered since earlier
    spikes. All synapses of one source neuron share that history.

    Source: Tsodyks & Markram (1997), PNAS 94, 719-723, 10.1073/pnas.94.2.719; the numbers are those of the
    depressing example of Tsodyks, Pawelzik & Markram (1998), Neural Computation 10, 821-835,
    10.1162/089976698300017502.
    """

    title = "Short-term depression"
    category = "Short term"
    aliases = ("STD", "STP", "Tsodyks-Markram", "tsodyks_synapse", "vesicle depletion")

    U = SharedParameter("1", "U", "share released by a spike", default=0.5, above=0.0, at_most=1.0)
    tau_rec = SharedParameter("ms", r"\tau_{rec}", "time of recovery", default=800.0, above=0.0)
    x = State("1", "x", "share that is ready", start=1.0)

    @equation
    def dx_dt(x, tau_rec):
        return (1 - x) / tau_rec

    @equation
    def sent(w, x, U):
        return w * U * x

    @equation
    def x_after_sending(x, U):
        return x - U * x
