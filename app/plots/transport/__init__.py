"""The bar below the window: run, pause, steps, speed, ribbon of time, meters and backend."""
