"""The libraries that some commands need and that the package is installed without."""

from importlib.util import find_spec

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message


def needed(*libraries: str, extra: str = "duckdb") -> None:
    """Make sure that libraries are installed, which an extra of the package brings.

    Raises:
        DossierError: One is not.
    """
    lacking = [library for library in libraries if find_spec(library) is None]
    if lacking:
        values = {"libraries": lacking, "command": f'pip install "relance-rules[{extra}]"'}
        raise DossierError([Problem(Message("il manque {libraries} : installez-les par {command}", values))])
