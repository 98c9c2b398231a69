"""A file becomes tables, one format a module, in a process that may crash without harm."""
