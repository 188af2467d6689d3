"""Values of a description drawn as numbers: streams of random words, distributions, places."""
