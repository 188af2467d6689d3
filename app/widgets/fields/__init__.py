"""Fields into which a person types or chooses: values with units, distributions, words, files, sliders."""
