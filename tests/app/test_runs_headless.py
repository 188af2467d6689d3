"""What a run without a window says that it wrote is what its file holds."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.commands.editor import Editor
from app.commands.setting import set_parameter
from app.commands.synapse_setting import set_weight
from app.document.example import EXAMPLES
from app.document.examples import balanced_network, digits, four_cells, one_neuron
from app.document.file.file_format import open_document
from tests.app.test_command_line import main, project, refused

__all__ = ["project"]


@pytest.mark.parametrize(("drawn", "traces"), [(digits, 0), (four_cells, 4), (one_neuron, 1)])
def test_what_is_said_of_a_run_is_what_its_file_holds(drawn, traces, project, tmp_path, capsys):
    """Not the spikes of encoders, nor of neurons that no recorder hears."""
    out = tmp_path / "out.npz"
    assert main(["run", project(drawn.draw()), "--duration", "50", "--out", str(out)]) == 0
    with np.load(out) as arrays:
        values = {name.removesuffix(".values") for name in arrays.files if name.endswith(".values")}
        trains = [name for name in arrays.files if name.endswith(".times") and name[:-6] not in values]
        count = sum(len(arrays[name]) for name in trains)
    said = [f"{count} spikes in 50 ms written to {out}"] if trains else []
    said += [f"Traces of 50 ms written to {out}: {traces}"] if traces else []
    assert capsys.readouterr().out.splitlines() == said


def _run(capsys, *arguments):
    """The figures of a run."""
    assert main(["run", *map(str, arguments), "--duration", "60", "--json", "--force"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_value_that_is_set_for_a_run_gives_the_spikes_of_the_drawing_that_has_it(project, tmp_path, capsys):
    """In whatever unit it is typed; the file keeps its own."""
    editor, out = Editor(), tmp_path / "out.npz"
    editor.load(balanced_network.draw())
    path = project(editor.document)
    before = Path(path).read_bytes()
    values = "--set", "Excitatory.tau_m=0.012 s", "--set", "w(Excitatory->Inhibitory)=20"
    found = _run(capsys, path, "--out", out, *values)
    assert found["set"] == {"Excitatory.tau_m": 12.0, "w(Excitatory->Inhibitory)": 20.0}
    assert Path(path).read_bytes() == before
    assert found["populations"] != _run(capsys, path, "--out", out)["populations"]
    ids = {node.title: node.id for node in editor.document.nodes.values()}
    set_parameter(editor, [ids["Excitatory"]], "tau_m", 12.0)
    ends = ids["Excitatory"], ids["Inhibitory"]
    set_weight(editor, [k.id for k in editor.document.links.values() if (k.source, k.target) == ends], 20.0)
    drawn = _run(capsys, project(editor.document, "other"), "--out", out)
    assert drawn["populations"] == found["populations"] and found["spikes"] > 100


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Excitatory.tau_m", "sets no value; write it as in Excitatory.tau_m=12"),
        ("Excitatory.tau_m=", "is not a number"),
        ("Excitatory.tau_m=3 mV", "write the value in ms"),
        ("Excitatory.tau_m=-1", "must be above 0 ms"),
        ("Excitatory.size=0", "must be at least 1."),
        ("Excitatory.size=1.5", "must be a whole number"),
        ("Excitatory.size=1e300", "must be at most 1000000000."),
        ("Excitatory.tau_m=1e400", "number is too large"),
        ("w(->)=1", "names no link"),
        ("Exc.tau_m=3", "No element is called Exc"),
    ],
)
def test_a_value_that_cannot_be_set_is_refused_and_nothing_is_written(typed, said, project, tmp_path, capsys):
    out = tmp_path / "out.npz"
    assert said in refused(capsys, "run", project(balanced_network.draw()), "--set", typed, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_an_interval_longer_than_any_run_is_one_that_never_comes(backend, tmp_path, capsys):
    """Its steps were more than an integer holds, and the run ended by an error inside."""
    path, out = EXAMPLES / "receptive-fields.spikeloom", tmp_path / "out.npz"
    link = next(k.id for k in open_document(path).links.values() if k.synapses and k.synapses.plasticity)
    runs = [
        _run(capsys, path, "--backend", backend, "--out", out, "--set", f"plasticity.interval({link})={interval}")
        for interval in ("1e300", "1e6")
    ]
    assert runs[0]["populations"] == runs[1]["populations"]
