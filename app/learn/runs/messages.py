"""Messages of the Learn panel above all its sections: one, or all that a training goes on with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import remedy, sentence, sentences, tr
from app.widgets.banner import Banner, BannerAction
from app.widgets.layout import column, let_go
from engine.problems import Problem

BETWEEN = 8  # px between two messages


class Messages(QWidget):
    """Hidden while there is nothing to say. ``show_wanted`` wants the element to be shown that a message is about."""

    show_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banners: tuple[Banner, ...] = ()
        self._warned: tuple[Problem, ...] = ()
        self._whose = ""
        self._unread: Banner | None = None
        self._column = column(self, (12, 10, 12, 0), BETWEEN)
        self.hide()

    @property
    def banner(self) -> Banner | None:
        """The first of what is said."""
        return self.banners[0] if self.banners else None

    def say(self, banner: Banner | None) -> None:
        """Show ``banner`` in the place of what was said before; None takes that away."""
        self._put(() if banner is None else (banner,))

    def _put(self, banners: tuple[Banner, ...]) -> None:
        for before in self.banners:
            let_go(before)
        self.banners, self._warned = banners, ()
        self.setVisible(bool(banners))
        for banner in banners:
            self._column.addWidget(banner)

    def tell_failure(self, problem: Problem, callbacks: tuple[BannerAction, ...] = ()) -> None:
        """Say what came to nothing and why; where no ``callbacks`` are offered, its place is."""
        self.say(Banner("error", sentence(problem), remedy(problem), callbacks or self._showing(problem.place)))

    def tell_unread(self, problem: Problem, again: Callable[[], object]) -> None:
        """Say why the network could not be looked at, until it was; ``again`` looks once more."""
        self.tell_failure(problem, ((tr("Try again"), again),))
        self._unread = self.banner

    def forget_unread(self) -> None:
        """Forget what could not be looked at, now that it has been; any other message stays."""
        if self._unread is not None and self._unread is self.banner:
            self.say(None)
        self._unread = None

    def warn(self, problems: Sequence[Problem], whose: str = "") -> bool:
        """Say what goes on and should not, each with its remedy and place, and whether some of it is news.

        What has one remedy is said together, and goes when it is over. What was said otherwise stays. ``whose`` names
        the training where there are several.
        """
        told = tuple(problems)
        if (told, whose) == (self._warned, self._whose) or (self.banners and not self._warned):
            return False
        self._whose = whose
        alike: dict[str, list[Problem]] = {}
        for problem in told:
            alike.setdefault(remedy(problem), []).append(problem)
        before = self._warned
        self._put(tuple(self._warning(words, found) for words, found in alike.items()))
        self._warned = told
        return any(problem not in before for problem in told)

    def _warning(self, words: str, found: Sequence[Problem]) -> Banner:
        said = sentences(*(sentence(problem) for problem in found))
        if self._whose:
            said = tr("{title}: {what}", title=self._whose, what=said)
        return Banner("warning", said, words, self._showing(found[0].place), primary=False)

    def _showing(self, place: str) -> tuple[BannerAction, ...]:
        return ((tr("Show"), lambda: self.show_wanted.emit(place)),) if place else ()
