"""What a refusal left out is printed by the command that it names."""

from __future__ import annotations

from app.document.examples import digits
from tests.app.test_command_line import main, project, refused

__all__ = ["project"]


def test_what_a_refusal_leaves_out_is_printed_by_the_command_that_it_names(project, tmp_path, capsys):
    """It said that check prints the rest, and check said: no problems."""
    path = project(digits.draw())
    told = refused(capsys, "export", path, "--to", "onnx", "--out", tmp_path / "net.onnx")
    assert "the command check --to onnx prints them" in told
    assert main(["check", path]) == 0
    capsys.readouterr()
    assert main(["check", path, "--to", "onnx"]) == 2
    said = capsys.readouterr()
    assert said.out.count("fatal:") >= 2 and "is not for onnx" in said.err
    assert main(["check", path, "--to", "npz", "--method", "surrogate-gradient"]) == 0
    assert "conversion" in refused(capsys, "check", path, "--method", "conversion")
    assert "nosuch" in refused(capsys, "check", path, "--to", "nosuch")
