"""What *Equations* shows while the answer about another neuron is still sought."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Node
from app.plots.answers.neuron_answers import NeuronAnswers
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.running.run import Run

PLANE, COUNTER = "neurons/leaky_integrate_and_fire", "neurons/discrete_integrate_and_fire_subtractive"


def test_what_is_shown_is_never_of_the_neuron_that_was_selected_before(qtbot: QtBot, qapp: QApplication) -> None:
    """A second look while the answer was sought drew the last neuron's plane by the states of this one."""
    apply(qapp, theme())
    document, editor, run = Document(), Editor(), Run()
    for id, model in (("p", PLANE), ("c", COUNTER), ("q", PLANE)):
        document.put(Node(id, "population", model, id, (0.0, 0.0), size=10))
    editor.load(document)
    answers = NeuronAnswers(editor, PlotSource(run, editor.document), TimeRange())
    qtbot.addWidget(answers)
    answers.show()

    def found() -> bool:
        return not answers.asking.is_busy

    editor.selection.set(["p"])
    qtbot.waitUntil(found)
    before = answers.curve.curve[1]
    editor.selection.set(["c"])
    editor.selection.set(["c", "q"])
    assert answers.asking.is_busy and answers.curve.curve[1] is before, "the last picture stays until there is another"
    pictures = (answers.curve, answers.response, answers.phase.plane)
    sections = (answers.of_curve, answers.of_response, answers.phase)
    assert all(picture.isVisible() and not picture.isEnabled() for picture in pictures), "faded, for it is of the last"
    assert [section.words.words for section in sections] == 3 * ["Computing…"]
    assert all(section.is_empty() for section in sections), "nothing of it is taken away as if it were the new one's"
    qtbot.waitUntil(found)
    assert answers.phase.across_options == () and answers.phase.plane.isHidden()
    assert answers.curve.isEnabled() and answers.curve.curve[1] is not before
    editor.selection.set(["p"])
    assert answers.curve.isEnabled() and answers.curve.curve[1] is before, "what is known is there at once"
    qtbot.waitUntil(found)
    answers.hide()
    qtbot.waitUntil(found)
    run.close()
