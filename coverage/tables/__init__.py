"""Tables as files: JSON, CSV, xlsx and text, written in one place for the API and the command.

>>> from geo.features.collections import Text
>>> made = Table("demo", Text("示例", "Demo"), (Column("code", "代码", "Code"),), [{"code": "=1"}])
>>> render(made, "csv").decode("utf-8-sig")
"代码\\r\\n'=1\\r\\n"
"""

from coverage.tables.files import FORMATS, render
from coverage.tables.table import Column, Fact, Table

__all__ = ["FORMATS", "Column", "Fact", "Table", "render"]
