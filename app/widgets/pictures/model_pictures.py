"""Pictures of models that nobody has drawn yet are drawn aside; until then a node or a badge does without."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.running.background import Background, Tell
from app.widgets.pictures.behaviour import behaviour, known_behaviour
from engine.model.declaration import Model


class ModelPictures(QObject):
    """``drawn`` tells the key of a model that was asked for, once its picture is known."""

    drawn = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[str, type[Model]] = {}
        self._background = Background("pictures", self)
        self._background.told.connect(lambda key: self.drawn.emit(str(key)))
        self._background.ended.connect(lambda _nothing: self._go_on())

    def request_pictures(self, models: Iterable[type[Model] | None]) -> None:
        """See to it that these models have a picture soon."""
        unknown = {m.key: m for m in models if m is not None and known_behaviour(m) is None}
        if unknown:
            self._waiting |= unknown
            if not self._background.is_running:
                self._go_on()

    def _go_on(self) -> None:
        models, self._waiting = tuple(self._waiting.values()), {}
        if not models:
            return

        def work(tell: Tell) -> None:
            for model in models:
                behaviour(model)
                tell(model.key)

        self._background.start(work)
