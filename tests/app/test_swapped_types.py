"""A value of another type is refused when a project is loaded, or is a problem: no command and no window stumbles."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.document.example import examples
from app.document.file.file_format import EXTENSION, FileProblem, open_document
from tests.app.document.swapped_types import Place, swapped, with_value
from tests.app.test_command_line import main
from tests.app.window.conftest import preferences, room, room_of_file
from tests.app.window.rooms import Room, show
from tests.fuzz_seeds import fuzz_seeds

__all__ = ["preferences", "room", "room_of_file"]

SEEDS = fuzz_seeds(1, 2)
TEXT = "ten"
DRAWN = {"is": "uniform", "low": 0.0, "high": 1.0}
NUMBER_WANTED, TEXT_WANTED, SERIES_WANTED = "is no number", "is no text", "is no list of values"
KNOWN: dict[str, tuple[str, Place, Any, str]] = {
    "a text as a weight": ("receptive-fields", ("links", 1, "synapses", "weight"), TEXT, NUMBER_WANTED),
    "a text as a delay": ("tsodyks-markram", ("links", 0, "synapses", "delay"), TEXT, NUMBER_WANTED),
    "a text as a time constant": (
        "wanted-spikes", ("links", 1, "synapses", "synapse_parameters", "tau_syn"), TEXT, NUMBER_WANTED,
    ),
    "a number as a choice that is a default": (
        "tsodyks-markram", ("links", 0, "defaults", "wiring_parameters", "self_connections"), 3.0, TEXT_WANTED,
    ),
    "a distribution as a series": ("working-memory", ("nodes", 0, "parameters", "rates"), DRAWN, SERIES_WANTED),
    "a distribution as what is one number for all": (
        "moving-bars", ("nodes", 0, "parameters", "directions"), DRAWN, "is not one number",
    ),
    "a text as a state": ("one-neuron", ("nodes", 1, "start", "V"), TEXT, NUMBER_WANTED),
}  # fmt: skip


def example(name: str) -> Path:
    return next(e.path for e in examples() if e.path.stem == name)


@pytest.mark.parametrize(("name", "place", "value", "words"), KNOWN.values(), ids=KNOWN)
def test_a_value_of_another_type_is_refused_when_it_is_loaded(
    name: str, place: Place, value: Any, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``check`` ended in an error inside Spikeloom."""
    path = tmp_path / f"swapped{EXTENSION}"
    path.write_bytes(with_value(example(name), place, value))
    with pytest.raises(FileProblem, match=words):
        open_document(path)
    assert main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1 and "inside" not in said


def files(count: int, seed: int, folder: Path, of: tuple[str, ...] = ()) -> Any:
    """So many spoilt projects, made of the examples named ``of`` or of all."""
    sources = [e.path for e in examples() if not of or e.path.stem in of]
    random_ = random.Random(seed)
    for number in range(count):
        path = folder / f"{seed}-{number}{EXTENSION}"
        path.write_bytes(swapped(sources[number % len(sources)], random_))
        yield path
        path.unlink(missing_ok=True)


def attack(arguments: Callable[[Path], list[str]], paths: Any, capsys: pytest.CaptureFixture[str]) -> tuple[int, int]:
    """How many of these the command does, and how many it refuses; in one sentence that is not about itself."""
    codes = []
    for path in paths:
        codes.append(main(arguments(path)))
        said = capsys.readouterr()
        assert codes[-1] in (0, 2), path.name
        assert "inside Spikeloom" not in said.err and "Traceback" not in said.err, (path.name, said.err)
    return codes.count(0), codes.count(2)


def check(path: Path) -> list[str]:
    return ["check", str(path)]


def run(path: Path) -> list[str]:
    out = str(path.with_suffix(".npz"))
    return ["run", str(path), "--duration", "2", "--backend", "numpy", "--force", "--out", out]


def train(path: Path) -> list[str]:
    out = str(path.with_name(f"trained-{path.name}"))
    return ["train", str(path), "--epochs", "1", "--backend", "numpy", "--force", "--out", out]


SMALL = ("one-neuron", "stdp", "four-cells", "tsodyks-markram", "wanted-spikes")
TRAINED = ("wanted-spikes", "spike-xor")


def test_thirty_swaps_of_types_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = attack(check, files(30, 1, tmp_path), capsys)
    assert good > 0 and bad > 5


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_swaps_of_types_are_checked(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = attack(check, files(1000, seed, tmp_path), capsys)
    assert good > 100 and bad > 100


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", SEEDS)
def test_swaps_of_types_run(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = attack(run, files(150, seed, tmp_path, SMALL), capsys)
    assert good > 20 and bad > 20


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", SEEDS)
def test_swaps_of_types_train(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = attack(train, files(40, seed, tmp_path, TRAINED), capsys)
    assert good > 5 and bad > 5


def look(room: Room, paths: Any) -> int:
    """Open each in the window and look at every element of it; how many were opened."""
    shown = 0
    for path in paths:
        try:
            document = open_document(path)
        except FileProblem:
            continue
        shown += 1
        show(room, document)
        for element in list(document.elements()):
            room.editor.selection.set([element.id])
            QApplication.processEvents()
    return shown


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", SEEDS)
def test_swaps_of_types_open_in_the_window(seed: int, room: Room, tmp_path: Path) -> None:
    assert look(room, files(60, seed, tmp_path)) > 10
