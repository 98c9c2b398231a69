"""Small road networks that several tests share."""

import numpy as np
import pytest
from shapely import LineString

from coverage.analysis.network import Network, build_network


@pytest.fixture
def corner() -> Network:
    """1 km east, then 500 m north; 36 km/h (10 m/s) both."""
    east = LineString([(0, 0), (400, 0), (1000, 0)])
    north = LineString([(1000, 0), (1000, 500)])
    return build_network([east, north], [36, 36])


@pytest.fixture
def one_way_ring() -> Network:
    """A square of 1 km, one way round against the clock from (0, 0); 36 km/h."""
    points = [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)]
    sides = [LineString(points[side : side + 2]) for side in range(4)]
    return build_network(sides, [36] * 4, [True] * 4)


@pytest.fixture(scope="session")
def random_network():
    """A function from a seed to a network of bent edges, some one way, some in parallel."""

    def build(seed: int, nodes: int = 40, edges: int = 90, size_m: float = 5000) -> Network:
        rng = np.random.default_rng(seed)
        xy = rng.uniform(0, size_m, (nodes, 2)).round(1)
        tail, head = rng.integers(0, nodes, (2, edges))
        head = np.where(tail == head, (head + 1) % nodes, head)
        bends = (xy[tail] + xy[head]) / 2 + rng.normal(0, 100, (edges, 2))
        lines = [
            LineString([xy[a], bend, xy[b]]) for a, b, bend in zip(tail, head, bends, strict=True)
        ]
        # The first edge again with another course, to have two between the same nodes.
        lines.append(LineString([xy[tail[0]], bends[0] + 300, xy[head[0]]]))
        speeds = rng.choice([15.0, 30.0, 60.0], edges + 1)
        return build_network(lines, speeds, rng.random(edges + 1) < 0.25)

    return build
