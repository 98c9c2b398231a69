"""Why an import cannot go on; each error knows its HTTP status, parameter and what is right."""

from geo.editing.errors import ParameterFault


class ImportFault(ParameterFault):
    """Something asked of an import cannot be done; nothing was changed."""


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
