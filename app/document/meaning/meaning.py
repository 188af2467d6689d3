"""The meaning of a drawing: read once for each of its states, and the same for whoever asks."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from app.document.document import Document
from app.document.meaning.interpretation import UNKNOWN_MODEL, WANTS_PLUGIN, interpret
from app.document.meaning.muted import muted_ends
from app.document.vocabulary import EQUATIONS
from engine.network.description import NetworkDescription
from engine.network.problems_found import UNCONNECTED
from engine.problems import NetworkError, Problem


class Meaning:
    """The ``description`` that the engine runs, without the elements that could not be read, and what is wrong.

    ``unread`` are the problems met while reading; nodes of which a link is muted (``muted_ends``) are not said to be
    unlinked. A meaning stays what it was when the drawing changes, so that any thread may keep it.
    """

    def __init__(
        self,
        description: NetworkDescription,
        unread: tuple[Problem, ...] = (),
        muted_ends: frozenset[str] = frozenset(),
    ) -> None:
        self.description, self.unread, self._muted_ends = description, unread, muted_ends
        self._problems: tuple[Problem, ...] | None = None

    @property
    def is_checked(self) -> bool:
        """True once its problems are known."""
        return self._problems is not None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong: what has no meaning, then what the engine refused or doubted when it was first asked."""
        return self.check() if self._problems is None else self._problems

    def check(self) -> tuple[Problem, ...]:
        """Ask the engine anew: the memory that is free and the files of data may be others than they were."""
        from engine.checking.network import check

        known = {(problem.place, problem.quantity) for problem in self.unread}
        refused = (p for p in check(self.description) if (p.place, p.quantity) not in known)
        told = (p for p in refused if p.code != UNCONNECTED or p.place not in self._muted_ends)
        self._problems = *self.unread, *told
        return self._problems

    def readable_description(self) -> NetworkDescription:
        """The description while no equations are wrong and every model is known; NetworkError otherwise.

        So that what runs goes on as it is.
        """
        unknown = UNKNOWN_MODEL, WANTS_PLUGIN
        wrong = [problem for problem in self.unread if problem.quantity == EQUATIONS or problem.code in unknown]
        if wrong:
            raise NetworkError(wrong)
        return self.description


_MEANINGS: WeakKeyDictionary[Document, tuple[int, Meaning]] = WeakKeyDictionary()
"""Of every document that is alive, what it meant when it was last asked about, and in which state."""
# Some twenty parts of the window ask after every edit (decision 0220).


def meaning(document: Document) -> Meaning:
    """The meaning of what is drawn now."""
    state, known = _MEANINGS.get(document, (-1, None))
    if known is None or state != document.state:
        state = document.state
        known = Meaning(*interpret(document), muted_ends(document))
        _MEANINGS[document] = state, known
    return known
