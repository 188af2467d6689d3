"""Films what a part of the window shows while a person works: a picture in every interval, until it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf
from pathlib import Path
from queue import Queue

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.canvas.view import CanvasView
from app.running.background import Background
from app.window.films.film import Frame, Frames, UnkeptFilm, keep_film, write_film

LONGEST = {".gif": 60.0}  # seconds: all of a GIF is in memory until it is written
WAITING = 30  # frames that may wait for the disk; while so many do, the one before is seen longer
MS = 1000.0


def picture_size(widget: QWidget, width: int) -> QSize:
    """Pixels of a picture of it ``width`` pixels wide, or as wide as the screen has it: nothing is enlarged."""
    size = widget.size() * widget.devicePixelRatioF()
    return size.scaled(min(width, size.width()), size.height(), Qt.AspectRatioMode.KeepAspectRatio)


class Filming(QObject):
    """One film at a time. ``changed`` when one begins or ends, ``ticked`` tells its seconds.

    ``ended`` carries its path, ``failed`` why it could not be made, too, and ``unkept`` what could not be put in its
    place. Every film has the time that passed: a picture that comes late is not shown early.
    """

    changed = Signal()
    ticked = Signal(float)
    ended = Signal(str)
    failed = Signal(object, str)
    unkept = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._widget: QWidget | None = None
        self._frames: Frames = Queue()
        self._size = QSize()
        self._began = self._rate = 0.0
        self._longest = inf
        self._given = 0  # intervals of the frames that were handed over
        self._held: Frame | None = None
        self._on_the_way = 0  # films that are being written
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def is_on(self) -> bool:
        """True while a film is being made."""
        return self._timer.isActive()

    @property
    def is_busy(self) -> bool:
        """True while a film is being made or on its way to its place."""
        return self._on_the_way > 0

    def start(self, widget: QWidget, path: Path, rate: float, width: int) -> None:
        """Film ``widget``, ``rate`` pictures a second, each ``width`` pixels wide or as wide as the screen has it.

        It ends when ``widget`` goes, and after as long as a film of its kind may be.
        """
        self.stop()
        widget.destroyed.connect(self.stop)
        self._longest = LONGEST.get(path.suffix.lower(), inf)
        self._size = picture_size(widget, width)
        self._widget, self._rate = widget, rate
        self._frames, self._held, self._given = Queue(), None, 0
        self._began = time.monotonic()
        frames = self._frames
        widget.destroyed.connect(lambda: frames.put(None))  # also where this goes first: the writing must not wait
        self._write(path, frames, rate)
        self._timer.start(round(MS / rate))
        self._look()
        self.changed.emit()

    def _write(self, path: Path, frames: Frames, rate: float) -> None:
        """Write beside the window; an earlier film may still be on its way to the disk."""

        def end(left: UnkeptFilm | None) -> None:
            self._stop_filming_into(frames)
            self._end(left, path)

        self._beside(lambda: write_film(path, frames, rate), end, lambda error: self._fail(frames, error, path))

    def keep(self, film: UnkeptFilm, path: Path) -> None:
        """Put what has no file elsewhere."""
        self._beside(
            lambda: keep_film(film.film, path),
            lambda left: self._end(left, path),
            lambda error: self.failed.emit(error, str(path)),
        )

    def _beside(
        self,
        work: Callable[[], UnkeptFilm | None],
        ended: Callable[[UnkeptFilm | None], object],
        failed: Callable[[Exception], object],
    ) -> None:
        def heard(told: Callable[[], object]) -> None:
            self._on_the_way -= 1
            told()

        self._on_the_way += 1
        writing = Background("film", self)
        writing.ended.connect(lambda left: heard(lambda: ended(left)))
        writing.failed.connect(lambda error: heard(lambda: failed(error)))
        writing.start(lambda _tell: work())

    def _end(self, left: UnkeptFilm | None, path: Path) -> None:
        if left is None:
            self.ended.emit(str(path))
        else:
            self.unkept.emit(left)

    def stop(self) -> None:
        """End the film; its file is there a moment later."""
        if not self.is_on:
            return
        self._timer.stop()
        if self._widget is not None:
            self._widget.destroyed.disconnect(self.stop)
        if self._held is not None:
            self._give(self._due() + 1)
        self._frames.put(None)
        self._widget = None
        self.changed.emit()

    def _due(self) -> int:
        """Intervals that have passed."""
        return int((time.monotonic() - self._began) * self._rate)

    def _look(self) -> None:
        widget = self._widget
        if widget is None or not widget.isVisible():
            return  # what was seen last stays
        due = self._due()
        if self._held is not None:
            if due <= self._given or self._frames.qsize() > WAITING:
                return
            self._give(due)
        self._held = Frame(self._pixels(widget))
        seconds = time.monotonic() - self._began
        self.ticked.emit(seconds)
        if seconds >= self._longest:
            self.stop()

    def _give(self, until: int) -> None:
        """Hand over what was seen until then."""
        if self._held is not None and until > self._given:
            self._frames.put(Frame(self._held.pixels, until - self._given))
            self._given = until

    def _pixels(self, widget: QWidget) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
        picture = widget.picture() if isinstance(widget, CanvasView) else widget.grab().toImage()
        picture.setDevicePixelRatio(1.0)
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaled(self._size, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        if picture.size() != self._size:  # it is not as wide or high as when the film began
            sheet = QImage(self._size, QImage.Format.Format_RGB32)
            sheet.fill(theme().color("canvas"))
            painter = QPainter(sheet)
            painter.drawImage(sheet.rect().center() - picture.rect().center(), picture)
            painter.end()
            picture = sheet
        picture = picture.convertToFormat(QImage.Format.Format_RGB888)
        rows = np.array(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
        return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)

    def _fail(self, frames: Frames, error: Exception, path: Path) -> None:
        """Stop filming what cannot be written."""
        self._stop_filming_into(frames)
        self.failed.emit(error, str(path))

    def _stop_filming_into(self, frames: Frames) -> None:
        """Nobody takes these any more; another film may have begun meanwhile."""
        if frames is self._frames:
            self.stop()
