"""Networks from files of projects, and trained networks into files for other software."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from engine.api.network import Network
from engine.exporting.format import Format, Verification, VerificationTrial
from engine.exporting.formats import formats
from engine.network.description import NetworkDescription

PROJECTS = "app.document.networks.project_network"
"""Reads what the window writes: named, not imported, as the engine knows no window (decision 0210)."""


def load(path: str | Path) -> Network:
    """Load a project (``.spikeloom``), or what ``spikeloom import`` takes as one (``.nir``, a script).

    Names are those of the drawing, weights those that it was saved with. Raises ``ValueError`` with one sentence for
    what cannot be read, and :class:`NetworkError` for what is drawn and has no meaning.

    >>> from engine import load
    >>> net = load("balanced-network.spikeloom")
    >>> net.populations
    <populations: Excitatory, Inhibitory>
    >>> net.projections["Inhibitory -> Excitatory"].weight
    -400.0
    >>> net.set("Inhibitory -> Excitatory", weight=-200.0)
    >>> net.run(100.0, seed=1).rate("Excitatory") > 10.0
    True
    """
    read: Callable[[Path], NetworkDescription] = import_module(PROJECTS).network_of_file
    return Network(read(Path(path)))


def export(network: Network, path: str | Path, *, to: str = "", seed: int = 1) -> Verification:
    """Write a trained network for other software, read the file back, run it, and tell what differs.

    ``to`` is a format (``"nir"``, ``"npz"``, ``"safetensors"``, ``"onnx"``, ``"csv"``, ``"snntorch"``, …), by
    default the first whose files end as ``path`` does. Raises :class:`NetworkError` where it cannot carry the network.

    >>> import os, tempfile
    >>> from engine import export, load
    >>> net = load("digits.spikeloom")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = export(net, os.path.join(folder, "digits.npz"))
    ...     found.holds, os.listdir(folder)
    (True, ['digits.npz'])
    """
    path = Path(path)
    chosen = _format(path, to)
    provenance: dict[str, str | float | int] = {"software": "Spikeloom", "seed": seed}
    chosen.write(network.description, path, provenance, seed=seed)
    return chosen.verify(network.description, path, VerificationTrial(seed))


def _format(path: Path, to: str) -> type[Format]:
    known = formats()
    if to and to not in known:
        raise ValueError(f"to must be one of {', '.join(known)}, not {to!r}")
    for name, format in known.items():
        if name == to or (not to and format.suffix == path.suffix.lower()):
            return format
    endings = dict.fromkeys(format.suffix for format in known.values())
    raise ValueError(f"path must end in one of {', '.join(endings)}, or to must name a format, not {path.name!r}")
