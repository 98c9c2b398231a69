"""The parameter ``filter``: CQL2 (OGC 21-065r2) over the queryables of a collection.

``parsing`` makes a tree of text, ``checking`` a typed condition of the tree, ``translation`` SQL of
the condition.
"""
