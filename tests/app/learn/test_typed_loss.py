"""The loss that a person types in the panel: shown as mathematics, refused in a sentence, kept with the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands.training_setting import set_training_value
from app.learn.setup.formula_field import FormulaField
from app.learn.setup.inquiry import MethodFacts
from engine.learning.components.losses import TYPED
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.model.typed.loss import ReadOut
from tests.app.learn.bench import Bench
from tests.app.learn.staged import FACTS

REAL = MethodFacts(
    "surrogate_gradient", "Surrogate gradient", "", "", SurrogateGradient.parameters(), SurrogateGradient.choices,
    usual=True, formulas=SurrogateGradient.formulas, read_out=ReadOut(),
)  # fmt: skip


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.panel.show_facts(replace(FACTS, methods=(REAL,)))
    QTest.qWait(1)
    yield made


def field_of(bench: Bench) -> FormulaField:
    field = bench.panel.settings.fields["loss_equation"]
    assert isinstance(field, FormulaField)
    return field


def type_into(field: FormulaField, text: str) -> None:
    field.area.editor.selectAll()
    QTest.keyClicks(field.area.editor, text)
    QTest.keyClick(field.area.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def kept(bench: Bench) -> object:
    return bench.editor.document.training.of(REAL.key).get("loss_equation")


def test_a_typed_loss_waits_for_its_choice_is_shown_as_mathematics_kept_undone_and_trained(bench: Bench) -> None:
    field = field_of(bench)
    assert not field.isEnabled()
    set_training_value(bench.editor, REAL.key, "loss", TYPED, "Loss")
    QTest.qWait(1)
    assert field.isEnabled() and field.area.editor.toPlainText() == "(count - 10*wanted)**2"
    type_into(field, "(count - 4*wanted)**2 + t/1 s")
    assert kept(bench) == "(count - 4*wanted)**2 + t/1 s"
    assert r"\frac{t}{1\,\mathrm{s}}" in field.shown.latex and not field.mistake.isVisibleTo(field)
    bench.start()
    assert bench.trainer.asked is not None
    assert bench.trainer.asked[2]["loss_equation"] == "(count - 4*wanted)**2 + t/1 s"
    assert bench.trainer.asked[2]["loss"] == TYPED


def test_a_mistake_says_what_is_wrong_stays_typed_and_is_not_kept(bench: Bench) -> None:
    set_training_value(bench.editor, REAL.key, "loss", TYPED, "Loss")
    QTest.qWait(1)
    field = field_of(bench)
    type_into(field, "V**2")
    assert kept(bench) is None and field.area.editor.toPlainText() == "V**2"
    assert "does not know “V”" in field.mistake.words and field.mistake.isVisibleTo(field)
    assert not field.shown.isVisibleTo(field)
    type_into(field, "rate/50 Hz")
    assert kept(bench) == "rate/50 Hz" and not field.mistake.isVisibleTo(field)
    bench.editor.undo_stack.undo()
    assert kept(bench) is None and field.area.editor.toPlainText() == "(count - 10*wanted)**2"


def test_a_loss_that_the_drawing_has_outgrown_says_so(bench: Bench) -> None:
    set_training_value(bench.editor, REAL.key, "loss", TYPED, "Loss")
    leaky = replace(REAL, read_out=ReadOut("mV"))
    bench.panel.show_facts(replace(FACTS, methods=(leaky,)))
    QTest.qWait(1)
    assert "Write it of V, t, wanted" in field_of(bench).mistake.words
    set_training_value(bench.editor, REAL.key, "loss", "what the decoder reads", "Loss")
    QTest.qWait(1)
    assert not field_of(bench).mistake.isVisibleTo(field_of(bench))


def contrast(widget: QWidget) -> int:
    """From its ground to its ink, in lightness."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return int(np.ptp(rows[6:-6, 6 : image.width() - 6]))


@pytest.mark.parametrize("part", ["area", "shown"])
def test_a_formula_that_changes_nothing_is_fainter_than_one_that_does(
    qtbot: QtBot, qapp: QApplication, part: str
) -> None:
    """It stood in full ink beneath a name that was greyed."""
    apply(qapp, theme())
    field = FormulaField("Loss of a neuron", ReadOut())
    qtbot.addWidget(field)
    field.set_value("(count - 10*wanted)**2")
    field.resize(300, 120)
    field.show()
    inks = []
    for on in (True, False):
        field.setEnabled(on)
        inks.append(contrast(getattr(field, part)))
    assert inks[0] > inks[1] + 40
