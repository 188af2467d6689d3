"""The weights and states of synapses."""

from engine.model.declaration import RecorderModel, Setting


class WeightRecorder(RecorderModel):
    """Samples the weights of a projection, or what else its synapses and its rule hold: conductances, u and x, traces.

    What its rule makes of a third factor, such as dopamine, is one of these.

    Source: NEST's weight_recorder: Gewaltig & Diesmann (2007), Scholarpedia 2(4), 1430, 10.4249/scholarpedia.1430.
    """

    title = "Synapses"
    category = "Recorder"
    aliases = (
        "weights", "weight_recorder", "plasticity", "facilitation", "depression", "traces", "conductance",
        "third factor", "dopamine",
    )  # fmt: skip
    records = "weight"

    interval = Setting("ms", r"\Delta t", "sampling interval", default=10.0, above=0.0)
