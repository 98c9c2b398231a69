"""The register for machines: OGC API - Features, whole-file downloads, GeoJSON."""
