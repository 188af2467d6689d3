"""Variables of another process, read while threads of this one set and take away their own."""

from __future__ import annotations

import os
import threading

from engine import child_process


def test_a_variable_that_a_thread_takes_away_meanwhile_is_no_error(monkeypatch):
    """A stand-in of the moment between the names and their values."""
    monkeypatch.setenv("SPIKELOOM_GOES", "1")
    gone = threading.Event()

    class Vanishing(dict):
        def __iter__(self):
            names = list(super().__iter__())
            self.pop("SPIKELOOM_GOES", None)
            gone.set()
            return iter(names)

        def keys(self):
            return list(self)

    monkeypatch.setattr(os, "environ", Vanishing(os.environ))
    found = child_process.environment({"MORE": "2"})
    assert gone.is_set() and "SPIKELOOM_GOES" not in found
    assert found["MORE"] == "2" and found["PATH"] == os.environ["PATH"]
