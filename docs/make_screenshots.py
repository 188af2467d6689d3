"""Makes the pictures of README.md, docs/gallery.md and docs/learning.md from the real window.

``python docs/make_screenshots.py`` writes all that are named in docs/gallery.md into ``docs/pictures``; ``--language
zh_CN`` makes the one in that language alone. It needs no display.
"""

from __future__ import annotations

import os
import subprocess
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
from app.document.example import examples
from app.document.networks.lessons import lessons
from app.i18n.translation import tr
from app.inspector.neuron_table import NeuronTable
from app.preferences import Preferences
from app.process import set_up_application, warm_up
from app.start_page.titles import TEMPLATES
from app.widgets.text import Text
from app.window.project.questions import Unsaved

SIZE, SMALL_SIZE = (1600, 1000), (1024, 640)
PICTURES = Path(__file__).parent / "pictures"
PATIENCE = 900.0
METHODS, SEEDS, EPOCHS = 3, 2, 5.0  # of the comparison
LANGUAGE = "--language"


class NothingIsKept:
    """What the project asks: whatever was drawn for a picture may go."""

    def unsaved(self, title: str, also: str, then: Callable[[Unsaved], object]) -> None:
        then(Unsaved.DISCARD)

    def changed_elsewhere(self, name: str, over: Callable[[], object], elsewhere: Callable[[], object]) -> None:
        over()

    def stop_training(self, then: Callable[[], object], go_on: Callable[[], object] | None, others: int) -> None:
        then()

    def unapplied_script(self, apply: Callable[[], object], discard: Callable[[], object]) -> None:
        discard()

    def file_to_open(self, folder: str, then: Callable[[Path], object]) -> None:
        """No file is chosen."""

    def file_to_save(self, suggested: Path, then: Callable[[Path], object]) -> None:
        """Nor is one here."""


class Studio:
    """One window, and the patience to wait for what it should show."""

    def __init__(self, home: Path, language: str = "en") -> None:
        self._application = QApplication([])
        self.preferences = Preferences(home)
        self.preferences.set(theme="dark", language=language, tour_seen=True)
        set_up_application(self._application, self.preferences)
        warm_up(lambda _key: None, lambda: True)  # the pictures of the palette
        self.composition = Composition(self.preferences, NothingIsKept(), home / "recovery")
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
        self._application.sendPostedEvents()  # what was said a moment ago has its room
        (part or self.composition.window).grab().save(str(PICTURES / f"{name}.png"))

    def open(self, stem: str) -> None:
        """Another example in the place of what was drawn."""
        self.composition.views.close_all()
        self.composition.window.open_example(next(example for example in examples() if example.path.stem == stem))
        self.rest(0.5)

    def run(self, until: float) -> None:
        """Let it run to a time in ms, and stand still again."""
        run = self.composition.run
        self.composition.control.start()
        self.watch(until)
        run.pause()
        self.wait(lambda: run.state == "paused")

    def watch(self, until: float) -> None:
        """Wait until what runs has come to a time in ms, on a slow machine too, and computes at its full speed."""
        run = self.composition.run
        self.wait(lambda: run.frames.latest_step * run.resolution >= until and not run.status().is_compiling)

    @property
    def computes(self) -> bool:
        """Whether some part of the window says that it is not ready."""
        words = self.composition.window.findChildren(Text)
        return any(part.isVisible() and part.words == tr("Computing…") for part in words)

    def close(self) -> None:
        """End every thread."""
        self.composition.close()


def main(arguments: list[str]) -> None:
    """All pictures, one after another in one window; those in another language in a process of their own."""
    language = arguments[1] if arguments[:1] == [LANGUAGE] else "en"
    with tempfile.TemporaryDirectory() as home:
        studio = Studio(Path(home), language)
        try:
            take(studio) if language == "en" else digits(studio, f"main-{language}")
        finally:
            studio.close()
    if language == "en":
        subprocess.run([sys.executable, __file__, LANGUAGE, "zh_CN"], check=True)


def take(studio: Studio) -> None:
    """Start page, drawing, running, looking at models and scripts, learning, a small window."""
    studio.rest(0.5)
    studio.photograph("start")
    studio.composition.start_page.show_page(TEMPLATES)
    studio.rest(2.0)
    studio.photograph("templates")
    slide(studio)
    draw(studio)
    look(studio)
    look_at_samples(studio)
    digits(studio, "main-dark")
    studio.preferences.set(theme="light")
    studio.rest(1.0)
    studio.photograph("main-light")
    studio.composition.window.resize(*SMALL_SIZE)
    studio.rest(1.0)
    studio.photograph("small")
    studio.composition.window.resize(*SIZE)
    studio.preferences.set(theme="dark")
    train(studio)
    compare(studio)
    reduce(studio)
    teach(studio)


def slide(studio: Studio) -> None:
    """A slider beneath the current of one neuron."""
    studio.open("one-neuron")
    studio.run(300.0)
    current = next(node for node in studio.composition.editor.document.nodes.values() if node.sliders)
    intentions.set_parameter(studio.composition.editor, (current.id,), "amplitude", 700.0)
    studio.run(700.0)
    studio.photograph("slider")


def draw(studio: Studio) -> None:
    """Quick-add over a drawing, a group beside its inside, neurons with values of their own."""
    room = studio.composition
    studio.open("balanced-network")
    room.window.actions_["insert.quick"].trigger()
    studio.rest(0.5)
    studio.photograph("quick-add")
    room.canvas.setFocus()
    studio.rest(0.3)
    populations = [node.id for node in room.editor.document.nodes.values() if node.kind == "population"]
    room.editor.selection.set(populations)
    room.window.actions_["arrange.group"].trigger()
    room.editor.selection.set(())
    room.window.actions_["view.fit"].trigger()
    studio.run(750.0)
    studio.rest(0.5)
    studio.photograph("group")
    room.window.dialogs.open_neurons(populations[0])
    studio.rest(1.0)
    (table,) = room.window.findChildren(NeuronTable)
    studio.photograph("neurons", table)
    table.close()


def look(studio: Studio) -> None:
    """What a neuron does by itself; the script; figures; intervals, rates and spectra."""
    room = studio.composition
    studio.open("balanced-network")
    room.views.add("raster")
    studio.run(1000.0)
    population = next(node.id for node in room.editor.document.nodes.values() if node.kind == "population")
    room.editor.selection.set((population,))
    room.workspace.open_side("equations")
    studio.rest(2.0)
    studio.wait(lambda: not studio.computes)
    page = room.side.page("equations").findChild(QScrollArea)
    for _ in range(2):  # what is looked at is computed, and takes its room
        page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
        studio.rest(1.0)
        studio.wait(lambda: not studio.computes)
    studio.photograph("equations")
    room.workspace.open_side("code")
    studio.rest(1.0)
    studio.photograph("code")
    room.views.close_all()
    for kind in ("rates", "interval_histogram"):
        room.views.add(kind)
    room.workspace.open_side("statistics")
    studio.rest(4.0)
    studio.photograph("statistics")
    room.statistics.open_neurons(population)
    studio.rest(3.0)
    studio.photograph("statistics-neurons")
    room.workspace.open_side("properties")


def look_at_samples(studio: Studio) -> None:
    """Input beside its spikes, receptive fields, answers beside labels."""
    room = studio.composition
    studio.open("digits")
    for kind in ("input_spikes", "receptive_fields", "decoder_output"):
        room.views.add(kind)
    encoder = next(node.id for node in room.editor.document.nodes.values() if node.kind == "encoder")
    room.editor.selection.set((encoder,))
    studio.run(120.0)
    studio.rest(0.5)
    studio.photograph("samples")


def digits(studio: Studio, name: str) -> None:
    """The digits, running, with one link selected."""
    room = studio.composition
    studio.open("digits")
    room.control.start()
    studio.wait(lambda: room.run.state == "running")
    studio.rest(1.0)
    room.views.add("weight_matrix")
    link = [link.id for link in room.editor.document.links.values() if link.synapses][-1]
    room.editor.selection.set((link,))
    studio.watch(140.0)
    studio.rest(0.5)
    studio.photograph(name)


def train(studio: Studio) -> None:
    """A training under way."""
    room = studio.composition
    studio.open("digits")
    room.workspace.open_side("learn")
    studio.wait(lambda: bool(room.learn.methods.value))
    studio.rest(0.5)
    room.learn.start()
    studio.wait(lambda: room.training.progress is not None and room.training.progress.epoch > 15)
    studio.photograph("learn")
    studio.wait(lambda: not room.learn.is_busy)


def teach(studio: Studio) -> None:
    """The first lesson beside its network."""
    room = studio.composition
    room.views.close_all()
    room.workspace.open_side("properties")
    room.course.begin(lessons()[0])
    studio.rest(1.0)
    studio.photograph("lesson")


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
    main(sys.argv[1:])
