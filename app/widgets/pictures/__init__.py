"""Small painted pictures: of distributions, samples, places, classes, functions, phase planes and trainings."""
