"""In which precision a drawing runs: double, and single only where it was asked for or nothing else fits."""

from __future__ import annotations

from app.document.document import Document
from app.document.meaning.meaning import meaning
from app.i18n.translation import translatable
from engine.network.description import NetworkDescription
from engine.problems import NetworkError

IN_SINGLE = translatable("In double precision this network does not fit into memory, so it runs in single precision.")
DOUBLE, SINGLE = "float64", "float32"


def in_precision(document: Document, asked: str = "") -> tuple[NetworkDescription, str]:
    """The description and its precision; raises NetworkError where it cannot run in the one that was ``asked`` for.

    "" leaves the choice to the memory that is free.
    """
    from engine.checking.memory import fits, only_memory_refuses

    fatal = [problem for problem in meaning(document).check() if problem.is_fatal]
    if not fatal:
        return meaning(document).description, asked or DOUBLE
    if (
        asked == DOUBLE
        or not only_memory_refuses(fatal)
        or not fits(description := meaning(document).description, SINGLE)
    ):
        raise NetworkError(fatal)
    return description, SINGLE
