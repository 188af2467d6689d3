"""Common parts of rules that learn from the rates of both sides."""

from engine.model.declaration import PlasticityModel, SharedParameter, Trace, equation


class RateBased(PlasticityModel, abstract=True):
    """Rates are filtered spikes."""

    category = "Rate"

    tau_x = SharedParameter("ms", r"\tau_x", "memory of the rate of the source", default=50.0, above=0.0)
    tau_y = SharedParameter("ms", r"\tau_y", "memory of the rate of the target", default=50.0, above=0.0)

    x = Trace("1/ms", "x", "rate of the source", tau="tau_x", side="pre")
    y = Trace("1/ms", "y", "rate of the target", tau="tau_y", side="post")

    @equation
    def x_after_spike(x, tau_x):
        return x + 1 / tau_x

    @equation
    def y_after_spike(y, tau_y):
        return y + 1 / tau_y
