"""Plug-ins from the command line: listed, tried, allowed and refused, and used by every other command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.command_line import main as command_line
from app.document.file.file_format import save
from app.document.making.sketch import Sketch
from engine import plugins
from tests.plugins import approved_neuron, bring, neuron, put
from tests.plugins import plugin_folder as plugin_folder
from tests.recipes.page import as_plugin, recipes

KEY = "neurons/my_neuron"


def main(*line: str) -> int:
    return command_line.main([*line], lambda paths: pytest.fail("the window was opened"))


def figures(capsys: pytest.CaptureFixture[str], *line: str) -> list[dict[str, object]]:
    assert main("plugins", *line, "--json") == 0
    return list(json.loads(capsys.readouterr().out)["plugins"])


def refused(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    assert main(*line) == 2
    return capsys.readouterr().err


def test_they_are_listed_with_hash_origin_state_and_what_they_do(
    plugin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sha256 = put(plugin_folder, "my_neuron", "import json\n" + neuron())
    put(plugin_folder, "bad", "def x(:")
    assert main("plugins") == 0
    bad, wrong, mine = capsys.readouterr().out.splitlines()
    assert bad.split()[:2] == ["bad", "broken"]
    assert wrong.strip() == "bad.py, line 1: invalid syntax. Mend the line, then allow it again."
    assert mine.split() == ["my_neuron", "new", sha256[:12], "my_neuron.py", KEY, "imports", "json"]
    assert [one["status"] for one in figures(capsys)] == ["broken", "new"]


def test_one_is_allowed_listed_among_the_models_and_refused(
    plugin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plugin_folder, "my_neuron", neuron())
    (one,) = figures(capsys, "--allow", "my_neuron")
    assert one["status"] == "allowed" and one["provides"] == [{"kind": "neurons", "key": KEY, "title": "My neuron"}]
    assert main("list-models", "neurons") == 0 and KEY in capsys.readouterr().out
    (one,) = figures(capsys, "--refuse", str(one["sha256"])[:12])
    assert one["status"] == "refused"
    assert main("list-models", "neurons") == 0 and KEY not in capsys.readouterr().out


def test_what_is_not_well_is_one_sentence_and_the_code_says_so(
    plugin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(plugin_folder, "bad", "1 / 0")
    assert refused(capsys, "plugins", "--allow", "bad").splitlines() == [
        "bad.py, line 1: ZeroDivisionError: division by zero. It came up when it was imported. "
        "Mend it, then allow it again."
    ]
    assert "no one plug-in other; there are bad" in refused(capsys, "plugins", "--allow", "other")


def test_a_file_is_checked_wherever_it_lies(
    plugin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my_neuron.py"
    path.write_text(neuron(), encoding="utf-8")
    assert main("plugins", "--check", str(path)) == 0
    assert KEY in capsys.readouterr().out and not plugins.listed()
    path.write_text("import sys\nsys.exit(0)\n", encoding="utf-8")
    assert "line 2: SystemExit" in refused(capsys, "plugins", "--check", str(path))
    assert "No such file" in refused(capsys, "plugins", "--check", str(tmp_path / "nothing.py"))


def test_the_folder_is_turned_on_and_off(plugin_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    approved_neuron(plugin_folder)
    assert main("plugins", "--folder", "off") == 0
    said = capsys.readouterr().out
    assert KEY not in said and "--folder on changes that" in said
    assert main("plugins", "--folder", "on") == 0 and KEY in capsys.readouterr().out


def test_a_project_that_needs_one_says_how_to_allow_it(
    plugin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    approved_neuron(plugin_folder)
    sketch = Sketch("Mine")
    sketch.node(KEY, "Mine", (0.0, 0.0), 3, parameters={"bias": 800.0})
    save(sketch.document, tmp_path / "mine.spikeloom")
    for command in (["run", "--duration", "10", "--out", "a.npz"], ["script", "--out", "a.py"], ["check"]):
        assert main(command[0], "mine.spikeloom", *command[1:]) == 0
    assert main("import", "a.py", "--out", "b.spikeloom") == 0
    plugins.refuse("my_neuron")
    capsys.readouterr()
    for command in (
        ["run", "--out", "c.npz"],
        ["script", "--out", "c.py"],
        ["export", "--to", "npz", "--out", "c.npz"],
    ):
        assert "run main.py plugins --allow my_neuron" in refused(capsys, command[0], "mine.spikeloom", *command[1:])
    assert not list(tmp_path.glob("c.*"))


def test_a_project_trained_by_a_method_of_one_says_so(
    plugin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = next(recipe for recipe in recipes() if recipe.name == "normalised_supervision")
    path = tmp_path / "normalised_supervision.py"
    path.write_text(as_plugin(recipe), encoding="utf-8")
    bring(path)
    sketch = Sketch("Trained")
    sketch.node("neurons/leaky_integrate_and_fire", "Cell", (0.0, 0.0))
    sketch.train(recipe.name)
    save(sketch.document, tmp_path / "net.spikeloom")
    plugins.refuse(recipe.name)
    said = refused(capsys, "train", str(tmp_path / "net.spikeloom"), "--out", str(tmp_path / "t.spikeloom"))
    assert "comes from the plug-in normalised_supervision (normalised_supervision.py)" in said
