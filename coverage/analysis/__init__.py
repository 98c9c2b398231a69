"""Pure analyses: arrays and shapely geometries in, arrays and geometries out.

Nothing here knows Django, a database or a file. Coordinates are metres in a projected
system (EPSG:4549 for the reference data) as x = easting, y = northing; times are seconds
unless a name says otherwise. Wrong input raises a subclass of `errors.AnalysisError`.
"""
