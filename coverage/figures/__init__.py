"""Figures of coverage: the register as of a day, put through the analyses.

``register`` asks the database, the other modules turn what it returned into the figures that the
map, the pages and the API show. All of them measure in the subdistrict's metric CRS.
"""
