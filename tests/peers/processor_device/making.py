"""Makes the device that the processor is, under ``.peers/processor_device``: CuPy, and what it takes for CUDA.

CuPy's wheel stays as it is but for one of its modules, the one that NVIDIA's runtime is linked into: that is compiled
anew from CuPy's own source and NVIDIA's own headers, with a runtime beside it in place of one within. The libraries
that CuPy looks for (runtime, driver, compiler, linear algebra) are those of this folder; whatever of them CuPy could
ask for and nothing here needs answers that it is not supported.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Sequence
from pathlib import Path

from tests.peers.environments import FOLDER, REQUIREMENTS, make, python_of

HERE = Path(__file__).parent
DEVICE = FOLDER / "processor_device"
PACKAGES, LIBRARIES, HEADERS = DEVICE / "packages", DEVICE / "libraries", DEVICE / "headers"
CUDA_HOME = HEADERS / "nvidia" / "cuda_runtime"
INCLUDE = f"-I{CUDA_HOME / 'include'}"
CUPY = REQUIREMENTS["cupy"][0]
VERSION = CUPY.partition("==")[2]
CUDA = "12.9"
CUDA_NUMBER = 12090  # as CuPy's wheel was built for
HEADERS_OF = tuple(f"nvidia-cuda-{part}-cu12=={CUDA}.*" for part in ("runtime", "nvcc", "profiler-api"))
COMPILER = shutil.which("g++")

NOT_SUPPORTED = {"cuda": 801, "cublas": 15}  # as NVIDIA numbers it
LIBRARY = {
    "cudart": "libcudart.so.12", "cuda": "libcuda.so.1", "nvrtc": "libnvrtc.so.12", "cublas": "libcublas.so.12",
    "nothing": "libcublasLt.so.12",
}  # fmt: skip
"""What each source becomes; nothing is asked of the last, but it has to be there."""


def run(*words: str | Path, **environment: str) -> str:
    """What a program says; where it fails, what it complains of."""
    command = [str(word) for word in words]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
    if done.returncode:
        raise ChildProcessError(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout


def compile_library(target: Path, sources: Sequence[Path], *options: str) -> None:
    if COMPILER is None:
        raise FileNotFoundError("g++ is not installed")
    run(COMPILER, "-std=c++17", "-O2", "-w", "-shared", "-fPIC", "-o", target, *sources, *options)


def pip(*words: str | Path, **environment: str) -> None:
    python = python_of("cupy")
    assert python is not None, "the environment was made just now"
    run(python, "-m", "pip", *words, **environment)


def runtime_module() -> Path:
    return next((PACKAGES / "cupy_backends" / "cuda" / "api").glob("runtime.*.so"))


def asked_of(prefix: str) -> set[str]:
    """The functions of one of NVIDIA's libraries that CuPy's modules call."""
    backends = PACKAGES / "cupy_backends" / "cuda"
    modules = [runtime_module(), *backends.glob("libs/cublas.*.so")]
    return set(re.findall(rf" U ({prefix}(?=[A-Z])\w+)", run("nm", "-D", "--undefined-only", *modules)))


def compile_with_the_rest(part: str, prefix: str, *options: str) -> None:
    """The library of a source, and an answer to whatever else CuPy may call of it."""
    target = LIBRARIES / LIBRARY[part]
    compile_library(target, [HERE / f"{part}.cpp"], *options, f"-Wl,-soname,{target.name}")
    there = set(re.findall(rf" T ({prefix}\w+)", run("nm", "-D", "--defined-only", target)))
    rest = DEVICE / f"rest_of_{part}.cpp"
    answer = f"() {{ return {NOT_SUPPORTED[prefix]}; }}\n"
    rest.write_text("".join(f'extern "C" int {name}{answer}' for name in sorted(asked_of(prefix) - there)))
    compile_library(target, [HERE / f"{part}.cpp", rest], *options, f"-Wl,-soname,{target.name}")


def compile_runtime_module() -> None:
    """CuPy's module for the runtime, from CuPy's source, in place of the wheel's; it asks a library for the runtime."""
    from_source = "--no-deps", "--no-binary", "cupy"
    pip("download", "-q", *from_source, "-d", DEVICE, f"cupy=={VERSION}", CUPY_INSTALL_USE_STUB="1")
    with tarfile.open(DEVICE / f"cupy-{VERSION}.tar.gz") as packed:
        packed.extractall(DEVICE, filter="data")
    source = DEVICE / f"cupy-{VERSION}"
    constants = f"CUPY_USE_CUDA_PYTHON=False,CUPY_CUDA_VERSION={CUDA_NUMBER},CUPY_HIP_VERSION=0"
    module = source / "cupy_backends" / "cuda" / "api" / "runtime.pyx"
    cython = [sys.executable, "-m", "cython", "-3", "--cplus", "-E", constants, "-X", "binding=False", module]
    path = os.pathsep.join((str(DEVICE / "tools"), str(source)))
    run(*cython, PYTHONPATH=path)
    python = f"-I{sysconfig.get_paths()['include']}"
    options = [INCLUDE, python, '-DCYTHON_EXTERN_C=extern "C"', f"-L{LIBRARIES}"]
    target = runtime_module()
    compile_library(target, [module.with_suffix(".cpp")], *options)
    compile_with_the_rest("cudart", "cuda", INCLUDE)
    compile_library(target, [module.with_suffix(".cpp")], *options, f"-l:{LIBRARY['cudart']}")


def signature() -> str:
    """Of all that the device is made from."""
    told = hashlib.sha256(f"{CUPY} {CUDA} {sys.version} {HERE}".encode())
    for source in sorted([*HERE.glob("*.cpp"), *HERE.glob("*.h"), *HERE.glob("*.map"), Path(__file__)]):
        told.update(source.read_bytes())
    return told.hexdigest()


def is_made() -> bool:
    complete = DEVICE / "complete"
    return complete.exists() and complete.read_text() == signature()


def made() -> None:
    """Make the device where it is not there, or is another."""
    if is_made():
        return
    make("cupy")
    shutil.rmtree(DEVICE, ignore_errors=True)
    for folder in (PACKAGES, LIBRARIES, HEADERS):
        folder.mkdir(parents=True)
    pip("install", "-q", "--no-deps", "--target", PACKAGES, CUPY, "cuda-pathfinder")
    pip("install", "-q", "--no-deps", "--target", HEADERS, *HEADERS_OF)
    for more in ("cuda_nvcc", "cuda_profiler_api"):
        shutil.copytree(HEADERS / "nvidia" / more / "include", CUDA_HOME / "include", dirs_exist_ok=True)
    pip("install", "-q", "--no-deps", "--target", DEVICE / "tools", "Cython>=3.2,<3.3")
    compile_runtime_module()
    compile_library(LIBRARIES / LIBRARY["cuda"], [HERE / "cuda.cpp"], INCLUDE, "-ldl")
    compile_library(LIBRARIES / LIBRARY["nvrtc"], [HERE / "nvrtc.cpp"], f'-DHERE="{HERE}"')
    compile_with_the_rest("cublas", "cublas", f"-Wl,--version-script={HERE / 'cublas.map'}")
    compile_library(LIBRARIES / LIBRARY["nothing"], [], "-xc++", os.devnull)
    (DEVICE / "complete").write_text(signature())


def environment() -> dict[str, str]:
    """What a program needs to find CuPy and this device.

    CuPy's sums are those that it compiles itself: the ready ones of its wheel are machine code for a card.
    """
    before = [LIBRARIES / LIBRARY[name] for name in ("nvrtc", "cublas")]  # else NVIDIA's own, where pip put them
    root = Path(__file__).parents[3]
    return os.environ | {
        "LD_LIBRARY_PATH": str(LIBRARIES),
        "LD_PRELOAD": os.pathsep.join(map(str, before)),
        "PYTHONPATH": os.pathsep.join((str(PACKAGES), str(root))),
        "CUDA_HOME": str(CUDA_HOME),
        "CUDA_PATH": str(CUDA_HOME),
        "CUPY_ACCELERATORS": "",
        "CUPY_CACHE_DIR": str(DEVICE / "kernels"),
    }
