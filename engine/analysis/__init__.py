"""What spike trains say: pure functions of arrays of times and neurons."""
