"""Networks that other libraries made and exported, drawn here, fire the spikes that they fire there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.importing import read_network
from tests.peers.environments import python_of
from tests.peers.imported import fired

SCRIPT = Path(__file__).with_name("nir_made.py")
CASES = {
    "snntorch": {"leaky": "", "synaptic": "", "recurrent": "", "subtract": "snntorch-subtraction", "conv": ""},
    "norse": {"box": "", "lif": "", "iaf": "", "conv": ""},
    "spikingjelly": {"lif": "", "cuba": "", "if": "", "conv": ""},
    "sinabs": {"lif": "", "iaf": "", "conv": ""},
    "rockpool": {"lif": ""},
    "spyx": {"lif": "", "if": "", "recurrent": "", "conv": ""},
}
"""By peer and case of :mod:`tests.peers.nir_made`: the reading that a person must name, where the file cannot tell."""


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "case"), [(peer, case) for peer, cases in CASES.items() for case in cases])
def test_a_network_of_a_peer_fires_its_spikes_here(peer: str, case: str, tmp_path: Path) -> None:
    python, path, out = python_of(peer), tmp_path / "network.nir", tmp_path / "out.npz"
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    subprocess.run([python, SCRIPT, peer, case, path, out], check=True, timeout=280)
    differing, spikes = compared(path, out, CASES[peer][case])
    print(f"{peer} {case}: {differing} of {spikes} output spikes differ")
    assert spikes > 30 and differing == 0


def compared(path: Path, out: Path, reading: str) -> tuple[int, int]:
    """Output spikes that differ, and how many there are; the last ones of a late library have no counterpart."""
    with np.load(out) as made:
        shown, theirs = made["spikes"], made["out"]
    lag = read_network(path, reading).lag
    differing = 0
    for sample in range(shown.shape[1]):
        ours = fired(path, shown[:, sample].reshape(len(shown), -1), reading=reading)
        differing += int((ours[: len(ours) - lag] != theirs[lag:, sample]).sum()) + int(theirs[:lag, sample].sum())
    return differing, int(theirs.sum())
