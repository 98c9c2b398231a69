"""The figures of coverage as JSON and GeoJSON, under ``/api/coverage/``."""
