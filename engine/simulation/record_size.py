"""The size of what a run records, and whether it will fit: reckoned before its first step."""

from __future__ import annotations

import math
from collections.abc import Collection

from engine.checking.memory import SHARE, free_memory, room_words
from engine.problems import NetworkError, Problem, declare
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.probes import RecordingProbe
from engine.sizes import estimate_words

MOST_STEPS = 2**34  # of one run: random numbers count blocks of four steps in 32 bits
SAMPLE, STAMP = 8, 8  # bytes
SPIKE = 12  # bytes of its stamp and its neuron
TYPICAL_RATE = 10.0  # spikes a second and neuron; what will really fire is not known before
PIECE = 500  # bytes of the objects that hold one quantity of one piece of a run
COPIES = 2  # pieces and the whole, while they are joined

BAD_DURATION = declare(
    "bad-duration", "A run cannot last {value} ms.", "Give a time from 0 ms up, and fewer than {most:.3g} ms."
)
LARGE_RECORD = declare(
    "large-record",
    "Recording {duration:g} ms needs {need} of memory; {most} of the {have} that are free may be used.",
    "Run for a shorter time, or record fewer quantities, fewer neurons or longer intervals.",
)


def steps_of_run(duration_ms: float, resolution: float, before: int) -> int:
    """Whole steps of a duration, after ``before`` others; raises :class:`NetworkError`."""
    steps = duration_ms / resolution
    if not math.isfinite(steps) or steps < 0.0 or before + steps > MOST_STEPS:
        most = (MOST_STEPS - before) * resolution
        raise NetworkError([Problem("", BAD_DURATION, {"value": f"{duration_ms:g}", "most": most})])
    return round(steps)


def refuse_large_record(network: NetworkArrays, probes: Collection[RecordingProbe], steps: int) -> None:
    """Raise :class:`NetworkError` where the record of so many steps will not fit into memory."""
    samples = sum((len(p.indices) * SAMPLE + STAMP) / p.interval for p in probes)
    duration = steps * network.network.resolution
    spikes = sum(network.sizes[id] for id in network.train_ids()) * TYPICAL_RATE * duration / 1000.0
    pieces = steps / network.settings.chunk * (len(network.train_ids()) + len(probes))
    need, have = COPIES * (samples * steps + spikes * SPIKE) + pieces * PIECE, free_memory()
    if need > SHARE * have:
        values = {"duration": duration, "need": estimate_words(need), **room_words(have)}
        raise NetworkError([Problem("", LARGE_RECORD, values)])
