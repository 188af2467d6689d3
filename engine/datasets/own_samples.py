"""Samples of a person's own: rows of a table."""

from __future__ import annotations

from engine.samples import own as _own


class OwnSamples(_own.OwnData):
    """Samples from a file or typed: every row of the table is one, every column a channel; or an array of pictures.

    A column that is called label, class or target holds the labels, or the one column of words. The last fifth of each
    label's samples is the test; without labels, all samples are shown whatever part is asked for.
    """

    title = "Samples from a file"
    aliases = ("csv", "npz", "table", "features", "arrays", "rows", "pictures")

    @classmethod
    def shaped(cls, array: _own.Floats) -> _own.Floats:
        return array[:, None] if array.ndim == 1 else array
