"""The bits of notes, as machine code and in plain Python."""

from __future__ import annotations

import numpy as np

from engine.backends.functions.bits import lowest, noted
from engine.backends.kernels.numba_options import compiled

NOTES = 320


def noticed(notes):
    """The places of what is noted, as kernels look for them."""
    places = np.zeros(notes.size, np.int64)
    count = 0
    for line in range(0, notes.size, 64):
        marks = noted(notes, line)
        while marks != 0:
            places[count] = np.uint64(line) + lowest(marks)
            marks &= marks - np.uint64(1)
            count += 1
    return places[:count]


def test_every_note_is_noticed_in_its_order():
    random = np.random.default_rng(1)
    quick = compiled()(noticed)
    for share in (0.0, 0.02, 0.5, 1.0):
        notes = (random.random(NOTES) < share).astype(np.uint8)
        expected = np.flatnonzero(notes)
        assert np.array_equal(noticed(notes), expected) and np.array_equal(quick(notes), expected)
    notes = np.zeros(NOTES, np.uint8)
    notes[[0, 63, 64, 127, 319]] = 0, 1, 128, 255, 2  # what is not 0 counts, whatever else it is
    assert noticed(notes).tolist() == quick(notes).tolist() == [63, 64, 127, 319]
