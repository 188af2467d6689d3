"""Wrong typed equations without a window: one sentence with the element, line and column, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from app.command_line import main as command_line
from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import ReplaceElement
from app.document.examples import one_neuron
from app.document.file.file_format import open_document, save

SOUND = "dV/dt = (E_L - V + R*I)/tau : mV\nthreshold: V >= V_th\nreset: V = E_L\nR = 40 MOhm\ntau = 10 ms"
VALUES = "\nE_L = -70 mV\nV_th = -55 mV"
MISTAKES = {
    "a name": (SOUND.replace("/tau", "/tua") + VALUES, "Line 1, column 25: “tua” is not defined. Did you mean “tau”?"),
    "a unit": (SOUND.replace("R*I", "I") + VALUES, "Line 1, column 10: “E_L - V + I” joins mV with pA."),
    "a rate": (SOUND.replace("/tau", "") + VALUES, "should give mV/ms, but its right side gives mV."),
    "a function": (SOUND.replace("R*I", "sine(R*I)") + VALUES, "the function “sine” is not available."),
    "a program": (
        "import os\n" + SOUND + VALUES,
        "Line 1, column 1: “import” is a word of programs, not of equations.",
    ),
    "an attribute": (SOUND.replace("R*I", "V.real") + VALUES, "a dot after a name has no meaning here."),
    "no threshold": (SOUND.replace("threshold: V >= V_th\n", "") + VALUES, "there is a reset, but no threshold."),
    "a bound": (SOUND + " (> 20 ms)" + VALUES, "the value of “tau” breaks its own bounds."),
    "nothing": ("# only a remark", "nothing moves in time."),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Saves one neuron with these equations, in the folder in which we stand."""
    monkeypatch.chdir(tmp_path)

    def saved(text: str) -> None:
        document = one_neuron.draw()
        node = next(node for node in document.nodes.values() if node.kind == "population")
        typed = replace(node, model=f"neurons/equations\n{text}", title="Mine", parameters={}, start={})
        ReplaceElement(typed).apply(document)
        save(document, tmp_path / "net.spikeloom")

    return saved


def main(line: str) -> int:
    return command_line.main(line.split(), lambda paths: pytest.fail("the window was opened"))


def test_sound_equations_are_checked_and_run(project, tmp_path, capsys) -> None:
    project(SOUND + VALUES)
    assert main("check net.spikeloom") == 0
    assert main("run net.spikeloom --duration 20 --out out.npz") == 0
    assert (tmp_path / "out.npz").exists()


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_equations_is_one_sentence_with_its_place(case: str, project, tmp_path, capsys) -> None:
    text, sentence = MISTAKES[case]
    project(text)
    assert main("check net.spikeloom") == 2
    said = capsys.readouterr()
    assert sentence in said.out + said.err
    for line in ("run net.spikeloom --out x.npz", "export net.spikeloom --to npz --out x.npz"):
        assert main(line) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1 and sentence in error and "Traceback" not in error
    assert [path.name for path in tmp_path.iterdir()] == ["net.spikeloom"]


SYNAPSE = "dI_s/dt = -I_s/tau : pA\non_pre: I_s += w\ncurrent: I_s\nw = 90 pA\ntau = 5 ms"
RULE = "dx/dt = -x/tau : 1\non_pre: x += 1\non_post: w += a*x\ntau = 20 ms\na = 0.01 weights\nw_max = 2 weights"


@pytest.mark.parametrize(
    ("part", "key", "sentence"),
    [
        (
            "synapse",
            f"synapses/equations\n{SYNAPSE.replace('-I_s/tau', '-I_s/tua')}",
            "column 16: “tua” is not",
        ),
        (
            "plasticity",
            f"plasticity/equations\n{RULE.replace('a*x', 'x')}",
            "column 10: “w” joins weights with",
        ),
    ],
)
def test_typed_parts_of_a_link_are_kept_checked_and_run(
    part: str, key: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    editor = Editor()
    first, second = (intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (x, 0)) for x in (0, 300))
    link = intentions.connect(editor, first, "out", second, "in")
    intentions.set_parameter(editor, (first, second), "bias", 500.0)
    intentions.set_part(editor, (link,), "synapse", f"synapses/equations\n{SYNAPSE}")
    intentions.set_part(editor, (link,), "plasticity", f"plasticity/equations\n{RULE}")
    save(editor.document, tmp_path / "net.spikeloom")
    assert open_document(tmp_path / "net.spikeloom").links[link] == editor.document.links[link]
    assert main("check net.spikeloom") == 0
    assert main("run net.spikeloom --duration 50 --out out.npz") == 0
    intentions.set_part(editor, (link,), part, key)
    save(editor.document, tmp_path / "net.spikeloom")
    assert main("check net.spikeloom") == 2
    said = capsys.readouterr()
    assert sentence in said.out + said.err
