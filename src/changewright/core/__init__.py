"""The core: pure rules of change management. No clock, no files, no network, no SQL."""
