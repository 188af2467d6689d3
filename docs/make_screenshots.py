"""Makes the pictures of README.md and docs/learning.md from the real window.

``python docs/make_screenshots.py`` writes ``docs/pictures/start.png``, ``main-dark.png``, ``main-light.png``,
``learn.png``, ``learn-comparison.png`` and ``learn-reduction.png``. It needs no display.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.application import Composition
from app.commands import intentions
from app.document.gallery import examples
from app.preferences import Preferences
from app.process import dress, warm_up

SIZE = (1600, 1000)
PICTURES = Path(__file__).parent / "pictures"
PATIENCE = 240.0
METHODS, SEEDS, EPOCHS = 3, 2, 5.0  # of the comparison


class Studio:
    """One window, and the patience to wait for what it should show."""

    def __init__(self, home: Path) -> None:
        self._application = QApplication([])
        self.preferences = Preferences(home)
        self.preferences.set(theme="dark")
        dress(self._application, self.preferences)
        warm_up(lambda _key: None)  # the pictures of the palette
        self.composition = Composition(self.preferences, recovery=home / "recovery")
        self.composition.window.show()
        self.composition.window.showNormal()
        self.composition.window.resize(*SIZE)

    def wait(self, ready: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Let the window live until ``ready``."""
        end = time.monotonic() + patience
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"the window was not ready after {patience} s")
            self._application.processEvents()
            time.sleep(0.005)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def photograph(self, name: str, part: QWidget | None = None) -> None:
        """Keep what the window, or a part of it, shows."""
        PICTURES.mkdir(exist_ok=True)
        (part or self.composition.window).grab().save(str(PICTURES / f"{name}.png"))

    def close(self) -> None:
        """End every thread."""
        self.composition.close()


def main() -> None:
    """All pictures, one after another in one window."""
    with tempfile.TemporaryDirectory() as home:
        studio = Studio(Path(home))
        try:
            take(studio)
        finally:
            studio.close()


def take(studio: Studio) -> None:
    """Start page, the running digits in both themes, a training."""
    room = studio.composition
    studio.rest(0.5)
    studio.photograph("start")
    digits = next(example for example in examples() if example.path.stem == "digits")
    room.window.open_example(digits)
    room.control.start()
    studio.wait(lambda: room.run.state == "running")
    room.views.add("weight_matrix")
    link = [link.id for link in room.editor.document.links.values() if link.synapses][-1]
    room.editor.selection.set((link,))
    studio.rest(6.0)
    studio.photograph("main-dark")
    studio.preferences.set(theme="light")
    studio.rest(1.0)
    studio.photograph("main-light")
    studio.preferences.set(theme="dark")
    room.workspace.open_side("learn")
    studio.wait(lambda: bool(room.learn.methods.value))
    studio.rest(0.5)
    room.learn.start()
    studio.wait(lambda: room.training.progress is not None and room.training.progress.epoch > 15)
    studio.photograph("learn")
    studio.wait(lambda: not room.learn.is_busy)
    compare(studio)
    reduce(studio)


def compare(studio: Studio) -> None:
    """The first methods that fit, side by side."""
    learn, editor = studio.composition.learn, studio.composition.editor
    chosen = list(learn.comparison.boxes)[:METHODS]
    for key in chosen:
        intentions.set_training_value(editor, key, "epochs", EPOCHS, "Epochs")
    left_out = tuple(key for key in learn.comparison.boxes if key not in chosen)
    intentions.set_training(editor, "Compare", left_out=left_out, seeds=SEEDS)
    learn.compare()
    studio.wait(lambda: not learn.is_busy)
    studio.rest(0.5)
    studio.photograph("learn-comparison", learn)


def reduce(studio: Studio) -> None:
    """What fewer bits and connections leave of the weights."""
    learn = studio.composition.learn
    learn.restore(1)
    learn.reducing.start()
    studio.wait(lambda: bool(learn.reducing.rows) and learn.reducing.cancel.isHidden())
    scrolling, section = learn.findChild(QScrollArea), learn.reducing.parentWidget()
    assert isinstance(scrolling, QScrollArea) and section is not None
    scrolling.verticalScrollBar().setValue(section.y())
    studio.rest(0.5)
    studio.photograph("learn-reduction", learn)


if __name__ == "__main__":
    main()
