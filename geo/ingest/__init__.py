"""Files of places in: read as tables, looked at, checked without writing, then written at once."""
