"""Samples of a person's own: rows of a table."""

from __future__ import annotations

from engine.model.declaration import Choice, NameList, Series
from engine.model.quantities import SeriesTable
from engine.samples import own as _own


class OwnSamples(_own.OwnData):
    """Samples from a file or typed: every row of the table is one, every column a channel; or an array of pictures.

    A column that is called label, class or target holds the labels, or the one column of words. The last fifth of each
    label's samples is the test; without labels, all samples are shown whatever part is asked for.
    """

    title = "Samples from a file"
    dimensions = 3
    aliases = ("csv", "npz", "table", "features", "arrays", "rows", "pictures")

    x = SeriesTable("1", "x", "values, a row for each sample", default=(0.2, 0.8))
    labels = Series("1", "y", "label of each sample", known_as=_own.LABELS, in_words="classes")
    classes = NameList("names of the classes")
    scale = Choice(_own.SCALES, "values", default=_own.STRETCHED)

    @classmethod
    def shaped(cls, array: _own.Floats) -> _own.Floats:
        return array[:, None] if array.ndim == 1 else array
