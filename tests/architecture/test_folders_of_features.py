"""A folder that lists features holds nothing else: a newcomer reads there what the program can do."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from app.canvas.gestures import gestures
from app.canvas.kinds import PAINTERS
from app.canvas.painting.kind import KindPainter
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lessons import taught_lessons
from app.lessons.check import Check
from app.plots.base.panel import Panel
from engine.discovery import classes, modules
from engine.exporting.format import Format
from engine.importing.reading import NirReading
from engine.learning.components.method import LearningMethod
from engine.scripts.target import Target

CLASSES: dict[str, type] = {
    "engine.learning.methods": LearningMethod,
    "engine.exporting.formats": Format,
    "engine.importing.readings": NirReading,
    "engine.scripts.targets": Target,
    "app.plots.views": Panel,
    "app.lessons.checks": Check,
    "app.canvas.kinds": KindPainter,
}
"""Folders whose files each declare one class of a kind."""


def names(package: str) -> list[str]:
    """Every file of a folder but its own, private ones too."""
    folder = Path(str(import_module(package).__file__)).parent
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def last(name: str) -> str:
    return name.rpartition(".")[2]


@pytest.mark.parametrize("package", CLASSES)
def test_every_file_declares_one_feature(package: str) -> None:
    assert [last(found.__module__) for found in classes(package, CLASSES[package])] == names(package)


def test_every_file_of_exported_formats_is_named_as_its_format() -> None:
    found = {last(format.__module__): format.name for format in classes("engine.exporting.formats", Format)}
    assert found == {name: name.replace("_", "-") for name in found}


def test_every_file_of_imported_formats_reads_one() -> None:
    known = {last(module.__name__): module.NETWORK_SUFFIXES for module in modules("engine.importing.formats")}
    assert list(known) == names("engine.importing.formats")
    assert all(known.values())


def test_every_file_of_lessons_declares_one() -> None:
    assert sorted(id.replace("-", "_") for id in taught_lessons()) == names("app.document.lessons")
    assert all(isinstance(lesson, TaughtLesson) for lesson in taught_lessons().values())


def test_every_file_of_gestures_is_tried_at_a_place_of_its_own() -> None:
    assert sorted(begin.__module__.rpartition(".")[2] for begin in gestures()) == names("app.canvas.gestures")
    places = [module.ORDER for module in modules("app.canvas.gestures")]
    assert len(set(places)) == len(places)


def test_every_kind_of_node_has_its_painter() -> None:
    assert {last(type(painter).__module__) for painter in PAINTERS.values()} == set(names("app.canvas.kinds"))


def test_every_method_of_integration_advances() -> None:
    package = "engine.compiling.methods"
    assert [last(module.__name__) for module in modules(package) if hasattr(module, "advance")] == names(package)
