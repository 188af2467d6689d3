"""Which link a view of weights shows while none was chosen in it."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.example import EXAMPLES
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.vocabulary import learns
from app.plots.base.weight_plot import WeightPlot
from engine.learning.components.figures import TrainingState
from tests.app.window.rooms import Room, show

KINDS = ("weight_histogram", "weight_matrix", "weight_traces")


def example(stem: str) -> Document:
    return open_document(EXAMPLES / f"{stem}.spikeloom")


def views(room: Room) -> list[WeightPlot]:
    for kind in KINDS:
        room.views.add(kind)
    return [panel for panel in room.views.panels() if isinstance(panel, WeightPlot)]


def shown(panel: WeightPlot) -> str:
    found = panel.one()
    assert found is not None
    return found.id


def test_with_nothing_selected_it_is_the_one_that_learns(room: Room) -> None:
    """A link that was clicked once stood in the views for good, whatever learnt beside it."""
    show(room, example("homeostasis"))
    document = room.editor.document
    first, *_ = (link.id for link in document.links.values() if link.synapses is not None)
    (learning,) = (link.id for link in document.links.values() if learns(link))
    assert first != learning
    for panel in views(room):
        assert shown(panel) == learning
        room.editor.selection.set([first])
        assert shown(panel) == first
        room.editor.selection.set([document.links[first].target])
        assert shown(panel) == first, "a node that is selected says nothing of weights"
        room.editor.selection.clear()
        assert shown(panel) == learning


def test_what_was_shown_unchosen_is_not_kept_as_a_choice(room: Room) -> None:
    """A project that was opened again held on to the link of before plasticity was put on another."""
    show(room, example("homeostasis"))
    panel = views(room)[0]
    kept = panel.content()
    assert kept.subject == ""
    other = next(one for one in panel.offered() if one.id != shown(panel))
    panel.choose(other.id)
    assert panel.content().subject == other.title
    panel.show_content(kept)
    assert shown(panel) != other.id


def test_what_a_training_teaches_learns(qtbot: QtBot, room: Room) -> None:
    show(room, example("digits"))
    hidden, output = (link.id for link in room.editor.document.links.values() if link.synapses is not None)
    panel = views(room)[0]
    room.training.started = meaning(room.editor.document).description, 1
    room.training.state_changed.emit(TrainingState.TRAINING)
    room.training.snapshot_taken.emit({(hidden, "weight"): np.ones((100, 64))})
    qtbot.waitUntil(lambda: room.trained.of(hidden) is not None)
    assert shown(panel) == hidden, "the other one is not trained"
    room.training.snapshot_taken.emit(
        {(h, "weight"): np.ones(s) for h, s in ((hidden, (100, 64)), (output, (10, 100)))}
    )
    assert shown(panel) == output
