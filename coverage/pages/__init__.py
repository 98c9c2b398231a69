"""Pages for people: the map, places, deputies, and the lists behind every number."""
