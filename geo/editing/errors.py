"""What is wrong with something sent, by the parameter that is wrong: the base of such errors."""

from rest_framework.exceptions import APIException


class ParameterFault(APIException):
    """Something sent cannot be taken; nothing of it was stored.

    The text is in the language of the request; parameter, value and what would be right go
    with it. What inherits says its HTTP status.
    """

    status_code = 400
    default_code = "invalid"

    def __init__(
        self,
        detail: str,
        parameter: str | None = None,
        value: object = None,
        expected: object = None,
    ) -> None:
        super().__init__(detail)
        self.parameter, self.value, self.expected = parameter, value, expected
