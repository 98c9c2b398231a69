"""Benchmarks: run ``make bench``."""
