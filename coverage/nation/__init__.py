"""The station gap of every village of a province or a nation, county by county."""
