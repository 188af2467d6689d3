"""Files of networks and weights made by this program or by others; one file = one format."""

from __future__ import annotations

import importlib
from pathlib import Path

from engine.circuit.circuit import Arrays
from engine.files.opening import NotOpened as NotOpened
from engine.files.opening import demand_readable
from engine.files.problem import ImportProblem as ImportProblem
from engine.importing import tensors
from engine.importing.formats import suffixes
from engine.importing.imported import Imported as Imported
from engine.importing.imported import arrays_for as arrays_for
from engine.importing.imported import refuse_out_of_bounds
from engine.network.description import NetworkDescription

PICKLED = (".pt", ".pth", ".ckpt", ".pkl", ".pickle")


WANTED = ".safetensors"


def conversion(path: Path) -> str:
    """Lines of Python that write the arrays of a pickle beside it as safetensors, without running what it holds."""
    source, target = str(path.absolute()), str(path.absolute().with_suffix(WANTED))
    arrays = f"torch.load({source!r}, weights_only=True)"
    return f"import torch, safetensors.torch\nsafetensors.torch.save_file({arrays}, {target!r})\n"


def read_network(path: Path, reading: str = "") -> Imported:
    """The network in a file, by its suffix; raises :class:`ImportProblem` with one sentence.

    ``reading`` names the software whose meaning of a NIR file counts, where its numbers do not tell.
    """
    demand_readable(path)
    suffix = path.suffix.lower()
    if suffix in PICKLED:
        raise ImportProblem(
            "{file} is a pickle, which can run code; write its arrays as safetensors with "
            "safetensors.torch.save_file(torch.load({name!r}, weights_only=True), {target!r}).",
            file=path.name,
            name=path.name,
            target=path.with_suffix(WANTED).name,
        )
    if suffix not in suffixes():
        raise ImportProblem("{file} ends in none of {known}.", file=path.name, known=", ".join(suffixes()))
    module = importlib.import_module(suffixes()[suffix])
    if not hasattr(module, "read"):  # of arrays by name it says only how they are unpacked
        arrays, about = module.contents(path)
        return tensors.imported(arrays, about, path.name)
    imported: Imported = module.read(path, reading) if reading and suffix == ".nir" else module.read(path)
    return imported


def holds_weights(path: Path) -> bool:
    """Tell whether a file's suffix, or its beginning where kinds of files share it, is one of weights by name."""
    suffix = path.suffix.lower()
    if suffix not in suffixes():
        return False
    module = importlib.import_module(suffixes()[suffix])
    if not hasattr(module, "contents"):
        return False
    return path.is_file() and bool(module.recognises(path)) if hasattr(module, "recognises") else True


def weights_for(description: NetworkDescription, path: Path, reading: str = "") -> Arrays:
    """The arrays of a file for a drawn network, also where it has names only; raises :class:`ImportProblem`.

    ``reading`` is as :func:`read_network` takes it.
    """
    arrays = _weights_for(description, path, reading)
    refuse_out_of_bounds(arrays, description, path.name)
    return arrays


def _weights_for(description: NetworkDescription, path: Path, reading: str) -> Arrays:
    from engine.importing.by_name import arrays_by_name
    from engine.importing.synapse_lists import are_lists, synapse_arrays

    demand_readable(path)
    module = importlib.import_module(suffixes()[path.suffix.lower()]) if path.suffix.lower() in suffixes() else None
    if module is not None and hasattr(module, "contents"):
        arrays, about = module.contents(path)
        if about is None:
            return arrays_by_name(arrays, description, path.name)
        if are_lists(about):
            return synapse_arrays(arrays, about, description, path.name)
    return arrays_for(read_network(path, reading), description)
