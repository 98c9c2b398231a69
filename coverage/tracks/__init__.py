"""Tracks in: received in parts or from a file, kept as they came, cleaned, measured and judged."""
