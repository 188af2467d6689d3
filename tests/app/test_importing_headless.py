"""Files of other software from the command line: weights replace those of a project, or it is said why not."""

from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.edits import AddElements, ReplaceElement
from app.document.examples import digits, one_neuron
from app.document.file.file_format import open_document
from app.document.making.drawing import new_node
from tests.app.test_command_line import main, project, refused

__all__ = ["project"]
NIR_FILES = Path(__file__).parents[1] / "golden" / "nir"


def test_a_nir_file_replaces_the_weights_of_a_project_where_all_fit(project, tmp_path, capsys):
    """It was drawn beside what was there, and evaluate answered by the old weights: 8 %."""
    trained, weights, filled = tmp_path / "t.spikeloom", tmp_path / "w.nir", tmp_path / "f.spikeloom"
    fresh = project(digits.draw())
    assert main(["train", fresh, "--epochs", "1", "--out", str(trained)]) == 0
    assert main(["export", str(trained), "--to", "nir", "--out", str(weights)]) == 0
    assert main(["import", str(weights), "--into", fresh, "--out", str(filled)]) == 0
    assert capsys.readouterr().out.endswith("10 arrays of w.nir are in the network.\n")
    assert open_document(filled).nodes.keys() == open_document(Path(fresh)).nodes.keys()
    assert main(["evaluate", str(trained)]) == main(["evaluate", str(filled)]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[: len(lines) // 2] == lines[len(lines) // 2 :] and said.err == ""


@pytest.mark.parametrize("kind", ["nir", "npz", "csv"])
def test_weights_that_do_not_fit_change_nothing_and_it_is_said_why(project, tmp_path, capsys, kind):
    weights, out = tmp_path / f"w.{kind}", tmp_path / "x.spikeloom"
    assert main(["export", project(digits.draw()), "--to", kind, "--out", str(weights)]) == 0
    capsys.readouterr()
    document = digits.draw()
    hidden = next(node for node in document.nodes.values() if node.title == "Hidden")
    ReplaceElement(replace(hidden, size=50)).apply(document)
    told = refused(capsys, "import", weights, "--into", project(document), "--out", out)
    assert "100" in told and "50" in told and not out.exists()
    still = project(one_neuron.draw())
    assert "No dataset reaches" in refused(capsys, "import", weights, "--into", still, "--out", out)


def test_weights_without_a_project_and_a_script_for_one_are_refused(project, tmp_path, capsys):
    weights, script, out = tmp_path / "w.npz", tmp_path / "n.py", tmp_path / "x.spikeloom"
    assert main(["export", project(digits.draw()), "--to", "npz", "--out", str(weights)]) == 0
    assert main(["script", project(one_neuron.draw()), "--out", str(script)]) == 0
    capsys.readouterr()
    assert "--into" in refused(capsys, "import", weights, "--out", out)
    assert "leave out --into" in refused(capsys, "import", script, "--into", project(digits.draw()), "--out", out)
    assert not out.exists()


def test_what_a_file_of_other_names_has_nothing_for_is_said(project, tmp_path, capsys):
    """Trained biases stayed without a word."""
    document = digits.draw()
    biases = document.keep_array(np.full(10, 0.25))
    output = next(node for node in document.nodes.values() if node.title == "Output")
    ReplaceElement(replace(output, parameters={**output.parameters, "bias": biases})).apply(document)
    weights, out = tmp_path / "w.npz", tmp_path / "x.spikeloom"
    np.savez(weights, **{"fc1.weight": np.full((100, 64), 0.5), "fc2.weight": np.full((10, 100), 0.5)})
    assert main(["import", str(weights), "--into", project(document), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == "2 arrays of w.npz are in the network.\n"
    assert said.err == "w.npz holds nothing for Output.bias. They stay as they were in the drawing.\n"
    np.savez(weights, **{"fc1.weight": np.full((100, 64), 0.5), "fc2.weight": np.full((10, 100), 0.5),
                         "fc2.bias": np.zeros(10)})  # fmt: skip
    assert main(["import", str(weights), "--into", project(document), "--out", str(out), "--force"]) == 0
    assert capsys.readouterr().err == ""


def test_an_evaluation_says_what_else_could_be_read(project, capsys):
    document = digits.draw()
    assert main(["evaluate", project(document)]) == 0
    assert capsys.readouterr().err == ""
    node = new_node(document, "neurons/discrete_leaky_integrate_and_fire", (0.0, 600.0))
    AddElements((replace(node, title="Another"),), ()).apply(document)
    assert main(["evaluate", project(document)]) == 0
    assert capsys.readouterr().err == "Only Answer counts here, which reads Output; besides there are Another.\n"


def test_a_kernel_behind_a_list_of_spikes_is_said_to_be_drawn_without_its_sharing(project, tmp_path, capsys):
    """Without a word its weights, and the biases of its channels, had become those of single connections."""
    weights, out = tmp_path / "w.nir", tmp_path / "x.spikeloom"
    weights.write_bytes(lzma.decompress((NIR_FILES / "spikingjelly.nir.xz").read_bytes()))
    assert main(["import", str(weights), "--out", str(out)]) == 0
    assert "of w.nir shares a kernel" in capsys.readouterr().err
    dense = tmp_path / "d.nir"
    assert main(["export", project(digits.draw()), "--to", "nir", "--out", str(dense)]) == 0
    assert main(["import", str(dense), "--out", str(tmp_path / "y.spikeloom")]) == 0
    assert "kernel" not in capsys.readouterr().err
