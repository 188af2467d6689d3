"""Makes one environment per peer simulator under ``.peers/``: ``python tests/peers/environments.py [name ...]``.

Peers disagree about versions of NIR and PyTorch, so none shares an environment with another or with the
project. A test under the marker ``peers`` asks for its peer with :func:`python_of` and is skipped, with
the command that makes the environment, where it is missing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".peers"

REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "torch": (
        "torch",
        "numpy",
        "numba",
        "scipy",
        "scikit-learn",
        "sympy",
        "msgspec",
        "psygnal",
        "h5py",
        "nir",
        "safetensors",
        "threadpoolctl",
        "platformdirs",
        "pillow",
        "pytest",
        "hypothesis",
    ),
    "snntorch": ("torch", "snntorch==1.0.0", "nir==1.0.8", "nirtorch", "h5py", "mlxtend"),
    "norse": ("torch", "norse==1.1.0", "nir==1.0.8", "nirtorch", "h5py"),
    "spikingjelly": ("torch", "torchvision", "spikingjelly==2.0.0", "nir==1.0.8", "nirtorch", "h5py"),
    "sinabs": ("torch", "sinabs==3.1.3", "nir==1.0.4", "nirtorch==2.0", "h5py"),
    "spyx": ("spyx==1.0.0", "nir", "h5py"),
    "rockpool": ("torch", "rockpool==3.1.0", "nir==1.0.4", "nirtorch", "h5py"),
    "onnx": ("onnx", "onnxruntime"),
    "nest": ("nest-simulator==3.10",),
    "brian2": ("brian2==2.11",),
    "pynn": ("nest-simulator==3.10", "pyNN==0.13.0"),
    "bindsnet": (
        "torch",
        "torchvision",
        "numpy>=2",
        "scipy",
        "matplotlib",
        "pandas",
        "scikit-image",
        "scikit-learn",
        "tqdm",
        "tensorboardX",
        "gymnasium",
        "ale-py",
        "opencv-python-headless",
    ),
    "cupy": ("cupy-cuda12x==14.2.0",),
    "neurobench": ("torch", "snntorch==1.0.0", "neurobench==2.3.0"),
    "annarchy": ("ANNarchy==5.0.4.1", "cmake"),
    "nodegraphqt": ("NodeGraphQt==0.6.44", "PySide6-Essentials==6.11.3", "setuptools"),
}
"""What pip installs for each peer; the versions are those whose figures the documentation quotes."""

ALONE: dict[str, tuple[str, ...]] = {"bindsnet": ("bindsnet==0.3.4",)}
"""What is installed without what it asks for: BindsNET wants a newer PyTorch than it needs, and games."""

PYTHON: dict[str, str] = {"brian2": "3.13"}
"""The Python that a peer needs, where the project's own will not do; uv finds or fetches it."""


def python_of(peer: str) -> Path | None:
    """The interpreter of a peer's environment, or None where it has not been made."""
    path = FOLDER / peer / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return path if path.exists() and (FOLDER / peer / "complete").exists() else None


def make(peer: str) -> None:
    """Create the environment and install the peer; a failed one stays unmarked and is made anew."""
    folder = FOLDER / peer
    if python_of(peer):
        return
    if peer in PYTHON:
        subprocess.run(["uv", "venv", "-q", "--clear", "--seed", "--python", PYTHON[peer], folder], check=True)
    else:
        venv.create(folder, with_pip=True, clear=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", *REQUIREMENTS[peer]], check=True)
    if peer in ALONE:
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", *ALONE[peer]], check=True)
    (folder / "complete").touch()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make an environment for each named peer, or for all.")
    parser.add_argument("peers", metavar="PEER", nargs="*", help=f"one of {', '.join(REQUIREMENTS)}")
    wanted = parser.parse_args().peers or list(REQUIREMENTS)
    if unknown := [peer for peer in wanted if peer not in REQUIREMENTS]:
        parser.error(f"there is no peer {unknown[0]}; choose from {', '.join(REQUIREMENTS)}")
    for peer in wanted:
        print(f"{peer} …", flush=True)
        make(peer)
