"""A run without a window says what memory it takes, and takes much only where that is allowed."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.examples import four_cells
from app.i18n import run_memory
from tests.app.test_command_line import main, project

__all__ = ["project"]


@pytest.mark.parametrize(("free", "yes", "code"), [(10**9, False, 0), (10**5, False, 2), (10**5, True, 0)])
def test_more_than_half_of_what_is_free_needs_a_yes(free, yes, code, project, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(run_memory, "free_memory", lambda: free)
    out = tmp_path / "out.npz"
    arguments = ["run", project(four_cells.draw()), "--duration", "20", "--out", str(out)]
    assert main(arguments + ["--yes"] * yes) == code
    said = capsys.readouterr().err
    assert " MB of memory" in said and ("more than half" in said) is (free == 10**5)
    assert ("Add --yes" in said) is (code == 2)
    assert out.exists() is (code == 0)
    if code == 0:
        assert np.load(out).files
