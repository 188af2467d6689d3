"""Samples of a dataset, or what an encoder makes of one of them, at the top of a node's form."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.appearance.theme import theme
from app.i18n.translation import problem_words, tr, with_minus
from app.inspector.samples.looking import Look, Looking, Subject
from app.inspector.samples.sample_views import name_of
from app.widgets.buttons import IconButton
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.layout import SectionHead, SeparationLine, column, hint, row
from app.widgets.pictures.class_band import ClassBand
from app.widgets.pictures.class_bars import ClassBars
from app.widgets.pictures.image_grid import ImageGrid, Tile
from app.widgets.pictures.sample_picture import Grey, Points, SamplePicture, ValueBars, ValueLines
from app.widgets.pictures.split_bar import SplitBar
from app.widgets.pictures.value_views import MOST_CURVES
from app.widgets.text import SECONDARY, Text
from app.widgets.waiting import WaitingLine
from engine.problems import Problem

COLUMNS, ROWS = 5, 3  # pictures of a page
TALL, LOW, BAND = 150, 64, 36
BUSY_AFTER = 300  # ms before it is said that data are read
MOST_CLASSES = 400  # that are offered by name
EVERY = "-1"
BLANK = Tile(np.zeros((1, 1), np.uint8), "", -1)


class SamplePanel(QWidget):
    """Shows one :class:`Subject` at a time, by its ``current`` look; the sample that was chosen of a dataset stays so.

    Until it is read its place is kept by what its data are expected to be, so that nothing beneath moves.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self.current: Look | None = None
        self._numbers: dict[str, int] = {}
        self._label = -1
        self._stopped: object = None  # the data whose reading was given up
        self.looking = Looking(self)
        self.head = Text("", size=SECONDARY, tone="text2")
        self.title = SectionHead(tr("Samples"), self.head)
        self.grid = ImageGrid(COLUMNS, ROWS)
        self.sample = SamplePicture(TALL)
        self.target = SamplePicture(BAND)
        self.made = SamplePicture(TALL)
        self.note = hint("")
        self.back = IconButton("previous", tr("The sample before"), "text2")
        self.forth = IconButton("next", tr("The next sample"), "text2")
        self.place = Text("", size=SECONDARY, elided=True, tabular=True)
        self.labels = ChoiceField()
        self.bars = ClassBars()
        self.split = SplitBar()
        self.waiting = WaitingLine()
        self._busy_soon = QTimer(self, singleShot=True, interval=BUSY_AFTER)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        body = column(self)
        inside = column(margins=(12, 7, 12, 10), spacing=6)
        inside.addWidget(self.title)
        self._content = QWidget()
        content = column(self._content, spacing=6)
        content.addWidget(self.grid)
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pictures.setSpacing(theme().px(6))
        self._pictures.addWidget(self.sample, 1)
        self._pictures.addWidget(self.made, 3)
        content.addLayout(self._pictures)
        content.addWidget(self.target)
        content.addWidget(self.note)
        walk = row(spacing=2)
        walk.addWidget(self.back)
        walk.addWidget(self.place, 1)
        walk.addWidget(self.labels)
        walk.addWidget(self.forth)
        content.addLayout(walk)
        content.addWidget(self.bars)
        content.addWidget(self.split)
        inside.addWidget(self._content)
        inside.addWidget(self.waiting)
        body.addLayout(inside)
        body.addWidget(SeparationLine())
        self._say("")

    def _connect(self) -> None:
        self.looking.seen.connect(self._seen)
        self.looking.progressed.connect(self.waiting.show_share)
        self.looking.failed.connect(self._failed)
        self.looking.stopped.connect(self._was_stopped)
        self._busy_soon.timeout.connect(self._show_busy)
        self.back.clicked.connect(lambda _checked=False: self.step(-1))
        self.forth.clicked.connect(lambda _checked=False: self.step(1))
        self.grid.chosen.connect(self.go_to)
        self.grid.moved.connect(self._move)
        self.bars.chosen.connect(self.choose_label)
        self.labels.chosen.connect(lambda key: self.choose_label(int(key)))
        self.waiting.cancel_wanted.connect(self.stop)
        self.waiting.again_wanted.connect(self.read)

    # what is looked at

    def show_subject(self, subject: Subject | None, reason: str = "") -> None:
        """Look at this; None hides all, or leaves ``reason`` to be read."""
        if subject == self._subject and (subject is not None or reason == self.waiting.words.words):
            return
        before, self._subject = self._subject, subject
        self.setVisible(subject is not None or bool(reason))
        if subject is None:
            self.looking.stop()
            self.current = None
            self._say(reason)
            return
        if before is None or before.dataset.id != subject.dataset.id:
            self.current, self._label = None, -1
        elif self._is_other(subject):
            self.current = None
        if self.current is None:
            self._say("")
            self._keep_place(subject)
        if self.isVisible():
            self._ask_anew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_anew()

    def event(self, event: QEvent) -> bool:
        """Ask again when a person comes back to the window: a file may have changed meanwhile."""
        if event.type() == QEvent.Type.WindowActivate and self.current is not None and self.isVisible():
            self._ask()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._busy_soon.stop()
        if self.current is None:
            self.looking.stop()

    @property
    def number(self) -> int:
        """The presentation that is chosen, from 0."""
        return 0 if self._subject is None else self._numbers.get(self._subject.dataset.id, 0)

    def step(self, way: int) -> None:
        """The next or the last sample, of those with the chosen label."""
        if self.current is None:
            return
        from engine.learning.training.showing import with_label

        labels = self.current.contents.all_labels
        self.go_to(with_label(labels, self._label, (self.number + way) % len(labels), way))

    def go_to(self, number: int) -> None:
        """Choose a presentation."""
        if self._subject is not None:
            self._numbers[self._subject.dataset.id] = number
            self._ask()

    def choose_label(self, label: int) -> None:
        """Step through the samples of one class alone, -1 for all."""
        self._label = label
        if self.current is not None and label >= 0 and label not in self.current.contents.all_labels[[self.number]]:
            self.step(1)
        elif self.current is not None:
            self._show(self.current)

    def stop(self) -> None:
        """Give up reading; nothing is read again before somebody asks for it."""
        if self._subject is not None:
            self._stopped = self._subject.data
        self.looking.stop()

    def read(self) -> None:
        """Read what was given up, or failed, after all."""
        self._stopped = None
        self._ask()

    def _move(self, by: int) -> None:
        if self.current is not None:
            self.go_to(max(0, min(self.number + by, len(self.current.contents.order) - 1)))

    def _ask_anew(self) -> None:
        """Look again where what is seen is not what there is now, unless reading it was given up."""
        subject = self._subject
        if subject is None or subject.data == self._stopped:
            return
        if self.current is None or self.current.subject != subject:
            self._ask()

    def _ask(self) -> None:
        if self._subject is not None:
            self.looking.look(self._subject, self.number, COLUMNS * ROWS)
            if not self._busy_soon.isActive():
                self._busy_soon.start()

    # what is seen

    def _say(self, words: str, reading: bool = False, again: bool = False) -> None:
        """Words in the place of what is seen; none where there is something."""
        self.setMinimumHeight(self.height() if reading else 0)
        self.waiting.say(words, reading, again)
        self._content.setVisible(not words and self.current is not None)
        if words:
            self.head.say("")

    def _show_busy(self) -> None:
        if self.looking.is_busy and self.current is None:
            self._say(tr("Reading the data…"), reading=True)

    def _failed(self, problem: Problem) -> None:
        self._busy_soon.stop()
        self.current = None
        self._say(problem_words(problem), again=True)

    def _was_stopped(self) -> None:
        self._busy_soon.stop()
        if self._subject is not None and self._stopped == self._subject.data:
            self.current = None
            self._say(tr("Reading was cancelled."), again=True)

    def _seen(self, look: Look) -> None:
        if self._subject is None or look.subject.dataset.id != self._subject.dataset.id:
            return
        self._busy_soon.stop()
        self._numbers[look.subject.dataset.id] = look.number
        self._show(look)

    def _is_other(self, subject: Subject) -> bool:
        """Tell whether what is seen takes another place than this: data as they are, or as an encoder sends them."""
        return self.current is not None and (self.current.subject.encoder is None) != (subject.encoder is None)

    def _keep_place(self, subject: Subject) -> None:
        """Lay out what will be seen, still empty."""
        data, is_code = subject.dataset.model, subject.encoder is not None
        is_image = len(data.shape_of(subject.dataset.parameters)) == 2 and not data.moves
        page = (BLANK,) * (COLUMNS * ROWS) if is_image and not is_code else ()
        self._arrange(is_code, page, -1, not data.moves, data.is_labelled(subject.dataset.parameters))
        self.head.say("")
        self.sample.show_view(None)
        self.made.show_view(None)
        self.note.say(" ")
        self.place.say(" ")
        self.labels.set_options([(EVERY, tr("all classes"))])
        self.bars.show_counts(np.zeros(0, np.int64), (), -1)
        self.split.show_parts(0, 0, 0)
        self._content.setEnabled(False)
        self._content.show()

    def _arrange(self, is_code: bool, page: tuple[Tile, ...], number: int, is_still: bool, classes: bool) -> None:
        """Arrange the parts for such data."""
        self.title.title.say(tr("What it sends") if is_code else tr("Samples"))
        self.grid.setVisible(bool(page))
        self.grid.show_tiles(page, number)
        self.sample.setVisible(not page)
        self.target.hide()
        self.made.setVisible(is_code)
        self.note.setVisible(is_code)
        beside = is_code and is_still
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._pictures.setDirection(way)
        self.bars.setVisible(classes and not is_code)
        self.labels.setVisible(classes)
        self.split.setVisible(not is_code)

    def _show(self, look: Look) -> None:
        self.current = look
        self._say("")
        self._content.setEnabled(True)
        found, is_code = look.contents, look.subject.encoder is not None
        is_still = isinstance(look.sample, Grey | ValueBars) and found.samples.values.ndim < 3
        self._arrange(is_code, look.page, look.number, is_still, len(found.counts) > 1)
        self.head.say(part_words(look.subject.dataset.split, len(found.order)))
        time = f"{look.subject.dataset.sample_time:g} ms"
        channels = channel_words(found.samples.channels)
        left = "" if is_still else channels
        if found.samples.targets is not None:
            left = tr("{channels}, beneath them wanted spikes", channels=channels)
        if isinstance(look.sample, Points):
            across, up = look.sample.axes
            left = tr("value {across} across, value {up} up", across=across, up=up)
        self.sample.show_view(look.sample, left, "" if is_still or isinstance(look.sample, Points) else time)
        self._show_target(look)
        if is_code:
            count_words = channel_words if isinstance(look.made, ValueLines) else train_words
            self.made.show_view(look.made, count_words(look.trains), time)
        self.note.say(self._note(look) if is_code else "")
        self._show_place(look)
        self._show_classes(look)
        self.split.show_parts(found.training, found.validation, found.test)

    def _show_target(self, look: Look) -> None:
        """Show what is wanted at each time beneath the sample, and how much of it does not count."""
        samples, view = look.contents.samples, look.target
        self.target.setVisible(view is not None)
        left = tr("label of each time")
        if samples.series is not None:
            left = wanted_words(samples.series.shape[2])
        if isinstance(view, ValueLines):
            low, high = (with_minus(f"{end:.3g}") for end in view.ends)
            left = tr("{what} from {low} to {high}", what=left, low=low, high=high)
        right = tr("first {time:g} ms not counted", time=samples.washout) if samples.washout else ""
        self.target.set_height(BAND if isinstance(view, ClassBand) else LOW)
        self.target.show_view(view, left, right)

    def _note(self, look: Look) -> str:
        if look.made is None:
            return ""
        seed = look.subject.seed
        if isinstance(look.made, ValueLines):
            return tr(
                "The currents of a run, those of the first {count} {count:channel|channels} at most.", count=MOST_CURVES
            )
        return tr("{count} {count:spike|spikes}, those of a run with seed {seed}.", count=f"{look.spikes:,}", seed=seed)

    def _show_place(self, look: Look) -> None:
        found = look.contents
        place, count = f"{look.number + 1:,}", f"{len(found.order):,}"
        name = name_of(found, int(found.labels[look.number]))
        words = tr("{place} of {count}", place=place, count=count)
        if name and not isinstance(look.target, ClassBand):
            words = tr("{place} of {count} · {label}", place=place, count=count, label=name)
        self.place.say(words)

    def _show_classes(self, look: Look) -> None:
        counts = look.contents.counts
        names = [name_of(look.contents, k) for k in range(len(counts))]
        is_coloured = isinstance(look.sample, Points) or isinstance(look.target, ClassBand)
        self.bars.show_counts(counts, names, self._label, is_coloured, look.contents.samples.step_labels is not None)
        self.labels.setVisible(1 < len(counts) <= MOST_CLASSES)
        options = [(EVERY, tr("all classes"))]
        is_sample = look.contents.samples.step_labels is None
        options += [
            (str(k), f"{names[k]} ({int(counts[k]):,})" if is_sample else names[k])
            for k in range(len(counts)) if counts[k]
        ]  # fmt: skip
        if self.labels.isVisibleTo(self):
            self.labels.set_options(options)
            self.labels.set_value(str(self._label))


def channel_words(count: int) -> str:
    """The number of channels of data, in words."""
    return tr("{count} {count:channel|channels}", count=f"{count:,}")


def wanted_words(count: int) -> str:
    """The number of values that are wanted at each time, in words."""
    return tr("{count} wanted {count:value|values}", count=f"{count:,}")


def train_words(count: int) -> str:
    """The number of trains that an encoder sends, in words."""
    return tr("{count} {count:train|trains}", count=f"{count:,}")


def part_words(part: str, count: int) -> str:
    """The part of the data that a run shows, and how many samples it has."""
    number = f"{count:,}"
    words = {
        "train": tr("{count} of training", count=number),
        "validation": tr("{count} of validation", count=number),
        "test": tr("{count} of the test", count=number),
    }
    return words.get(part, tr("all {count}", count=number))
