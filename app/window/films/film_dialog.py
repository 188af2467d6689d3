"""Record a video: what is filmed, as GIF or MP4, how many pictures a second, how wide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from app.appearance.theme import theme
from app.i18n.translation import sentences, tr
from app.widgets.buttons import Button
from app.widgets.fields.choice_field import ChoiceField, wide_enough
from app.widgets.fields.objections import Objections
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.segmented import Segmented
from app.widgets.file_dialog import ask_where_to
from app.widgets.layout import Ground, SeparationLine, column, fill, hint, row
from app.widgets.quantities import Bounds
from app.widgets.text import HEADING, STRONG, Text
from app.window.films.film import KINDS, WRITERS, ending_in, even, why_not
from app.window.films.filming import LONGEST, picture_size

WIDTH = 480
RATES = ("10", "20", "30")  # pictures a second
PIXELS = Bounds("1", at_least=160.0, at_most=3840.0, integer=True)
USUAL_PIXELS = 960.0
MP4 = ".mp4"


class FilmDialog(QDialog):
    """``wanted`` carries the widget to film, the path, pictures a second and the width in pixels."""

    wanted = Signal(object, object, float, int)

    def __init__(self, subjects: Mapping[str, QWidget], folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Record a video"))
        self._subjects, self._folder, self._gone = dict(subjects), folder, ""
        for subject in self._subjects.values():
            subject.destroyed.connect(self._leave_out)
        self.what = ChoiceField(tuple((name, name) for name in self._subjects))
        self.what.set_value(next(iter(self._subjects)))
        self.what.setMinimumWidth(wide_enough(self._subjects))
        self.kind = Segmented(tuple((ending, ending[1:].upper()) for ending in WRITERS))
        self.rate = Segmented(tuple((rate, rate) for rate in RATES))
        self.pixels = QuantityField(PIXELS)
        self.pixels.set_value(USUAL_PIXELS)
        self.pixels.edited.connect(self._set_pixels)
        self.what.chosen.connect(self._choose)
        self.hint = hint("")
        self.objection = Objections()
        self.begin = Button(tr("Choose a file and begin…"), "primary")
        self.kind.chosen.connect(lambda _kind: self._show_kind())
        self.objection.add_field(self.pixels)
        self.objection.changed.connect(lambda: self.begin.setEnabled(self.objection.isHidden()))
        self.begin.clicked.connect(self._ask)
        self._lay_out()
        self._show_kind()

    def _lay_out(self) -> None:
        ground = Ground()
        head = Text(self.windowTitle(), size=HEADING, weight=STRONG)
        lines = []
        for words, field in (
            (tr("What"), self.what),
            (tr("Format"), self.kind),
            (tr("Pictures a second"), self.rate),
            (tr("Width in pixels"), self.pixels),
        ):
            field.setAccessibleName(words)
            lines.append(fill(row(spacing=12), (Text(words), 1), field))
        cancel = Button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = fill(row(spacing=8), 1, cancel, self.begin)
        body = column(ground, (20, 16, 20, 16), 10)
        fill(body, head, *lines, self.hint, self.objection, SeparationLine(), foot)
        column(self).addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))

    def _show_kind(self) -> None:
        reason, longest = why_not(self.kind.value), LONGEST.get(self.kind.value)
        self.objection.object(reason)
        limit = tr("A GIF ends by itself after {seconds:g} s.", seconds=longest) if longest else ""
        goes_on = tr("The film goes on until you stop it at the top of the window.")
        gone = tr("“{name}” is closed.", name=self._gone) if self._gone else ""
        self.hint.say(sentences(gone, self._size_words(), goes_on, limit))

    def _choose(self, _what: str) -> None:
        self._gone = ""
        self._show_kind()

    def _leave_out(self) -> None:
        """Offer no view that is closed meanwhile; where it was chosen, choose the first and say so."""
        chosen = self.what.value
        self._subjects = {name: subject for name, subject in self._subjects.items() if isValid(subject)}
        if not self._subjects:
            return  # the window goes, and this with it
        self.what.set_options(tuple((name, name) for name in self._subjects))
        if chosen in self._subjects:
            self.what.set_value(chosen)
            return
        self._gone = chosen or ""
        self.what.set_value(next(iter(self._subjects)))
        self._show_kind()

    def _set_pixels(self, value: float, _gesture: str) -> None:
        self.pixels.set_value(value)
        self._show_kind()

    def _size_words(self) -> str:
        size, whole = picture_size(self._subject, self._width), picture_size(self._subject, round(PIXELS.at_most))
        width, height = size.width(), size.height()
        if self.kind.value == MP4:
            width, height = even(width), even(height)
        words = f"{width} × {height}"
        if whole.width() < self._width:
            return tr("Pictures have {size} {size:pixel|pixels}, as many as on the screen.", size=words)
        return tr("Pictures have {size} {size:pixel|pixels}.", size=words)

    @property
    def _subject(self) -> QWidget:
        return self._subjects[self.what.value or next(iter(self._subjects))]

    @property
    def _width(self) -> int:
        return round(self.pixels.value or USUAL_PIXELS)

    def _ask(self) -> None:
        ending = self.kind.value
        suggested, subject = str(self._folder / f"{tr('Spikeloom')}{ending}"), self._subject

        def begin(chosen: Path, _kind: str) -> None:
            if isValid(subject):  # else what stands here now is to be looked at first
                self._begin(chosen)

        ask_where_to(self, self.windowTitle(), suggested, tr(KINDS[ending]), begin)

    def _begin(self, chosen: Path) -> None:
        ending = self.kind.value
        self.accept()
        self.wanted.emit(self._subject, ending_in(ending, chosen), float(self.rate.value), self._width)
