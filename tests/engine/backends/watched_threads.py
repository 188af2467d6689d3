"""What every thread of an emulated kernel reads and writes: whether two meet at one place, or one leaves its arrays.

Threads of a launch run in no order and at once. So a place that one of them writes, another may neither read nor
write, but for both by atomic functions; and what a thread touches lies in an array that the kernel was given. The
compiler calls ``__tsan_read4(place)`` and its like before each access (``-fsanitize=thread``); what answers is not the
sanitizer's library, which asks whether threads of the host met, but the text below, which asks whether any order of
the device's threads lets them meet. A place is known by its first byte: kernels use each array as one type.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

from tests.compiled_once import made_once, run, version

DECLARED = """
extern "C" { extern long long watched_thread; extern char* watched_stack; void watched_atomic(void*, int); }
"""
"""What a kernel's text sees of the watch."""

WATCH = r"""
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <vector>
extern "C" { long long watched_thread; char* watched_stack; }
enum { READ, WRITE, ATOMIC };
struct By { long long thread; bool several; };
struct Place { char* at; long long launch; By by[3]; };
struct Range { char* from; char* to; };
static std::vector<Place> places(1 << 12);
static size_t used;
static long long launch;
static std::vector<Range> arrays;
static std::vector<char*> own;  // what the text declares beside its kernels, such as the thread's number
static char found[400];
static void* here;

static Place& place_of(char* at) {
    size_t i = ((uintptr_t)at * 0x9E3779B97F4A7C15ull >> 20) & (places.size() - 1);
    while (places[i].launch == launch && places[i].at != at) i = (i + 1) & (places.size() - 1);
    if (places[i].launch != launch) {
        places[i] = {at, launch, {{-1, false}, {-1, false}, {-1, false}}};
        ++used;
    }
    return places[i];
}

static void grow() {
    std::vector<Place> before(places.size() * 4);
    before.swap(places);
    used = 0;
    for (auto& p : before) if (p.launch == launch) place_of(p.at) = p;
}

static void touch(char* at, int size, int kind) {
    char* top = (char*)__builtin_frame_address(0);
    if ((at >= top && at <= watched_stack) || found[0]) return;
    for (char* known : own) if (known == at) return;
    static size_t array;  // mostly that of the access before
    const size_t count = arrays.size();
    size_t tried = 0;
    for (; tried < count; ++tried, ++array) {
        if (array >= count) array = 0;
        if (at >= arrays[array].from && at + size <= arrays[array].to) break;
    }
    if (tried == count) {
        Dl_info of, mine;
        if (dladdr(at, &of) && dladdr(here, &mine) && of.dli_fbase == mine.dli_fbase) {
            if (own.size() < 16) own.push_back(at);
            return;
        }
        snprintf(found, sizeof found, "thread %lld leaves its arrays", watched_thread);
        return;
    }
    if (used * 2 > places.size()) grow();
    Place& p = place_of(at);
    static const char* words[] = {"reads", "writes", "changes"};
    for (int k = 0; k < 3; ++k) {
        const bool other = p.by[k].thread >= 0 && (p.by[k].thread != watched_thread || p.by[k].several);
        if (other && (kind == WRITE || k == WRITE || (kind != k && (kind == ATOMIC || k == ATOMIC)))) {
            snprintf(found, sizeof found, "thread %lld %s what thread %lld %s, byte %ld of number %zu", watched_thread,
                     words[kind], p.by[k].thread, words[k], (long)(at - arrays[array].from), array);
            return;
        }
    }
    if (p.by[kind].thread < 0) p.by[kind].thread = watched_thread;
    else if (p.by[kind].thread != watched_thread) p.by[kind].several = true;
}

extern "C" {
void watched_atomic(void* at, int size) { touch((char*)at, size, ATOMIC); }
void watched_begin(int count, char** from, long long* sizes) {
    arrays.clear();
    for (int i = 0; i < count; ++i) arrays.push_back({from[i], from[i] + sizes[i]});
    ++launch; used = 0; found[0] = 0; here = (void*)watched_begin;
}
const char* watched_found() { return found; }
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
"""


def _answers() -> str:
    """What the compiler's calls come to, for each size."""
    lines = []
    for size in (1, 2, 4, 8, 16):
        for word, kind in (("read", "READ"), ("write", "WRITE")):
            for name in (f"{word}{size}", f"unaligned_{word}{size}"):
                lines.append(f"void __tsan_{name}(void* at) {{ touch((char*)at, {size}, {kind}); }}")
    return "\n".join([*lines, "}"])


OPTIONS = ("-std=c++11", "-ffp-contract=off", "-w", "-fpermissive", "-fPIC")
WATCHED = ("-O1", "-fsanitize=thread")


def library(compiler: str, text: str) -> Path:
    """The shared library of ``text`` whose accesses are watched."""
    which = version(compiler)
    answering = WATCH + _answers()
    watch = made_once((answering, which, *OPTIONS), ".o", lambda path: _object(compiler, answering, path, "-O2"))

    def linked(path: Path) -> None:
        kernel = path.with_suffix(".o")
        _object(compiler, text, kernel, *WATCHED)
        run(compiler, "-shared", kernel, watch, "-ldl", "-o", path)

    return made_once((text, answering, which, *WATCHED, *OPTIONS), ".so", linked)


def _object(compiler: str, text: str, path: Path, *options: str) -> None:
    source = path.with_suffix(".cpp")
    source.write_text(text, encoding="utf-8")
    run(compiler, *options, *OPTIONS, "-c", source, "-o", path)


def address(array: np.ndarray) -> int:
    """Where an array begins; ``array.ctypes`` would import a module each time, a million times in these tests."""
    return array.__array_interface__["data"][0]


def begin(library: ctypes.CDLL, arrays: list[np.ndarray]) -> None:
    """A launch that may touch ``arrays`` alone."""
    starts = (ctypes.c_void_p * len(arrays))(*map(address, arrays))
    sizes = (ctypes.c_longlong * len(arrays))(*(array.nbytes for array in arrays))
    library.watched_begin(len(arrays), starts, sizes)


def end(library: ctypes.CDLL, name: str, arrays: list[str]) -> None:
    """Refuse the launch of kernel ``name`` if threads met or left the arrays, which it calls ``arrays``."""
    library.watched_found.restype = ctypes.c_char_p
    found = library.watched_found().decode()
    assert not found, f"in {name} {found} of {', '.join(arrays)}"
