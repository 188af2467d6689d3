"""Programs for other software: a name is one program under ``script`` and ``export``, whatever drives a network."""

from __future__ import annotations

import pytest

from app.command_line import main as command_line
from app.document.examples import digits, stdp
from app.document.file.file_format import save


def main(arguments):
    """The command line, for arguments that never reach the window."""
    return command_line.main(arguments, lambda paths: pytest.fail("the window was opened"))


@pytest.fixture
def project(tmp_path):
    """Saves a document, and gives its path."""

    def saved(document):
        save(document, tmp_path / "net.spikeloom")
        return str(tmp_path / "net.spikeloom")

    return saved


def refused(capsys, *arguments):
    """The one sentence that is said when this is refused."""
    assert main(list(arguments)) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("command", ["script", "export"])
@pytest.mark.parametrize(
    ("network", "to", "begun"),
    [
        (digits, "snntorch", "a spiking network in snnTorch"),
        (digits, "spikingjelly", "a spiking network in SpikingJelly"),
        (digits, "norse", "a spiking network in Norse"),
        (digits, "brian2", "a spiking network in Brian2"),
        (stdp, "brian2", "a script for Brian2"),
        (stdp, "nest", "a script for NEST"),
        (stdp, "pynn", "a script for PyNN"),
    ],
)
def test_a_name_is_the_program_of_the_network_under_both_commands(
    project, tmp_path, capsys, command, network, to, begun
):
    out = tmp_path / "program.py"
    assert main([command, project(network.draw()), "--to", to, "--out", str(out)]) == 0
    assert begun in out.read_text().partition("\n")[0]
    assert main(["check", project(network.draw()), "--to", to]) == 0


def test_a_program_that_needs_its_archive_is_not_printed(project, capsys):
    assert "several files" in refused(capsys, "script", project(digits.draw()), "--to", "snntorch")
    unknown = refused(capsys, "script", project(digits.draw()), "--to", "nir")
    assert "no simulator nir" in unknown and "norse" in unknown and "pynn" in unknown
    assert "pynn" in refused(capsys, "export", project(digits.draw()), "--to", "lava", "--out", "x.py")
