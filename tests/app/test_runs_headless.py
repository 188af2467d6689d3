"""What a run without a window says that it wrote is what its file holds."""

import numpy as np
import pytest

from app.document.examples import digits, four_cells, one_neuron
from tests.app.test_command_line import main, project

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
