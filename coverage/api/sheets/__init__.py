"""Figures as tables with headers, one module a table; the API and the command share them.

Each is a function (register, question) -> Table.
"""
