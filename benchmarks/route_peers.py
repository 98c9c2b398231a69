"""What inspection rounds are compared with: PyVRP alone, and a split by the nearest station."""

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.stop import MaxRuntime

from coverage.analysis.routing.problem import Problem, Rounds, rounds_of

SCALE = 1_000


def pyvrp_rounds(problem: Problem, seconds: float) -> Rounds | None:
    """Rounds of PyVRP as it is: two clients a segment, one group; None if it finds none.

    Whole milliseconds (or thousandths of a cost), rounded so that limits are kept.
    """
    data = _data(problem)
    result = pyvrp.solve(data, MaxRuntime(seconds), collect_stats=False, display=False)
    if not result.is_feasible():
        return None
    orders = [np.empty(0, np.intp)] * problem.vehicles
    free = {row: row for row in range(problem.vehicles)}
    for route in result.best.routes():
        row = free.pop(route.vehicle_type())
        clients = [one.idx for one in route if one.is_client()]
        orders[row] = np.array([client // 2 for client in clients], dtype=np.intp)
    return rounds_of(problem, orders)


def _data(problem: Problem) -> pyvrp.ProblemData:
    jobs, vehicles = problem.jobs, problem.vehicles
    enter = np.concatenate([problem.end, problem.enter.reshape(-1)])
    leave = np.concatenate([problem.start, problem.leave.reshape(-1)])
    travel = np.ceil(problem.travel[np.ix_(leave, enter)] * SCALE).astype(np.int64)
    np.fill_diagonal(travel, 0)
    service = np.ceil(problem.service * SCALE).astype(int)
    capacity = problem.capacity if np.isfinite(problem.capacity).all() else None
    clients, groups = [], []
    for job in range(jobs):
        load = [] if capacity is None else [int(problem.load[job])]
        for way in range(2):
            clients.append(
                pyvrp.Client(
                    vehicles + 2 * job + way,
                    delivery=load,
                    service_duration=int(service[job]),
                    required=False,
                    group=job,
                )
            )
        groups.append(pyvrp.ClientGroup([2 * job, 2 * job + 1]))
    types = [
        pyvrp.VehicleType(
            1,
            capacity=[] if capacity is None else [int(capacity[row])],
            start_depot=row,
            end_depot=row,
            **({} if np.isinf(problem.limit[row]) else {"shift_duration": _whole(problem, row)}),
        )
        for row in range(vehicles)
    ]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in enter],
        clients,
        [pyvrp.Depot(row) for row in range(vehicles)],
        types,
        [travel],
        [travel],
        groups,
    )


def _whole(problem: Problem, row: int) -> int:
    return int(problem.limit[row] * SCALE)


def nearest_rounds(problem: Problem, station: NDArray[np.intp]) -> Rounds:
    """Each job goes to the nearest station, whose people take what is next nearest by turns.

    `station` (k,): the station of each vehicle. Everyone serves the nearest job that is left
    as long as that and the way back fit the limit; jobs that fit nobody are left out.
    """
    there = problem.travel[problem.start][:, problem.enter].min(axis=2)
    nearest = station[np.argmin(there, axis=0)]
    orders = []
    left = set(range(problem.jobs))
    for row in range(problem.vehicles):
        order, at, spent = [], problem.start[row], 0.0
        while True:
            todo = [job for job in left if nearest[job] == station[row]]
            steps = [
                (problem.travel[at, problem.enter[job, way]], job, way)
                for job in todo
                for way in range(2)
                if spent
                + problem.travel[at, problem.enter[job, way]]
                + problem.service[job]
                + problem.travel[problem.leave[job, way], problem.end[row]]
                <= problem.limit[row]
            ]
            if not steps:
                break
            step, job, way = min(steps)
            left.remove(job)
            order.append(job)
            spent += step + problem.service[job]
            at = problem.leave[job, way]
        orders.append(np.array(order, dtype=np.intp))
    return rounds_of(problem, orders)
