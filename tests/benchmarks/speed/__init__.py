"""The engine beside its peers, one small file a case; see :mod:`tests.benchmarks.speed.__main__`."""
