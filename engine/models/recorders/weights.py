"""How strong synapses are."""

from engine.model.declaration import Parameter, RecorderModel


class WeightRecorder(RecorderModel):
    """Samples the weights of a projection while they learn.

    Source: NEST's weight_recorder (Gewaltig & Diesmann 2007, Scholarpedia 2(4), 1430).
    """

    title = "Weights"
    category = "Recorder"
    aliases = ("weight_recorder", "plasticity")
    records = "weight"

    interval = Parameter("ms", r"\Delta t", "sampling interval", default=10.0, above=0.0, live=False, per_element=False)
