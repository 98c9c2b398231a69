"""Imports over HTTP, at /api/imports/."""
