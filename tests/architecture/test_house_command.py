"""The command that tells and draws how the house is built sees what there is, in any tree."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.house.__main__ import main
from tests.house.house import House
from tests.house.layers import Layers
from tests.house.picture import picture
from tests.house.plan import direct, plan
from tests.house.tree import ROOT, working

FILES = {
    "app/window/__init__.py": '"""The window. And more."""\n',
    "app/window/frame.py": (
        '"""A frame."""\nfrom app.paper import sheet\nfrom engine.high.run import Run\n\n\nclass Frame: ...\n'
    ),
    "app/paper/sheet.py": (
        '"""How a sheet is drawn."""\n\n\ndef drawn():\n    from app.window import frame\n    return frame\n'
    ),
    "engine/high/run.py": '"""A run."""\nimport engine.low.grid\n\n\nclass Run: ...\n\n\nclass Frame: ...\n',
    "engine/low/grid.py": (
        '"""A grid."""\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import line\n\n\n'
        "def drawn():\n    return 1  # no line of its own\n"
    ),
    "engine/low/line.py": '"""A line."""\nfrom engine.low.grid import drawn\nSTEP = (\n    1,\n)\n',
    "pyproject.toml": "".join(
        f'[[tool.importlinter.contracts]]\nname = "{package}"\ntype = "layers"\ncontainers = ["{package}"]\n{layers}\n'
        for package, layers in {"app": 'layers = ["window", "paper"]', "engine": 'layers = ["high", "low"]'}.items()
    ),
    "tests/test_grid.py": "def test_it_is_drawn():\n    assert True\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def house(root: Path) -> House:
    return House.at(root)


def test_arrows_are_imports_within_functions_and_for_types_too(root: Path, house: House) -> None:
    assert dict(house.arrows) == {
        ("app/window", "app/paper"): 1,
        ("app/window", "engine/high"): 1,
        ("app/paper", "app/window"): 1,
        ("engine/high", "engine/low"): 1,
    }
    assert house.circles_of_rooms == [["app/paper", "app/window"]]
    assert house.circles_of_files == [["app.paper.sheet", "app.window.frame"], ["engine.low.grid", "engine.low.line"]]
    assert Layers.at(root).against(house) == {("app/paper", "app/window"): 1}


def test_names_of_several_files_and_questions_are_found(house: House) -> None:
    assert house.classes_of_one_name == {"Frame": ["app/window/frame.py", "engine/high/run.py"]}
    assert house.functions_of_one_name == {"drawn": ["app/paper/sheet.py", "engine/low/grid.py"]}
    assert house.questions == ["app/paper/sheet.py: How a sheet is drawn."]


def test_lines_of_code_are_neither_words_nor_imports(house: House) -> None:
    lines = {source.path: source.code for source in house.sources}
    assert (lines["engine/low/grid.py"], lines["engine/low/line.py"], lines["app/window/__init__.py"]) == (2, 3, 0)


def test_an_arrow_that_follows_from_others_is_not_drawn_but_all_of_a_circle_are() -> None:
    assert direct({("a", "b"), ("b", "c"), ("a", "c")}) == {("a", "b"), ("b", "c")}
    circle = {("a", "b"), ("a", "c"), ("b", "c"), ("c", "b")}
    assert direct(circle) == circle


def test_a_room_stands_above_all_that_it_imports() -> None:
    sheet = plan(working(), Layers.at(ROOT))
    places = sheet.places
    assert {room for box in places for room in box.rooms} >= {"app/canvas", "engine/api", "engine/problems.py"}
    within = {(a, b) for a, b in sheet.arrows if a.package == b.package}
    assert within and all(places[a].bottom < places[b].y for a, b in within) and not sheet.against


def test_no_boxes_of_a_picture_overlap_and_none_is_lost(root: Path, house: House) -> None:
    for shown, layers in ((house, Layers.at(root)), (working(), Layers.at(ROOT))):
        drawn = ElementTree.fromstring(picture(shown, layers))
        svg = "{http://www.w3.org/2000/svg}"
        _, *rects = drawn.iter(f"{svg}rect")
        boxes = [tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height")) for rect in rects]
        for number, (x, y, width, height) in enumerate(boxes):
            assert x >= 0 and x + width <= float(drawn.attrib["width"]) and y + height <= float(drawn.attrib["height"])
            for left, top, wide, high in boxes[number + 1 :]:
                assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y
        words = " ".join(text.text or "" for text in drawn.iter(f"{svg}text"))
        assert all(room.split("/")[1] in words for room in shown.rooms if room.count("/") == 1 and room[-3:] != ".py")


def test_a_commit_stands_beside_the_working_tree(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    for command in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "--message", "Begin"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    (root / "engine/low/line.py").unlink()
    assert main(["HEAD", ".", "--rooms", "--names", "--out", str(root / "house.svg")], root) == 0
    said = re.sub(" +", " ", capsys.readouterr().out)
    assert "| | HEAD | working tree |" in said
    assert "| circles of files | 2 | 1 |" in said
    assert "| test functions | 1 | 1 |" in said
    assert "| engine/low | 2 · 5 | 1 · 2 |" in said
    assert "## Circles of files (working tree)\n- app.paper.sheet, app.window.frame\n" in said
    assert ElementTree.parse(root / "house.svg").getroot().tag.endswith("svg")


def test_a_commit_that_is_none_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["no-such-commit"])
    assert left.value.code == 2
    assert "no-such-commit: " in capsys.readouterr().err
