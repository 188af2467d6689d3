"""Programming interface of the engine: networks put together by names, trained on arrays, loaded and exported."""
