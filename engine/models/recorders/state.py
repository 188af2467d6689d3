"""The states of neurons."""

from engine.model.declaration import RecorderModel, Setting


class StateRecorder(RecorderModel):
    """Samples one state of chosen neurons, such as the membrane potential.

    Source: NEST's multimeter: Gewaltig & Diesmann (2007), Scholarpedia 2(4), 1430, 10.4249/scholarpedia.1430.
    """

    title = "State"
    category = "Recorder"
    aliases = ("trace", "multimeter", "voltmeter", "membrane", "StateMonitor")
    records = "state"

    interval = Setting("ms", r"\Delta t", "sampling interval", default=0.1, above=0.0)
