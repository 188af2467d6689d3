"""Spikes at times that a person lists."""

from engine.model.declaration import Series
from engine.model.sources import StimulusModel


class SpikeTimesStimulus(StimulusModel):
    """Spikes at listed times; each belongs to the listed train (from 0), or to every train where none is listed.

    The senders of a recording by NEST (.dat, .gdf) are numbered among all that its network has: read from such a file,
    the lowest of them is train 0.

    Source: NEST's spike_generator: Gewaltig & Diesmann (2007), Scholarpedia 2(4), 1430, 10.4249/scholarpedia.1430.
    """

    title = "Spike times"
    category = "Fixed"
    aliases = (
        "spike_generator",
        "SpikeSourceArray",
        "SpikeGeneratorGroup",
        "spike file",
        "list",
        "recorded",
        "spike_train_injector",
    )

    times = Series(
        "ms", r"t_f", "times of the spikes", default=(20.0, 40.0, 50.0, 60.0, 100.0),
        known_as=("time", "t", "time_ms", "times_ms", "spike_times"),
    )  # fmt: skip
    trains = Series(
        "1", "i", "train of each spike", whole=True,
        known_as=("train", "sender", "senders", "neuron", "neurons", "index", "indices", "i", "channel", "unit", "id"),
        ids=("sender", "senders"),
    )  # fmt: skip
