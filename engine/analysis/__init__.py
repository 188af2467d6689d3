"""Statistics of spike trains: pure functions of arrays of times and neurons."""
