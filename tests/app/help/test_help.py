"""The sheet of shortcuts, the page of a model, and About."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.help.about import AboutDialog
from app.help.model_card import ModelCardPage
from app.help.shortcuts import ShortcutsSheet
from app.version import version
from app.widgets.layout import Scrolling
from app.widgets.mathematics.equation_line import EQUATION_SIZE
from app.widgets.text import Text
from engine.model.equations.card import card
from engine.model.registry.discovery import find, models
from tests.app.menus import actions, by_menu

LIF = "neurons/leaky_integrate_and_fire"


def words_of(page: ModelCardPage) -> str:
    return "\n".join(label.words for label in page.findChildren(Text) if not label.isHidden())


def test_every_shortcut_of_every_action_stands_on_the_sheet(qtbot: QtBot) -> None:
    sheet = ShortcutsSheet(by_menu())
    qtbot.addWidget(sheet)
    shown = {line.words for line in sheet.lines}
    wanted = [action for action in actions().values() if action.shortcuts]
    assert len(shown) == len(wanted)
    for action in wanted:
        assert any(line.startswith(action.text) for line in shown)


def test_typing_filters_the_sheet(qtbot: QtBot) -> None:
    sheet = ShortcutsSheet(by_menu())
    qtbot.addWidget(sheet)
    sheet.show()
    QTest.keyClicks(sheet.search, "redo")
    assert [line.words.split()[0] for line in sheet.lines if not line.isHidden()] == ["Redo"]
    sheet.search.clear()
    assert all(not line.isHidden() for line in sheet.lines)


def test_the_page_of_a_model_shows_equations_units_and_source(qtbot: QtBot) -> None:
    page = ModelCardPage(LIF)
    qtbot.addWidget(page)
    page.resize(340, 700)
    page.show()
    qtbot.waitUntil(lambda: "Gerstner" in words_of(page))  # shown a turn of the loop later
    assert len(page.equations) == len(card(find(LIF)).equations)
    words = words_of(page)
    assert "Membrane time constant" in words
    assert "10 ms" in words
    assert not page.grab().isNull()


def test_another_model_begins_at_its_top_and_the_same_one_is_read_on(qtbot: QtBot) -> None:
    """Its title stood above the panel, and all the further ones as well."""
    answers = QWidget()
    answers.setMinimumHeight(600)
    page = ModelCardPage(LIF, answers)
    qtbot.addWidget(page)
    page.resize(320, 200)
    page.show()
    qtbot.waitUntil(lambda: bool(page.equations))
    bar = page.findChild(Scrolling).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    bar.setValue(100)
    page.show_model(LIF, {"C_m": 100.0})
    assert bar.value() == 100
    page.show_model("plasticity/diehl_cook")
    qtbot.waitUntil(lambda: bool(page.equations))
    assert bar.value() == 0


def test_what_the_letters_of_a_long_equation_mean_stands_beneath_it(qtbot: QtBot) -> None:
    """In one line it was as high as a hair."""
    page = ModelCardPage("plasticity/diehl_cook")
    qtbot.addWidget(page)
    page.resize(400, 900)
    page.show()
    qtbot.waitUntil(lambda: bool(page.equations) and page.equations[0].lines == 3)
    line = page.equations[0]
    qtbot.waitUntil(lambda: line.height() == line.sizeHint().height())
    assert line.smallest >= 0.75 * EQUATION_SIZE
    page.resize(2400, 900)
    qtbot.waitUntil(lambda: line.lines == 1 and line.height() == line.sizeHint().height())


@pytest.mark.parametrize(
    ("key", "words"), [("neurons/izhikevich", "(consistent_integration)"), ("datasets/randman", "encoder Regular")]
)
def test_no_mark_of_the_code_stands_in_the_text_of_a_model(qtbot: QtBot, key: str, words: str) -> None:
    page = ModelCardPage(key)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: words in words_of(page))
    assert "`" not in words_of(page) and "*" not in words_of(page)


def test_parameters_are_written_as_symbols_or_as_the_values_of_what_is_selected(qtbot: QtBot) -> None:
    page = ModelCardPage()
    qtbot.addWidget(page)
    page.resize(400, 900)
    page.show()
    page.show_model(LIF, {"tau_m": 12.5, "E_L": -65.0, "C_m": 200.0, "V_th": -55.0})
    qtbot.waitUntil(lambda: bool(page.equations))
    assert page.written.isVisible()
    by_symbol = [line.latex for line in page.equations]
    assert any(r"\tau_m" in latex for latex in by_symbol)
    assert "12.5 ms" in words_of(page) and "10 ms" not in words_of(page), "the table stood with the defaults"
    assert "several values" in words_of(page), "the reset potential is no single number here"
    QTest.mouseClick(page.written, Qt.MouseButton.LeftButton, pos=page.written.area("values").center().toPoint())
    assert r"\frac{-65 - V}{12.5} + \frac{I}{200}" in page.equations[0].latex
    page.show_model(LIF, {"tau_m": 20.0, "E_L": -65.0, "C_m": 200.0, "V_th": -55.0})
    assert r"\frac{-65 - V}{20}" in page.equations[0].latex, "an edit is followed at once"
    assert "20 ms" in words_of(page) and "12.5 ms" not in words_of(page)
    QTest.mouseClick(page.written, Qt.MouseButton.LeftButton, pos=page.written.area("symbols").center().toPoint())
    assert [line.latex for line in page.equations] == by_symbol
    page.show_model(LIF)
    assert not page.written.isVisible(), "a model that is not selected has no values of its own"
    assert "10 ms" in words_of(page)


LONG_TEXT = """about: Two compartments
dvs/dt = (g_L*(E_L - vs) + g_c*(vd - vs) + I)/C : mV
dvd/dt = (g_L*(E_L - vd) + g_c*(vs - vd) + g_N*(E_N - vd)/(1 + exp(-(vd - V_h)/k)) + g_N*(E_N - vd))/C : mV
threshold: vs >= V_th
reset: vs = E_L
g_L = 10 nS  # leak conductance
g_c = 12 nS
g_N = 5 nS
E_L = -70 mV
E_N = 0 mV
V_h = -40 mV
V_th = -50 mV
k = 5 mV
C = 200 pF (> 0)"""


@pytest.mark.parametrize("key", [*models("neurons"), *models("synapses"), f"neurons/equations\n{LONG_TEXT}"])
def test_no_page_is_wider_than_its_panel(key: str, qtbot: QtBot) -> None:
    page = ModelCardPage(key)
    qtbot.addWidget(page)
    page.resize(300, 700)
    page.show()
    qtbot.waitUntil(lambda: bool(page.equations))
    (area,) = page.findChildren(Scrolling)
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width())


def test_what_was_typed_stands_on_its_page_once_and_names_as_they_are_written(qtbot: QtBot) -> None:
    page = ModelCardPage(f"neurons/equations\n{LONG_TEXT}")
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: bool(page.equations))
    words = words_of(page).splitlines()
    assert words[-1].startswith("neurons/equations ·")
    assert {"Leak conductance", "g_c", "vs", "k"} <= set(words)
    assert not any("exp(" in line for line in words)


def test_without_a_model_the_page_says_what_to_do(qtbot: QtBot) -> None:
    page = ModelCardPage("")
    qtbot.addWidget(page)
    assert "Select a node" in words_of(page)
    page.show_model("neurons/none_of_that_name")
    assert "Select a node" in words_of(page)


def test_about_names_the_version_and_closes(qtbot: QtBot) -> None:
    about = AboutDialog()
    qtbot.addWidget(about)
    about.show()
    assert any(version() in label.words for label in about.findChildren(Text))
    QTest.mouseClick(about.close_button, Qt.MouseButton.LeftButton)
    assert not about.isVisible()
