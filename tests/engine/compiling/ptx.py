"""Compiles CUDA source to PTX with NVIDIA's run-time compiler; needs no GPU."""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tests.compiled_once import made_once

OPTIONS = (b"--gpu-architecture=compute_80", b"--fmad=false")  # contraction would change bits


@cache
def _library() -> ctypes.CDLL:
    spec = find_spec("nvidia.cu13")
    folders = [Path(p) for p in spec.submodule_search_locations] if spec and spec.submodule_search_locations else []
    found = [path for folder in folders for path in folder.rglob("libnvrtc.so.*")]
    if not found:
        raise ImportError("the package nvidia-cuda-nvrtc is missing")
    for builtins in found[0].parent.glob("libnvrtc-builtins.so.*"):
        ctypes.CDLL(str(builtins), mode=ctypes.RTLD_GLOBAL)
    return ctypes.CDLL(str(found[0]))


def ptx(source: str) -> str:
    """PTX of ``source``; raise ``SyntaxError`` with the compiler's words."""
    depends_on = (source, version("nvidia-cuda-nvrtc"), *map(bytes.decode, OPTIONS))
    path = made_once(depends_on, ".ptx", lambda path: path.write_text(_compiled(source), encoding="utf-8"))
    return path.read_text(encoding="utf-8")


def _compiled(source: str) -> str:
    library, program = _library(), ctypes.c_void_p()
    code = source.encode()
    library.nvrtcCreateProgram(ctypes.byref(program), code, b"population.cu", 0, None, None)
    options = (ctypes.c_char_p * len(OPTIONS))(*OPTIONS)
    failed = library.nvrtcCompileProgram(program, len(OPTIONS), options)
    size = ctypes.c_size_t()
    if failed:
        library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
        log = ctypes.create_string_buffer(size.value)
        library.nvrtcGetProgramLog(program, log)
        raise SyntaxError(log.value.decode())
    library.nvrtcGetPTXSize(program, ctypes.byref(size))
    text = ctypes.create_string_buffer(size.value)
    library.nvrtcGetPTX(program, text)
    library.nvrtcDestroyProgram(ctypes.byref(program))
    return text.value.decode()
