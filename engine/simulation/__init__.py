"""Order of operations, delivery, random numbers and recordings of a running network."""
