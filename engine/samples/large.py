"""Common parts of sources whose samples may be more than memory holds: these are then read while they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.model.data import Unreadable, Wrong
from engine.model.declaration import Choice
from engine.problems import declare
from engine.samples import files as _files
from engine.sizes import estimate_words

Remark: TypeAlias = tuple[str, dict[str, object], str]
"""The code of a sentence, its values but for the element's name, and the quantity that it is about."""
AS_FITS, IN_PIECES = "at once if it fits", "in pieces"

FIRST_ONLY = declare(
    "data.first-only",
    "{file} holds {count} {count:sample|samples}; {element} reads the first {most}.",
    "Set a larger number in the properties of {element} to read more.",
)
PIECES = declare(
    "data.pieces-by-blocks",
    "The samples of {element} would take {need} of memory, so they stay in their files and are read in pieces, of which"
    " {held} are in memory; training shuffles them by blocks.",
    "Set the reading of samples to in pieces, so that they are shuffled alike where there is more memory.",
)


@dataclass(frozen=True)
class Extent:
    """The bytes that all samples ``need`` in memory, and those that are ``held`` where they are read in pieces.

    ``cut`` are remarks on what of the files is not read.
    """

    need: float
    held: float
    cut: tuple[Remark, ...] = ()


def first_only(file: str, count: int, read: int) -> tuple[Remark, ...]:
    """The remark on a file of ``count`` samples of which the first are read; none where that is all."""
    words: dict[str, object] = {"file": file, "count": f"{count:,}", "most": f"{read:,}"}
    return ((FIRST_ONLY, words, "most"),) if read < count else ()


class LargeData(_files.FileData, abstract=True):
    """Samples that are read at once or, where they do not fit or a person says so, in pieces."""

    reading = Choice(
        (AS_FITS, IN_PIECES),
        "reading of samples",
        default=AS_FITS,
        detail="In pieces, samples stay in their files and are read while they are shown, as those are that memory "
        "has no room for. They are then shuffled by blocks, the same on every machine.",
    )

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> Extent:
        """The memory that samples take, and what of them is not read; raises :class:`Unreadable`."""
        raise TypeError(f"{cls.__name__} does not say how much it reads")

    @classmethod
    def goes_in_pieces(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether samples are read in pieces: the same as long as no file changes; raises :class:`Unreadable`."""
        return cls.looked(cls._in_pieces, values)

    @classmethod
    def _in_pieces(cls, values: Mapping[str, Any]) -> bool:
        return cls.chosen(values, "reading") == IN_PIECES or not _files.fits(cls.looked(cls.extent, values).need)

    @classmethod
    def demand_room(cls, values: Mapping[str, Any], quantity: str) -> None:
        """Refuse what has no room even in pieces; raises :class:`Unreadable`."""
        if cls.goes_in_pieces(values):
            _files.demand_memory(cls.looked(cls.extent, values).held, quantity)

    @classmethod
    def held(cls, values: Mapping[str, Any]) -> float:
        try:
            return cls.looked(cls.extent, values).held if cls.goes_in_pieces(values) else 0.0
        except Unreadable:
            return 0.0

    @classmethod
    def remarks(cls, values: Mapping[str, Any]) -> Wrong:
        try:
            extent, in_pieces = cls.looked(cls.extent, values), cls.goes_in_pieces(values)
        except Unreadable:
            return
        yield from extent.cut
        if in_pieces and cls.chosen(values, "reading") != IN_PIECES:
            words: dict[str, object] = {"need": estimate_words(extent.need), "held": estimate_words(extent.held)}
            yield PIECES, words, "reading"
