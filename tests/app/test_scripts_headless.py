"""``script`` prints a network as a program, and ``import`` draws the network of one, without running it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.command_line import main as command_line
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.network.likeness import same
from engine.network.trimmed import trimmed

EXAMPLES = {example.path.stem: example.path for example in examples()}


def main(*arguments: object) -> int:
    return command_line.main([str(argument) for argument in arguments], lambda _paths: 1)


@pytest.mark.parametrize("name", ["balanced-network", "tsodyks-markram", "rewarded-actions"])
def test_a_script_is_written_and_drawn_again(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, project = tmp_path / "network.py", tmp_path / "again.spikeloom"
    assert main("script", EXAMPLES[name], "--out", path, "--seed", 9) == 0
    assert main("import", path, "--out", project) == 0
    before, after = open_document(EXAMPLES[name]), open_document(project)
    assert same(trimmed(meaning(after).description), trimmed(meaning(before).description))
    assert (after.settings.title, after.settings.seed) == (before.settings.title, 9)
    assert path.with_suffix(".npz").exists() is (name == "tsodyks-markram")
    assert main("script", EXAMPLES[name], "--out", path) == 2 and "--force" in capsys.readouterr().err


def test_a_script_is_printed_and_what_stands_beside_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("script", EXAMPLES["tsodyks-markram"], "--duration", 50) == 0
    said = capsys.readouterr()
    assert said.out.startswith('"""Tsodyks and Markram\'s synapses"""\n') and ".run(50.0)" in said.out
    assert said.err == "Arrays that the script reads from a file beside it: 1; --out writes both.\n"


def test_a_script_for_another_simulator_is_printed_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("script", EXAMPLES["balanced-network"], "--to", "nest") == 0
    assert '"iaf_psc_exp", 400,' in capsys.readouterr().out
    assert main("script", EXAMPLES["one-neuron"], "--to", "nest") == 0
    said = capsys.readouterr()
    assert '"record_from": ["V_m"]' in said.out and said.err == ""
    assert main("script", EXAMPLES["tsodyks-markram"], "--to", "nest") == 0
    assert capsys.readouterr().err.startswith(
        "Depressing x is left out of the script for NEST. Add it to the script.\n"
    )
    assert main("script", EXAMPLES["digits"], "--to", "pynn") == 2
    assert "PyNN has no" in capsys.readouterr().err
    assert main("script", EXAMPLES["digits"], "--to", "genesis") == 2
    assert "There is no simulator genesis" in capsys.readouterr().err


def test_everything_that_a_simulator_lacks_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """One thing was named, a number of others, and a command that printed none of them."""
    assert main("script", EXAMPLES["homeostasis"], "--to", "nest") == 2
    said = capsys.readouterr().err
    assert "NEST has no neuron like Poisson neuron" in said and "NEST has no rule like Inhibitory STDP" in said
    assert main("script", EXAMPLES["four-cells"], "--to", "nest") == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "Regular, Bursting once, Chattering, Fast: NEST has no neuron like Izhikevich, published steps"
    )
    assert said.count("NEST has no neuron") == 1 and "besides" not in said


def test_a_script_that_is_not_read_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, project = tmp_path / "network.py", tmp_path / "again.spikeloom"
    path.write_text("from engine import Population\nimport os\nos.remove(__file__)\n", encoding="utf-8")
    assert main("import", path, "--out", project) == 2
    assert capsys.readouterr().err.startswith("network.py: Line 2, column 1: nothing of “os” may be imported. Import")
    assert path.exists() and not project.exists()


def test_the_archive_of_a_script_is_read_as_strangers_files_are(tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    assert main("script", EXAMPLES["tsodyks-markram"], "--out", path) == 0
    archive = path.with_suffix(".npz")
    np.savez(archive, **{"source.times": np.array([object()])})
    assert main("import", path, "--out", tmp_path / "a.spikeloom") == 2
    archive.write_bytes(b"no archive")
    assert main("import", path, "--out", tmp_path / "a.spikeloom") == 2
    archive.unlink()
    assert main("import", path, "--out", tmp_path / "a.spikeloom") == 2
