"""Vector tiles of the public collections: Mapbox Vector Tile 2.1 on WebMercatorQuad."""
