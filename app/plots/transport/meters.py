"""Small read-outs of the transport bar: how fast it runs beside real time, the clock, and the speed."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.parts.numbers import fixed_point
from app.widgets.layout import column, fill
from app.widgets.naming import named
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import LEFT, paint_text, round_rect, take_font
from app.widgets.themed import apply_and_follow

SLOWEST, FASTEST = 0.01, 100.0
SLIDER = 15  # its height: the handle and what is around it
PER_DECADE = 20  # positions of the slider
LAST = round(math.log10(FASTEST / SLOWEST) * PER_DECADE) + 1  # the last one is "as fast as possible"
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
REAL_TIME = 0.8  # of the meter's bar: where its tick is


def speed_at(position: int) -> float:
    """The speed of a position of the slider; 0 is as fast as possible."""
    if position >= LAST:
        return 0.0
    speed = float(SLOWEST * 10 ** (position / PER_DECADE))
    power = 10.0 ** math.floor(math.log10(speed) + 1e-9)
    return float(min(NICE, key=lambda nice: abs(math.log(speed / (nice * power)))) * power)


def position_of(speed: float) -> int:
    """The position of the slider for a speed."""
    if speed <= 0.0:
        return LAST
    return min(max(round(math.log10(speed / SLOWEST) * PER_DECADE), 0), LAST - 1)


def worded_speed(speed: float) -> str:
    """The speed as it stands above the slider."""
    return tr("{speed}×", speed=f"{speed:.3g}") if speed > 0 else tr("fastest")


class SpeedControl(QWidget):
    """A slider from a hundredth of real time to as fast as possible."""

    speed_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tr("Simulated time over real time, from slow motion to as fast as possible")
        self.slider = named(QSlider(Qt.Orientation.Horizontal, self), tr("Speed"), tip)
        self.slider.setRange(0, LAST)
        self.slider.setPageStep(PER_DECADE // 4)
        self._name = QLabel(tr("Speed"), self)
        self._value = QLabel(self)
        fill(column(self, (0, 6, 0, 6), 2), fill(QHBoxLayout(), self._name, 1, self._value), self.slider)
        self.show_speed(1.0)
        self.slider.valueChanged.connect(self._moved)
        apply_and_follow(self, self._restyle)

    def show_speed(self, speed: float) -> None:
        """Stand where ``speed`` is, without asking for it."""
        self.slider.blockSignals(True)
        self.slider.setValue(position_of(speed))
        self.slider.blockSignals(False)
        self._value.setText(worded_speed(speed))

    def _moved(self, position: int) -> None:
        speed = speed_at(position)
        self._value.setText(worded_speed(speed))
        self.speed_requested.emit(speed)

    def _restyle(self) -> None:
        self.setFixedWidth(theme().px(120))
        self.slider.setMinimumHeight(theme().px(SLIDER))  # Qt gives it the same in every density
        self._name.setFont(theme().font(11))
        self._value.setFont(theme().font(11, 600, tabular=True))


class TimeMeter(PaintedWidget):
    """Simulated time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = "0.000"

    def show_time(self, ms: float, digits: int = 3) -> None:
        """With so many digits of a second."""
        words = f"{ms / 1000:.{digits}f}"
        if words != self.words:
            longer = len(words) != len(self.words)
            self.words = words
            self.setAccessibleName(tr("{seconds} s", seconds=words))
            self.update()
            if longer:
                self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the digits of now, whichever they are, and the unit."""
        digits = QFontMetrics(theme().font(18, 600, tabular=True)).horizontalAdvance("0" * (len(self.words) - 1) + ".")
        unit = QFontMetrics(theme().font(12)).horizontalAdvance(tr("s"))
        needed = theme().px(24 + 5 + 4) + digits + unit
        return QSize(max(theme().px(112), needed), theme().px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter) -> None:
        x, height = 0.0, float(self.height())
        take_font(painter, theme().symbol_font(15), theme().color("text2"))
        width = painter.fontMetrics().horizontalAdvance("t = ")
        painter.drawText(QRectF(x, 0, width, height), LEFT, "t")
        painter.setFont(theme().font(13))
        painter.drawText(QRectF(x + theme().px(10), 0, width, height), LEFT, "=")
        x += theme().px(24)
        take_font(painter, theme().font(18, 600, tabular=True), theme().color("text1"))
        width = painter.fontMetrics().horizontalAdvance(self.words)
        painter.drawText(QRectF(x, 0, width + 2, height), LEFT, self.words)
        x += width + theme().px(5)
        paint_text(painter, QRectF(x, 1, self.width() - x, height), tr("s"), "text3", 12)


class RealTimeMeter(PaintedWidget):
    """The tick is real time; the bar shows how fast we are."""

    natural = least = (128, 36)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.factor = 0.0
        self.note = ""
        self.setToolTip(tr("Simulated time over real time; the tick is real time"))

    def show_factor(self, factor: float, note: str = "") -> None:
        if (factor, note) != (self.factor, self.note):
            self.factor, self.note = factor, note
            self.update()

    def words(self) -> tuple[str, str]:
        """The number and what it is."""
        if self.note:
            return "", self.note
        digits = 2 if self.factor < 10 else 1 if self.factor < 100 else 0
        return f"{fixed_point(self.factor, digits)}×", tr("real time")

    def paint(self, painter: QPainter) -> None:
        t = theme()
        top = (self.height() - t.px(30)) / 2
        _paint_figure(painter, QRectF(0, top, self.width(), t.px(18)), *self.words())
        bar = QRectF(0, top + t.px(23), self.width(), t.px(5))
        round_rect(painter, bar, bar.height() / 2, None, t.color("surface2"))
        share = self.share()
        if share > 0:
            filled = QRectF(bar.left(), bar.top(), max(bar.width() * share, bar.height()), bar.height())
            round_rect(painter, filled, bar.height() / 2, None, t.color("accent"))
        painter.fillRect(QRectF(bar.width() * REAL_TIME, bar.top() - 3, 1.5, bar.height() + 6), t.color("text2"))

    def share(self) -> float:
        """The share of the bar that is filled: linear to real time, the rest for anything faster."""
        if self.factor <= 1:
            return REAL_TIME * max(self.factor, 0.0)
        return min(REAL_TIME + (1 - REAL_TIME) * math.log10(self.factor) / 2, 1.0)


class FigureMeter(PaintedWidget):
    """A strong number and quiet words after it."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.natural = self.least = (width, 30)
        self.figure, self.words = "0", ""

    def show_figure(self, figure: str, words: str) -> None:
        if (figure, words) != (self.figure, self.words):
            self.figure, self.words = figure, words
            self.update()

    def paint(self, painter: QPainter) -> None:
        _paint_figure(painter, QRectF(self.rect()), self.figure, self.words)


def _paint_figure(painter: QPainter, area: QRectF, figure: str, words: str) -> None:
    paint_text(painter, area, figure, "text1", 12, 600)
    width = painter.fontMetrics().horizontalAdvance(figure) + theme().px(5) if figure else 0
    paint_text(painter, area.adjusted(width, 0, 0, 0), words, "text2", 12)
