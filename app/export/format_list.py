"""The formats, each with what it carries; a refused one stays listed with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.layout import column, fill, row
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import dot, inside, round_rect
from app.widgets.text import MEDIUM, SECONDARY, Text, capital
from engine.exporting.format import Format

INDENT = 34
RING, DOT = 7, 2.5
COLUMNS = 2


class FormatList(QWidget):
    """A card for each format, or for each family of formats, whose members are a choice below the cards.

    ``chosen(name)`` tells a person's choice.
    """

    chosen = Signal(str)

    def __init__(self, formats: Mapping[str, type[Format]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = formats
        self._refused: Mapping[str, Sequence[str]] = {}
        self._families: dict[str, list[str]] = {}
        for name, chosen in formats.items():
            self._families.setdefault(chosen.family or name, []).append(name)
        self._value = ""
        self._group = QButtonGroup(self)
        self.buttons: dict[str, FormatButton] = {}
        self.members = ChoiceField()
        self.members.setAccessibleName(tr("For"))
        self.members.chosen.connect(self._choose)
        self._member_row = QWidget()
        fill(row(self._member_row, spacing=8), Text(tr("For"), size=SECONDARY, tone="text2"), (self.members, 1))
        self._lay_out()

    def _lay_out(self) -> None:
        cards = QGridLayout()
        cards.setSpacing(theme().px(6))
        for place, (family, names) in enumerate(self._families.items()):
            card = FormatButton(self._formats[names[0]], family if len(names) > 1 else "")
            card.clicked.connect(lambda _checked=False, names=tuple(names): self._choose(self._first_allowed(names)))
            self._group.addButton(card)
            cards.addWidget(card, place // COLUMNS, place % COLUMNS)
            self.buttons |= dict.fromkeys(names, card)
        for number in range(COLUMNS):
            cards.setColumnStretch(number, 1)
        fill(column(self, spacing=8), cards, self._member_row)

    @property
    def value(self) -> str:
        return self._value

    def set_value(self, name: str) -> None:
        """Choose a format without telling."""
        self._value = name
        self.buttons[name].setChecked(True)
        names = self._family(name)
        self._member_row.setVisible(len(names) > 1)
        self.members.set_options([(n, self._member(n)) for n in names])
        self.members.set_value(name)
        self.buttons[name].say_meaning(self._formats[name].meaning)

    def show_refusals(self, refused: Mapping[str, Sequence[str]]) -> None:
        """Mark the formats that cannot carry this network; a family where none of its members can."""
        self._refused = refused
        for names in self._families.values():
            reasons = [refused.get(name, ()) for name in names]
            self.buttons[names[0]].show_refusals(reasons[0] if all(reasons) else ())
        if self._value:
            self.set_value(self._value)  # its family's members are named anew

    def _choose(self, name: str) -> None:
        self.set_value(name)
        self.chosen.emit(name)

    def _family(self, name: str) -> list[str]:
        return self._families[self._formats[name].family or name]

    def _first_allowed(self, names: Sequence[str]) -> str:
        if self._value in names:
            return self._value
        return next((name for name in names if not self._refused.get(name)), names[0])

    def _member(self, name: str) -> str:
        words = tr(self._formats[name].member)
        return tr("{readers}: cannot carry this network", readers=words) if self._refused.get(name) else words


class FormatButton(PaintedButton):
    """A radio card of two lines: name and suffix, then what the file is for."""

    def __init__(self, chosen: type[Format], family: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = tr(family or chosen.title)
        self.setCheckable(True)
        self.setText(title)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.meaning = Text(capital(tr(chosen.meaning)), size=SECONDARY, tone="text2", wrapped=True)
        self.refused = Text("", size=SECONDARY, tone="warn", wrapped=True)
        ending = Text(chosen.suffix, size=SECONDARY, tone="text3")
        line = fill(row(spacing=8), Text(title, weight=MEDIUM), ending, 1)
        fill(column(self, (INDENT, 9, 12, 9), 1), line, self.meaning, self.refused, 1)
        self.refused.hide()
        for label in self.findChildren(Text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say_meaning(self, words: str) -> None:
        """Say what the file of the chosen member is for."""
        self.meaning.say(capital(tr(words)))

    def show_refusals(self, reasons: Sequence[str]) -> None:
        """Say how much the format cannot carry; the dialog names each."""
        self.refused.say(capital(tr("cannot carry this network")) if reasons else "")
        self.refused.setVisible(bool(reasons))
        self.meaning.setVisible(not reasons)
        self.setToolTip("\n".join(reasons))

    def paint(self, painter: QPainter) -> None:
        look, chosen = theme(), self.isChecked()
        outline = QPen(look.color("accent" if chosen or self.hasFocus() else "line"), 1.5 if chosen else 1)
        ground = "surface2" if self.underMouse() and not chosen else "surface1"
        round_rect(painter, inside(self, 1), look.px(7), outline, look.color(ground))
        middle = QPointF(look.px(17), look.px(18))
        ring = QPen(look.color("accent" if chosen else "lineStrong"), 1.5)
        dot(painter, middle, RING, look.color("accent") if chosen else None, ring)
        if chosen:
            dot(painter, middle, DOT, look.color("onAccent"))
