"""Why an import cannot go on; each error knows its HTTP status, parameter and what is right."""

from rest_framework.exceptions import APIException


class ImportFault(APIException):
    """Something asked of an import cannot be done; nothing was changed."""

    status_code = 400
    default_code = "invalid"

    def __init__(
        self, detail: str, parameter: str, value: object = None, expected: object = None
    ) -> None:
        super().__init__(detail)
        self.parameter, self.value, self.expected = parameter, value, expected


class TooLargeFault(ImportFault):
    """The file is larger than the service takes."""

    status_code = 413


class ImportConflict(ImportFault):
    """The state of the import or of the register does not allow it."""

    status_code = 409
    default_code = "conflict"

    def __init__(self, detail: str, reasons: list[str] | None = None) -> None:
        super().__init__(detail, "state")
        self.value = None
        self.expected = None
        self.reasons = reasons or []


class CancelledError(Exception):
    """Somebody cancelled the import while a step of it ran."""
