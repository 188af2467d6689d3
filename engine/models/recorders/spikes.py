"""The times at which neurons fire."""

from engine.model.declaration import RecorderModel


class SpikeRecorder(RecorderModel):
    """Keeps the time and the neuron of every spike.

    Source: NEST's spike_recorder: Gewaltig & Diesmann (2007), Scholarpedia 2(4), 1430, 10.4249/scholarpedia.1430.
    """

    title = "Spikes"
    category = "Recorder"
    aliases = ("raster", "spike_recorder", "spike detector", "SpikeMonitor")
    records = "spikes"
