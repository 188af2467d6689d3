"""Every visible word of the panels comes from the catalogue: the language ``pseudo`` marks those that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.example import examples
from app.document.meaning.meaning import meaning
from app.export.dialog import ExportDialog
from app.help.about import AboutDialog
from app.help.shortcuts import ShortcutsSheet
from app.i18n.translation import PSEUDO, use_language
from app.inspector.panel import InspectorPanel
from app.inspector.row_name import RowName
from app.learn.panel import LearnPanel
from app.learn.setup.inquiry import ask_methods
from app.problem_list.panel import ProblemListPanel
from app.widgets.mathematics.equation_line import EquationLine
from engine.exporting.formats import formats
from tests.app.learn.staged import Outcome, Progress, StagedTrainer, epoch
from tests.app.menus import by_menu

MARK = "⟦"
OWN_NAMES = {"Spikeloom", *(kind.suffix for kind in formats().values())}


@pytest.fixture
def editor() -> Iterator[Editor]:
    use_language(PSEUDO)
    made = Editor()
    made.open(Path(next(e.file for e in examples() if Path(e.file).stem == "digits")))
    yield made
    use_language("en")


def strays(panel: QWidget, names: set[str]) -> set[str]:
    """Visible words without the mark; ``names`` are a person's own."""
    return {
        words
        for widget in panel.findChildren(QWidget)
        for words in visible_words(widget)
        if any(letter.isalpha() for letter in words) and MARK not in words and words not in names | OWN_NAMES
    }


def visible_words(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, RowName):
        yield widget.words
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()


def test_no_form_shows_a_word_that_no_catalogue_knows(editor: Editor, qtbot: QtBot) -> None:
    panel = InspectorPanel(editor)
    qtbot.addWidget(panel)
    titles = {node.title for node in editor.document.nodes.values()} | {editor.document.settings.title}
    titles.add(editor.path.stem)  # by which a network without a title is called
    titles |= {f"{first} → {second}" for first in titles for second in titles}
    for element in (*editor.document.elements(), None):
        editor.selection.set((element.id,) if element else ())
        assert not strays(panel, titles), element


def test_no_panel_shows_a_word_that_no_catalogue_knows(editor: Editor, qtbot: QtBot) -> None:
    trainer = StagedTrainer()
    learn = LearnPanel(editor, trainer)
    learn.show_facts(ask_methods(meaning(editor.document).description))
    learn.start()
    trainer.progressed.emit(Progress(2, 30, 3, 20, 31.0, 12.0, (epoch(1.0, 0.5, 0.5),)))
    trainer.end(Outcome({}, (epoch(1.0, 0.5, 0.5),)))
    export = ExportDialog(editor)
    population = next(node.id for node in editor.document.nodes.values() if node.kind == "population")
    intentions.set_parameter(editor, [population], "beta", 5.0)
    problems = ProblemListPanel(editor)
    assert problems.cards
    formulas = {shown.toolTip() for shown in learn.findChildren(EquationLine)}  # in the letters that a person types
    for panel in (learn, export, problems, ShortcutsSheet(by_menu()), AboutDialog()):
        qtbot.addWidget(panel)
        assert not strays(panel, {str(export.target)} | formulas), panel
