"""One recording as samples: pieces of equal duration that follow one another, without labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.model import division
from engine.model.data import Samples, Unreadable, Values
from engine.problems import declare
from engine.samples import files as _files

UNLABELLED = -1
MOST_SAMPLES = 100_000

MANY_PIECES = declare(
    "data.many-pieces",
    "{file}, which {element} reads, lasts {seconds} s, which is {count} {count:sample|samples}.",
    "Show a sample for longer in the properties of {element}.",
)


class CutData(_files.ReadData, abstract=True):
    """Pieces of one recording in their order; all are in every part."""

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        return False

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        return division.undivided(len(samples.labels))


def demand_few(path: Path, seconds: float, count: int) -> None:
    """Refuse a recording that is too many pieces; raises :class:`Unreadable`."""
    if count > MOST_SAMPLES:
        raise Unreadable(MANY_PIECES, "duration", file=path.name, seconds=f"{seconds:,.0f}", count=f"{count:,}")


def unlabelled_pieces(pieces: Values) -> Samples:
    """The pieces (samples, times, channels) as samples."""
    count, times, channels = pieces.shape
    return Samples(pieces, np.full(count, UNLABELLED, np.int64), (times, channels), ())
