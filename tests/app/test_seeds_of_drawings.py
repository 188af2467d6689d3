"""The seed of a drawing: all of its 64 bits are typed, shown, written, run and read back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.command_line.main import main
from app.document.edits import SetSettings, SetTraining
from app.document.elements import Settings
from app.document.examples import one_neuron
from app.document.file.file_format import MANIFEST, FileProblem, open_document, save
from app.document.making.described import script_settings
from app.widgets.fields.quantity_field import QuantityField
from engine.model.typed.mistakes import Mistake
from engine.scripts.reading import read_script
from tests.app.inspector.bench import Bench
from tests.app.learn.bench import Bench as LearnBench

WIDEST = 2**64 - 1
ODD = 2**63 + 2**53 + 1  # no float holds it


@pytest.mark.parametrize("seed", [WIDEST, ODD])
def test_a_file_keeps_every_bit_of_its_seeds(tmp_path: Path, seed: int) -> None:
    document = one_neuron.draw()
    SetSettings(replace(document.settings, seed=seed)).apply(document)
    SetTraining(replace(document.training, seed=seed)).apply(document)
    save(document, tmp_path / "n.spikeloom")
    again = open_document(tmp_path / "n.spikeloom")
    assert (again.settings.seed, again.training.seed) == (seed, seed)


@pytest.mark.parametrize("seed", [2**64, -1, 10**40, 1.5, "7", True])
@pytest.mark.parametrize("part", ["settings", "training"])
def test_a_file_with_what_is_no_seed_is_refused(tmp_path: Path, part: str, seed: object) -> None:
    path = tmp_path / "n.spikeloom"
    save(one_neuron.draw(), path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members[MANIFEST])
    manifest[part]["seed"] = seed
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(FileProblem, match=part):
        open_document(path)


def test_a_run_from_the_command_line_takes_a_seed_of_64_bits_and_writes_it(tmp_path: Path) -> None:
    save(one_neuron.draw(), tmp_path / "n.spikeloom")
    out = tmp_path / "o.npz"
    given = ["run", str(tmp_path / "n.spikeloom"), "--duration", "20", "--seed", str(WIDEST), "--out", str(out)]
    assert main(given, lambda paths: pytest.fail("the window was opened")) == 0
    with np.load(out) as arrays:
        assert int(arrays["seed"]) == WIDEST


def test_a_script_says_and_is_read_with_every_bit_of_its_seed() -> None:
    text = "from engine import NetworkDescription, Simulation\n\nnetwork = NetworkDescription()\n\n"
    text += 'if __name__ == "__main__":\n    record = Simulation(network, seed={}).run(10.0)\n'
    assert script_settings(read_script(text.format(WIDEST)), Settings()).seed == WIDEST
    assert script_settings(read_script(text.format("2**40 + 1")), Settings()).seed == 2**40 + 1
    for wrong in ("2**64", "18446744073709551616", "-1", "1.0", "True"):
        with pytest.raises(Mistake, match="must be a whole number from 0 to 18446744073709551615"):
            read_script(text.format(wrong))


def type_anew(field: QuantityField, text: str) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("seed", [WIDEST, ODD])
def test_a_seed_of_64_bits_is_typed_and_shown_with_every_digit(qtbot: QtBot, seed: int) -> None:
    """Seeds ended at 2³¹ - 1 in the window."""
    bench = Bench(qtbot)
    bench.select()
    bench.type("settings:seed", str(seed))
    number = bench.field("settings:seed").number
    assert bench.editor.document.settings.seed == seed and number.text() == str(seed)
    bench.type("settings:seed", str(2**64))
    assert number.is_wrong and bench.editor.document.settings.seed == seed
    bench.type("settings:seed", "9" * 400)
    assert number.is_wrong and bench.editor.document.settings.seed == seed


def test_the_largest_seed_is_named_with_every_digit(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.select()
    told: list[str] = []
    bench.field("settings:seed").number.objected.connect(told.append)
    bench.type("settings:seed", str(2**64))
    assert told[-1] == "This must be at most 18446744073709551615."


def test_a_large_seed_is_stepped_within_what_is_allowed(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.select()
    bench.type("settings:seed", str(WIDEST))
    number = bench.field("settings:seed").number
    QTest.keyClick(number, Qt.Key.Key_Up)
    assert bench.editor.document.settings.seed == WIDEST
    QTest.keyClick(number, Qt.Key.Key_Down)
    assert 0 < bench.editor.document.settings.seed < WIDEST and isinstance(bench.editor.document.settings.seed, int)


def test_the_seed_of_trainings_takes_64_bits_too(qtbot: QtBot) -> None:
    bench = LearnBench(qtbot)
    field = bench.panel.settings.fields["seed"]
    assert isinstance(field, QuantityField)
    type_anew(field, str(ODD))
    assert bench.editor.document.training.seed == ODD and field.text() == str(ODD)


@pytest.mark.parametrize("width", [304, 347, 420])
def test_a_seed_of_20_digits_is_seen_whole_in_its_field(qtbot: QtBot, width: int) -> None:
    """“1.84e19” stood there once the field was left, and eight of its digits before."""
    bench = Bench(qtbot)
    bench.select()
    bench.panel.resize(width, 760)
    row = bench.panel.rows["settings:seed"]
    beneath = bench.panel.rows["settings:speed"]
    QTest.qWait(1)
    place = beneath.mapTo(bench.panel, QPoint(0, 0))
    short = row.field.width()
    bench.type("settings:seed", str(WIDEST))
    number = bench.field("settings:seed").number

    def is_whole() -> bool:
        margins = number.textMargins()
        room = number.width() - margins.left() - margins.right() - 4
        return number.text() == str(WIDEST) and QFontMetrics(number.font()).horizontalAdvance(number.text()) <= room

    qtbot.waitUntil(is_whole)
    QTest.keyClick(number, Qt.Key.Key_Tab)
    assert not number.hasFocus()
    qtbot.waitUntil(is_whole)
    assert row.name.geometry().right() <= row.field.x()
    assert beneath.mapTo(bench.panel, QPoint(0, 0)) == place, "nothing moved beneath"
    bench.type("settings:seed", "7")
    qtbot.waitUntil(lambda: row.field.width() == short)
    assert number.font().pixelSize() == theme().font().pixelSize()
