"""What became of the file of an answer is said beneath the answers, as long as they are those."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.commands.editor import Editor
from app.plots.answers.neuron_answers import NeuronAnswers
from app.plots.exports.exporting import export_data
from tests.app.file_answers import answer_with
from tests.app.plots.answers.test_neuron_answers import answers, editor, select

__all__ = ["answers", "editor"]


def test_why_an_answer_was_not_written_is_told_apart_and_is_past_with_another_neuron(
    editor: Editor, answers: NeuronAnswers, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(answers, editor, qtbot, "a")
    for folder, color in (("no folder", "error"), (".", "text2")):
        answer_with(monkeypatch, tmp_path / folder / "curve.csv")
        export_data(answers.of_curve)
        qtbot.waitUntil(lambda color=color: answers.message.palette().windowText().color() == theme().color(color))
        assert ("There is no folder" in answers.message.words) == (color == "error")
    select(answers, editor, qtbot, "m")
    assert not answers.message.words, "it was of the other neuron"
