import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from coverage.analysis.modes import MODES
from coverage.analysis.network import build_network
from coverage.analysis.shortest import node_times, times_between

CAR, FOOT = MODES["car"], MODES["foot"]


def graph_with(network, places, mode):
    """The same network for networkx, every edge cut at the places on it."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    speeds = mode.speed_ms(network.speed_kmh)
    for edge in range(len(network.lines)):
        on_it = [row for row in np.argsort(places.offset_m) if places.edge[row] == edge]
        stops = [int(network.tail[edge]), *(("place", row) for row in on_it)]
        stops.append(int(network.head[edge]))
        offsets = [0.0, *places.offset_m[on_it], network.length_m[edge]]
        for at in range(len(stops) - 1):
            seconds = (offsets[at + 1] - offsets[at]) / speeds[edge]
            graph.add_edge(stops[at], stops[at + 1], weight=seconds)
            if not (network.oneway[edge] and mode.keeps_road_rules) or seconds == 0:
                graph.add_edge(stops[at + 1], stops[at], weight=seconds)
    return graph


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("seed", range(6))
def test_times_equal_networkx(random_network, seed, mode):
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, len(network.lines), 12)
    edge[1] = edge[0]
    offset = rng.random(12) * network.length_m[edge]
    offset[2], offset[3] = 0, network.length_m[edge[3]]
    places = network.at(edge, offset)
    graph = graph_with(network, places, mode)
    times = times_between(network, places, places, mode)
    to_places = node_times(network, places, mode, towards=True)
    for row in range(12):
        lengths = nx.single_source_dijkstra_path_length(graph, ("place", row))
        wanted = [lengths.get(("place", other), np.inf) for other in range(12)]
        np.testing.assert_allclose(times[row], wanted, rtol=1e-9, atol=1e-9)
        back = nx.single_source_dijkstra_path_length(graph.reverse(), ("place", row))
        wanted = [back.get(node, np.inf) for node in range(network.node_count)]
        np.testing.assert_allclose(to_places[row], wanted, rtol=1e-9, atol=1e-9)


def directed(seed, nodes, edges, one_way_share):
    """A random directed graph as a network: long detours, parallel edges, edges both ways."""
    rng = np.random.default_rng(seed)
    xy = rng.permutation(100)[:nodes, None] * [100.0, 7.0] + rng.integers(0, 40, (nodes, 2))
    tail, head = rng.integers(0, nodes, (2, edges))
    head = np.where(tail == head, (head + 1) % nodes, head)
    bends = (xy[tail] + xy[head]) / 2 + rng.integers(-200, 200, (edges, 2))
    lines = [LineString([xy[a], bend, xy[b]]) for a, b, bend in zip(tail, head, bends, strict=True)]
    speeds = rng.choice([10.0, 30.0, 80.0], edges)
    return build_network(lines, speeds, rng.random(edges) < one_way_share)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    nodes=st.integers(2, 30),
    more=st.floats(0.5, 3),
    one_way_share=st.sampled_from([0.0, 0.3, 1.0]),
    mode=st.sampled_from(list(MODES.values())),
    towards=st.booleans(),
)
def test_directed_graphs_equal_networkx(seed, nodes, more, one_way_share, mode, towards):
    network = directed(seed, nodes, max(1, int(nodes * more)), one_way_share)
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, len(network.lines), 4)
    places = network.at(edge, rng.choice([0, 0.5, 1], 4) * network.length_m[edge])
    graph = graph_with(network, places, mode)
    graph = graph.reverse() if towards else graph
    wanted = np.full((4, network.node_count), np.inf)
    for row in range(4):
        for node, seconds in nx.single_source_dijkstra_path_length(graph, ("place", row)).items():
            if not isinstance(node, tuple):
                wanted[row, node] = seconds
    every = node_times(network, places, mode, towards)
    np.testing.assert_allclose(every, wanted, rtol=1e-9, atol=1e-9)
    # Asked again, the kept graph gives the same.
    np.testing.assert_array_equal(node_times(network, places, mode, towards), every)


def test_a_network_keeps_apart_what_it_keeps(one_way_ring):
    place = one_way_ring.at([0], [300])
    times = {
        (name, towards): node_times(one_way_ring, place, mode, towards)
        for name, mode in MODES.items()
        for towards in (True, False)
    }
    again = {key: node_times(one_way_ring, place, MODES[key[0]], key[1]) for key in times}
    for key in times:
        np.testing.assert_array_equal(times[key], again[key])
    assert not np.allclose(times["car", True], times["car", False])
    assert not np.allclose(times["car", True], times["foot", True])


def test_one_edge_along_itself():
    network = build_network([LineString([(0, 0), (1000, 0)])], [36])
    places = network.at([0, 0], [100, 700])
    assert times_between(network, places, places, CAR).tolist() == [[0, 60], [60, 0]]


def test_one_way_edge_against_itself_goes_round(one_way_ring):
    places = one_way_ring.at([0, 0], [100, 700])
    times = times_between(one_way_ring, places, places, CAR)
    assert times.tolist() == [[0, 60], [340, 0]]


def test_both_accesses_are_walked(corner):
    places = corner.locate([(500, 10), (1005, 200)])
    times = times_between(corner, places, places, CAR)
    assert times[0, 1] == pytest.approx(10 / 1.25 + 70 + 5 / 1.25)


def test_of_parallel_edges_the_faster_counts():
    straight = LineString([(0, 0), (1000, 0)])
    around = LineString([(0, 0), (500, 500), (1000, 0)])
    network = build_network([straight, around], [10, 60])
    ends = network.locate([(0, 0), (1000, 0)])
    seconds = times_between(network, ends, ends, CAR)[0, 1]
    assert seconds == pytest.approx(around.length / (60 / 3.6))


def test_a_loop_is_passed_the_shorter_way():
    loop = LineString([(0, 0), (300, 0), (300, 100), (0, 0)])
    network = build_network([loop, LineString([(0, 0), (-100, 0)])], [36, 36])
    places = network.at([0, 1], [loop.length - 10, 100])
    assert times_between(network, places, places, CAR)[0, 1] == pytest.approx(11)


def test_disconnected_parts_never_meet():
    network = build_network([LineString([(0, 0), (9, 0)]), LineString([(0, 9), (9, 9)])], [36, 36])
    places = network.at([0, 1], [5, 5])
    times = times_between(network, places, places, CAR)
    assert np.isinf(times[0, 1])
    assert np.isinf(node_times(network, places[[0]], CAR)).sum() == 2


def test_order_of_edges_does_not_matter(random_network):
    network = random_network(3)
    order = np.random.default_rng(0).permutation(len(network.lines))
    other = build_network(network.lines[order], network.speed_kmh[order], network.oneway[order])
    xy = np.random.default_rng(1).uniform(0, 5000, (8, 2))
    times = [times_between(n, n.locate(xy), n.locate(xy), FOOT) for n in (network, other)]
    np.testing.assert_allclose(*times, rtol=1e-12)
