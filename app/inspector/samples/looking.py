"""Reads data and encodes a sample off the window's thread: what is newest wins, and reading can be given up."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.inspector.samples import sample_views
from app.running.background import Background, Tell
from app.running.failures import problems_of
from app.widgets.pictures.image_grid import Tile
from app.widgets.pictures.sample_picture import View
from engine.model.data import Unreadable
from engine.model.loading import GivenUp, heard_by
from engine.network.description import Dataset, Encoder
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.training.showing import Contents

TOO_LARGE = declare(
    "preview.too-large",
    "{element} makes more of one sample than can be shown here.",
    "Show a sample for a shorter time, or join channels; a run is not affected.",
)


@dataclass(frozen=True)
class Subject:
    """The subject of a look: a dataset, and the encoder shown its samples; equal while both stay as they are."""

    data: Hashable
    code: Hashable
    dataset: Dataset = field(compare=False)
    encoder: Encoder | None = field(compare=False)
    resolution: float = field(compare=False)
    seed: int = field(compare=False)


@dataclass(frozen=True)
class Look:
    """The view found for ``subject`` at presentation ``number``; ``page`` are the pictures beside it.

    ``target`` is what is wanted at each of its times, where data say that.
    """

    subject: Subject
    contents: Contents
    state: Hashable  # of the files that were read
    number: int
    sample: View
    page: tuple[Tile, ...] = ()
    made: View | None = None
    spikes: int = 0
    trains: int = 0
    target: View | None = None


@dataclass(frozen=True)
class _Request:
    subject: Subject
    number: int
    tiles: int


class Looking(QObject):
    """``seen`` carries a :class:`Look`, ``progressed`` the share of the data that is read, ``failed`` a Problem."""

    seen = Signal(object)
    progressed = Signal(float)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("preview", self)
        self._background.told.connect(self._on_progress)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._failed)
        self._request: _Request | None = None
        self._next: _Request | None = None
        self._given_up = Event()
        self._known: Look | None = None

    @property
    def is_busy(self) -> bool:
        return self._request is not None

    def look(self, subject: Subject, number: int, tiles: int) -> None:
        """Find what there is to see; of earlier requests only what is nearly done is still heard."""
        request = _Request(subject, number, tiles)
        if request in (self._next or self._request,) and not self._given_up.is_set():
            return
        if self._request is None:
            self._start(request)
            return
        self._next = request
        if self._request.subject.data != subject.data:
            self._given_up.set()

    def stop(self) -> None:
        """Give up what is being read."""
        self._next = None
        self._given_up.set()

    def _start(self, request: _Request) -> None:
        self._request, self._given_up = request, Event()
        known = self._known if self._known is not None and self._known.subject.data == request.subject.data else None
        given_up = self._given_up
        self._background.start(lambda tell: _look(request, known, tell, given_up.is_set))

    def _on_progress(self, share: float) -> None:
        if not self._given_up.is_set():
            self.progressed.emit(share)

    def _ended(self, look: Look | None) -> None:
        self._request = None
        if look is not None:
            self._known = look
        goes_on = self._go_on()
        if look is None and not goes_on:
            self.stopped.emit()
        elif look is not None and (self._request is None or look.subject.data == self._request.subject.data):
            self.seen.emit(look)

    def _failed(self, error: Exception) -> None:
        self._request = None
        if not self._go_on():
            self.failed.emit(problems_of(error)[0])

    def _go_on(self) -> bool:
        """Look at what was requested for meanwhile; tell whether there was something."""
        request, self._next = self._next, None
        if request is not None:
            self._start(request)
        return request is not None


def _look(request: _Request, known: Look | None, tell: Tell, given_up: Callable[[], bool]) -> Look | None:
    """In a thread of its own; None where it was given up."""

    def go_on(share: float) -> bool:
        tell(share)
        return not given_up()

    try:
        with heard_by(go_on):
            return _looked(request, known)
    except GivenUp:
        return None


def _looked(request: _Request, known: Look | None) -> Look:
    from engine.learning.training import showing  # brings the array libraries: only once there is something to look at

    subject = request.subject
    dataset = subject.dataset
    state = _state(dataset)
    if known is not None and known.state == state:
        found = known.contents
    else:  # a file may have changed since
        found = showing.read_dataset(dataset, subject.resolution, subject.seed)
    number = min(request.number, len(found.order) - 1)
    if subject.encoder is None:
        first = number - number % request.tiles
        page = range(first, min(first + request.tiles, len(found.order)))
        pictures = sample_views.tiles(found, page) if found.samples.is_images else ()
        sample, target = sample_views.sample_view(found, number), sample_views.target_view(found, number)
        return Look(subject, found, state, number, sample, pictures, target=target)
    view = sample_views.input_view(found, number)
    try:
        made = showing.encoded(found, subject.encoder, subject.resolution, number, subject.seed)
    except showing.TooMuchShown:
        encoder = subject.encoder
        raise NetworkError([Problem(encoder.id, TOO_LARGE, {"element": encoder.title or encoder.id})]) from None
    return Look(subject, found, state, number, view, (), sample_views.encoded_view(made), len(made.at), made.trains)


def _state(dataset: Dataset) -> Hashable:
    try:
        return dataset.model.state(dataset.parameters)
    except Unreadable:
        return None  # whoever reads says why
