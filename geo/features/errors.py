"""What a request to the feature API can get wrong; each error knows its HTTP status."""


class ApiError(Exception):
    """An answer that says what is wrong; ``members`` name parameter, value and what is right."""

    status = 400

    def __init__(self, detail: str, **members: object):
        super().__init__(detail)
        self.detail = detail
        self.members = members


class BadParameterError(ApiError):
    """A query parameter that is unknown or has a value nobody can answer."""

    def __init__(self, parameter: str, value: str, expected: str, detail: str = ""):
        text = detail or f"'{value}' is not a value of the parameter '{parameter}': {expected}."
        super().__init__(text, parameter=parameter, value=value, expected=expected)


class NotFoundError(ApiError):
    """A collection, a feature or a page that does not exist."""

    status = 404


class MethodNotAllowedError(ApiError):
    """A method that a resource does not have; ``expected`` lists those it has."""

    status = 405


class NotAcceptableError(ApiError):
    """The ``Accept`` header asks for media types that this resource does not have."""

    status = 406


class BusyError(ApiError):
    """The database was held by another write for too long; the same request may work soon."""

    status = 503
