"""The whole window in 简体中文 shows no English word, set or painted, but names that stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QFileIconProvider, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.language import speak
from app.application import Composition
from app.commands import intentions
from app.document.example import examples
from app.export.dialog import ExportDialog
from app.help.about import AboutDialog
from app.help.shortcuts import ShortcutsSheet
from app.i18n import translation
from app.i18n.translation import in_english, tr, use_language
from app.inspector.row_name import RowName
from app.preferences import Preferences
from app.widgets.file_dialog import ask_where_to
from app.window.frame.preferences_dialog import PreferencesDialog
from app.window.plugins.control import PluginControl
from engine import plugins
from engine.exporting.formats import formats
from engine.model.equations import card
from engine.model.registry import discovery
from tests.app.menus import by_menu
from tests.app.seen import commands, unlike
from tests.app.test_pseudo_locale import MARKED as MARK
from tests.app.test_pseudo_locale import painted as painted
from tests.app.test_pseudo_locale import set_texts, stray
from tests.app.test_simplified_chinese import NAME, STAYS
from tests.untranslated import collected

WORD = re.compile(r"[A-Za-z][a-z]{2,}")
TYPED = {"normal", "uniform", "linear", "gaussian", "per", "within"}  # what is typed into a field
KEYS = {"Ctrl", "Shift", "Alt", "Enter", "Esc", "Space", "Delete", "Del", "Tab", "Home", "End", "Return"}
NAMES = {
    "Alpha", "alpha", "Sigmoid", "Hebb", "Fano", "Mackey-Glass", "Runge-Kutta", "NumPy", "Zarr", "zarr",
    "train", "test", "images", "labels", "group", "groups", "speaker", "subject",
    "Sobol", "Fashion", "Numba", "Python", "Rossum", "Spiking", "Jelly", "torch", "Torch", "script", "van", "Ben", "Qt",
    "PyTorch", "JPEG", "Web", "Poo", "Ornstein", "Uhlenbeck", "Tsodyks", "Markram", "Diehl", "Cook", "spikeloom",
    "beta", "max", "rate", "label", "wanted", "class", "target", "consistent", "integration", "Model", "plus",
    "minus", "spike", "Essentials", "Side", "numpy", "numba", "TensorFlow", "pyqtgraph", "aedat", "bin", "dat", "gdf",
}  # fmt: skip
KNOWN = {word for text in (*STAYS, *TYPED, *KEYS, *NAMES) for word in WORD.findall(text)}


@pytest.fixture
def composition(qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    translators = speak(application, NAME)
    preferences = Preferences(tmp_path)
    preferences.set(language=NAME)
    made = Composition(preferences, recovery=tmp_path / "recovery")
    made.window.resize(1600, 1000)
    qtbot.addWidget(made.window)
    yield made
    made.close()
    for translator in translators:
        application.removeTranslator(translator)
    use_language("en")


def english(texts: set[str], known: Set[str] = KNOWN) -> set[str]:
    """Texts with words that are neither Chinese nor known to stay, nor of a text that has no translation yet."""
    words = {
        text: set(WORD.findall(re.sub(r"<[^>]*>|&|\\[a-zA-Z]+|\{\w+\}|[A-Za-z]+…$", "", text))) - known
        for text in texts
    }
    if any(words.values()):
        late = {word.lower() for text in collected(NAME) for word in WORD.findall(text)}
        words = {text: {word for word in left if word.lower() not in late} for text, left in words.items()}
    return {text for text, left in words.items() if left}


def words_of(widget: QWidget) -> set[str]:
    """All that a panel says, hidden parts too."""
    found = set(set_texts(widget))
    found |= {row.words for row in widget.findChildren(RowName)}
    for box in widget.findChildren(QComboBox):
        found |= {box.itemText(index) for index in range(box.count())}
    for action in widget.findChildren(QAction):
        found |= {action.text(), action.toolTip(), action.statusTip()}
    for part in (widget, *widget.findChildren(QWidget)):
        found |= {part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle()}
    return found


@pytest.fixture
def marked(composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on what comes from the catalogue is marked, as in the pseudo-locale, and Chinese all the same."""
    in_english("")  # reads the true catalogue, once
    texts = json.loads((translation.CATALOGUES / f"{NAME}.json").read_text(encoding="utf-8"))
    (tmp_path / "marked").mkdir()
    (tmp_path / "marked" / f"{NAME}.json").write_text(json.dumps({key: f"⟦{text}⟧" for key, text in texts.items()}))
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path / "marked")
    use_language(NAME)


def test_an_example_opens_without_problems_all_of_it_is_chinese_and_every_word_is_of_the_catalogue(
    qtbot: QtBot, composition: Composition, painted: set[str], marked: None
) -> None:
    """Forms differ by models and kinds of value, most of which are of several examples: each is shown once."""
    window, seen, before = composition.window, set[object](), ""
    window.show()
    fatal, left, strays = {}, {}, {}
    for example in examples():
        window.open_example(example)
        assert window.is_working, example.title
        window.grab()
        document = composition.editor.document
        for id in unlike(document, (*document.nodes, *document.links), seen):
            composition.editor.selection.set((id,))
            qtbot.wait(1)
            window.grab()
        fatal[example.title] = [problem.code for problem in composition.problems.problems if problem.is_fatal]
        drawn = " ".join(f"{node.title} {node.text}" for node in document.nodes.values()) + document.settings.title
        said = painted | words_of(window)
        left[example.title] = english({MARK.sub("", text) for text in said})
        strays[example.title] = english(stray(painted | set(set_texts(window)), before + drawn), known=set())
        before = drawn  # what was asked for may be painted late
        painted.clear()
    assert len(left) > 20
    for found in (fatal, left, strays):
        assert not {title: each for title, each in found.items() if each}


COMMANDS = {
    "save as": "另存为…",
    "group": "组合",
    "undo": "撤销",
    "raster": "脉冲栅格图",
    "add poisson": "添加泊松",
    "statistics": "统计",
}


def test_start_page_menus_search_panels_and_dialogs_are_chinese(
    qtbot: QtBot, composition: Composition, painted: set[str], tmp_path: Path
) -> None:
    """Who follows an English tutorial finds commands by its words. “Look in” and “Files of type” stood in dialogs of
    files: Qt's own Chinese lacks them.
    """
    window, editor = composition.window, composition.editor
    window.show()
    window.grab()
    assert english(painted | words_of(window)) == set()
    window.new()
    found = {typed: [entry.text for entry in commands(composition.window, typed)][:2] for typed in COMMANDS}
    assert not {typed: texts for typed, texts in found.items() if COMMANDS[typed] not in texts}
    window.open_example(next(e for e in examples() if Path(e.file).stem == "digits"))
    composition.workspace.open_side("learn")
    qtbot.waitUntil(lambda: composition.learn.isVisible() and composition.learn.choosing.facts is not None)
    qtbot.waitUntil(lambda: composition.learn.needs.isVisible())
    window.grab()
    assert english(painted | words_of(window)) == set()
    population = next(node.id for node in editor.document.nodes.values() if node.kind == "population")
    intentions.set_parameter(editor, [population], "beta", 5.0)
    composition.problems_dock.open()
    qtbot.waitUntil(lambda: bool(composition.problems.problems))
    window.grab()
    found, said = composition.problems.problems, painted | words_of(window)
    editor.undo_stack.undo()  # else the window asks whether to save
    assert found
    assert english(said) == set()
    export = ExportDialog(composition.editor)
    preferred = PreferencesDialog(composition.preferences, PluginControl(window), window)
    dialogs = (export, preferred, ShortcutsSheet(by_menu()), AboutDialog())
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        own = {
            str(export.target),
            export.target.name,
            "English",
            str(plugins.folder()),
            *(kind.suffix for kind in formats().values()),
        }
        assert english(words_of(dialog) - own) == set(), dialog
    ask_where_to(window, tr("Export"), str(tmp_path / "a.svg"), "SVG (*.svg)", lambda _path, _kind: None)
    (asking,) = window.findChildren(QFileDialog)
    labels = {label.text() for label in asking.findChildren(QLabel)} - {""}
    assert len(labels) == 3 and english(labels) == set()
    asking.reject()


def test_every_model_s_card_is_chinese() -> None:
    use_language(NAME)
    try:
        for kind in discovery.KINDS:
            for model in discovery.models(kind).values():
                says = {model.title, model.category, card.card(model).text, *card.traits(model)}
                says |= {quantity.meaning for quantity in model.quantities.values()}
                assert english({tr(text) for text in says}) == set(), model.key
    finally:
        use_language("en")


def test_a_chosen_language_is_told_in_its_own_words_and_spoken_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.set(language="en")
    parent = QWidget()
    dialog = PreferencesDialog(preferences, PluginControl(parent), parent)
    qtbot.addWidget(parent)
    dialog.show()
    box = dialog.fields["language"]
    assert [box.itemText(index) for index in range(box.count())][1:] == ["English", "简体中文"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)  # opens the list
    qtbot.waitUntil(box.view().isVisible)
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert dialog.language_hint.words == "更改的语言在下次启动 Spikeloom 时生效。"
    assert tr("Close") == "Close"  # the present window goes on as it is
    again = Preferences(tmp_path).choices.language
    assert again == NAME
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    translators = speak(application, again)
    try:
        assert tr("Close") == "关闭"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
        kind = QFileIconProvider().type(QFileInfo(str(tmp_path)))
        assert kind == "文件夹", "in the list of a file dialog"
        assert QCoreApplication.translate("QFileSystemModel", "Size") == "大小", "not how much room a body takes"
    finally:
        for translator in translators:
            application.removeTranslator(translator)
        use_language("en")
