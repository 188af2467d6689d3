"""Export the data of a view: of the time in view, of the selected span, or of the whole run."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.exports.dropped import dropped_words
from app.plots.exports.exportable import Exportable
from app.plots.exports.spans import IN_VIEW, SELECTED, WHOLE, Interval
from app.plots.parts.numbers import fixed_point
from app.widgets.above import afterwards
from app.widgets.buttons import Button
from app.widgets.fields.segmented import Segmented
from app.widgets.layout import Ground, SeparationLine, column, fill, hint, row
from app.widgets.naming import named
from app.widgets.text import HEADING, STRONG, Text

WIDTH = 460


def span_words(interval: Interval) -> str:
    """From when to when."""
    begin, end = (fixed_point(edge / 1000, 3) for edge in interval)
    return tr("{begin} to {end} s", begin=begin, end=end)


class DataDialog(QDialog):
    """``take`` is called with the time whose data are wanted."""

    def __init__(self, panel: Exportable, take: Callable[[Interval], object]) -> None:
        super().__init__(panel.window())
        self.setWindowTitle(tr("Export the data of this view"))
        self._panel, self._spans = panel, panel.spans()
        names = {IN_VIEW: tr("In view"), SELECTED: tr("Selected"), WHOLE: tr("Whole run")}
        self.which = named(Segmented([(key, names[key]) for key in self._spans]), tr("Time"))
        self.which.set_value(SELECTED if SELECTED in self._spans else IN_VIEW)
        self.when = Text("")
        self.lacking = hint("")
        self.cancel = Button(tr("Cancel"))
        self.save = Button(tr("Save as…"), "primary", "export")
        self.save.setDefault(True)
        self._lay_out()
        self.which.chosen.connect(lambda _key: self._show_time())
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.accept)
        window = panel.window()
        self.accepted.connect(lambda: afterwards(window, lambda: take(self._spans[self.which.value])))
        self._show_time()
        self.which.setFocus()

    def _lay_out(self) -> None:
        ground = Ground()
        body = column(ground, (20, 16, 20, 16), 10)
        title = Text(tr("Export data: {view}", view=self._panel.title), size=HEADING, weight=STRONG)
        fill(body, title, fill(row(spacing=12), (Text(tr("Time")), 1), self.which), self.when, self.lacking)
        if SELECTED not in self._spans:
            body.addWidget(hint(tr("A drag with Shift in a view selects a span, which is offered here too.")))
        fill(body, SeparationLine(), fill(row(spacing=8), 1, self.cancel, self.save))
        column(self).addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))

    def _show_time(self) -> None:
        """From when to when, and what of it is no longer kept."""
        interval = self._spans[self.which.value]
        self.when.say(tr("Data of {time}", time=span_words(interval)))
        self.lacking.say(dropped_words(self._panel.no_longer_kept(interval)))
        self.lacking.setVisible(bool(self.lacking.words))
