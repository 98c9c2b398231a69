"""The errors of the analyses: each names the parameter, the value and what would be right."""


class AnalysisError(ValueError):
    """Input that no analysis can answer.

    >>> str(AnalysisError("cell_m", -5, "a number above 0"))
    'cell_m: got -5, expected a number above 0'
    """

    def __init__(self, parameter: str, value: object, expected: str) -> None:
        super().__init__(f"{parameter}: got {value!r}, expected {expected}")
        self.parameter = parameter
        self.value = value
        self.expected = expected


class InvalidValueError(AnalysisError):
    """A number, name or array outside what the parameter allows."""


class InvalidGeometryError(AnalysisError):
    """A geometry of the wrong type, empty, not valid or with coordinates that are not finite."""


class EmptyNetworkError(AnalysisError):
    """A road network without any edge."""


class NoStationsError(AnalysisError):
    """An analysis of stations without any station."""


class UnreachableError(AnalysisError):
    """A place that no way leads to or back from."""


class Cancelled(Exception):  # noqa: N818 - nothing is wrong: somebody asked to stop
    """A progress callback raises it to stop a long run; nothing is returned then."""
