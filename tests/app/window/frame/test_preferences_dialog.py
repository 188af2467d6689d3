"""Preferences as a person sets them: by arrow keys, acting at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import set_density
from app.preferences import Preferences, most_threads
from app.widgets.text import Text
from app.window.frame import preferences_dialog
from app.window.frame.preferences_dialog import PreferencesDialog
from app.window.plugins.control import PluginControl

NO_GPU = "No GPU was found."


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


@pytest.fixture
def dialog(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[PreferencesDialog]:
    found = {"numba": None, "numpy": None, "cupy": NO_GPU}
    monkeypatch.setattr(preferences_dialog, "available", lambda: found)
    window = QWidget()
    qtbot.addWidget(window)
    made = PreferencesDialog(preferences, PluginControl(window), window)
    made.show()
    qtbot.waitUntil(lambda: made.fields["backend"].count() == 1 + len(found))
    yield made
    window.close()  # holds the dialog till here


def take(box: QComboBox, key: Qt.Key) -> None:
    """Open the list, go to another word, take it."""
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box.view(), key)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)


def test_threads_and_precision_are_kept(dialog: PreferencesDialog, preferences: Preferences, tmp_path: Path) -> None:
    take(dialog.fields["precision"], Qt.Key.Key_Down)
    assert preferences.choices.precision == "float32"
    assert dialog.fields["threads"].currentText() == "Automatic"
    take(dialog.fields["threads"], Qt.Key.Key_End)
    assert preferences.choices.threads == most_threads()
    assert Preferences(tmp_path).choices == preferences.choices


def test_a_backend_that_cannot_be_used_says_why_and_cannot_be_chosen(
    dialog: PreferencesDialog, preferences: Preferences
) -> None:
    assert NO_GPU in dialog.reasons.words
    box = dialog.fields["backend"]
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    assert not model.item(3).isEnabled()
    assert preferences.choices.backend == "fastest"
    for chosen in ("numba", "numpy"):
        take(box, Qt.Key.Key_Down)
        assert preferences.choices.backend == chosen
    take(box, Qt.Key.Key_Down)
    assert preferences.choices.backend == "numpy"


def test_an_interval_that_is_not_listed_is_shown_all_the_same(qtbot: QtBot, preferences: Preferences) -> None:
    preferences.set(autosave_seconds=45.0)
    window = QWidget()
    qtbot.addWidget(window)
    field = PreferencesDialog(preferences, PluginControl(window), window).fields["autosave_seconds"]
    assert field.currentText() == "45 s"


def test_every_choice_can_be_reached_by_tab(dialog: PreferencesDialog) -> None:
    assert all(field.focusPolicy() & Qt.FocusPolicy.TabFocus for field in dialog.fields.values())


def test_the_dialog_has_room_for_its_words_in_every_density(dialog: PreferencesDialog) -> None:
    """It stayed as wide as it was opened, and its hints lost their last line."""
    for density in ("projector", "compact", "large", "normal"):
        set_density(density)
        QApplication.processEvents()
        hints = [text for text in dialog.findChildren(Text) if text.isVisible()]
        assert hints and all(text.height() >= text.heightForWidth(text.width()) for text in hints if text.wordWrap())
