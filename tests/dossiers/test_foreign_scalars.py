"""What numpy and pandas give is read as the Python value that it is, by the reader of facts and by the models alike."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from relance_rules import DossierError, Rules, check, dossier_model, load_rules
from relance_rules.values import Money


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


MISSING = [
    float("nan"),
    Decimal("NaN"),
    np.nan,
    np.float32("nan"),
    np.datetime64("NaT"),
    np.array(np.nan),
    pd.NA,
    pd.NaT,
]


def nested(path: str, value: Any) -> dict[str, Any]:
    """A dossier that states one value."""
    group, _, key = path.rpartition(".")
    return {"theme": "SNAP3", **({group: {key: value}} if group else {key: value})}


@pytest.mark.parametrize("missing", MISSING, ids=lambda value: f"{type(value).__name__} {value}")
@pytest.mark.parametrize(
    "path",
    [
        "projet.cout_total_ttc",
        "depose_le",
        "projet.phase",
        "projet.nom",
        "projet",
        "porteurs",
        "engagements.x",
        "modalite",
    ],
)
def test_a_missing_value_states_nothing(path: str, missing: Any, rules: Rules) -> None:
    asked = next(iter(rules["SNAP3"].commitments.asked)).id
    data = nested(path.replace(".x", f".{asked}"), missing)
    assert check(data, rules) == check({"theme": "SNAP3"}, rules)


@pytest.mark.parametrize("missing", MISSING, ids=lambda value: f"{type(value).__name__} {value}")
def test_a_missing_theme_is_missing_and_a_missing_item_says_nothing(missing: Any, rules: Rules) -> None:
    with pytest.raises(DossierError, match="le thème manque"):
        check({"theme": missing}, rules)
    assert check({"theme": "SNAP3", "porteurs": [missing]}, rules) == check({"theme": "SNAP3"}, rules)


READ: list[tuple[str, Any, Any]] = [
    ("projet.cout_total_ttc", np.int64(1200), Money(120_000)),
    ("projet.cout_total_ttc", np.uint8(12), Money(1200)),
    ("projet.cout_total_ttc", np.array(12), Money(1200)),
    ("projet.cout_total_ttc", np.str_("1 200 €"), Money(120_000)),
    ("projet.cout_total_ttc", Decimal("12.50"), Money(1250)),
    ("projet.cout_total_ttc", Money(1250), Money(1250)),
    ("projet.phase", np.int32(2), 2),
    ("projet.conforme_descriptif", np.bool_(True), True),
    ("projet.conforme_descriptif", np.False_, False),
    ("projet.nom", np.str_("Tablettes"), "Tablettes"),
    ("projet.nom", np.int64(2021), "2021"),
    ("depose_le", date(2021, 2, 12), date(2021, 2, 12)),
    ("depose_le", datetime(2021, 2, 12), date(2021, 2, 12)),  # noqa: DTZ001
    ("depose_le", pd.Timestamp("2021-02-12"), date(2021, 2, 12)),
    ("depose_le", np.datetime64("2021-02-12"), date(2021, 2, 12)),
    ("depose_le", np.datetime64("2021-02-12T00:00", "ns"), date(2021, 2, 12)),
]


@pytest.mark.parametrize(("path", "value", "expected"), READ, ids=lambda value: f"{type(value).__name__} {value}")
def test_a_scalar_is_read_as_what_it_is(path: str, value: Any, expected: Any, rules: Rules) -> None:
    found = check(nested(path, value), rules).facts[path]
    assert (found, type(found)) == (expected, type(expected))
    with pytest.raises(ValueError, match="SNAP3") as error:  # the model reads it too: only rules refuse the dossier
        dossier_model(rules, "SNAP3").model_validate(nested(path, value))
    assert "type=valeur" not in str(error.value)


REFUSED: list[tuple[str, Any, str]] = [
    ("projet.cout_total_ttc", np.float64(12), "un flottant n’est pas exact"),
    ("projet.cout_total_ttc", np.float32(12), "un flottant n’est pas exact"),
    ("projet.cout_total_ttc", np.array(12.0), "un flottant n’est pas exact"),
    ("projet.cout_total_ttc", np.float64("inf"), "un flottant n’est pas exact"),
    ("projet.cout_total_ttc", np.bool_(True), "un montant est attendu"),
    ("projet.cout_total_ttc", np.int64(-1), "jamais négatif"),
    ("projet.cout_total_ttc", np.longdouble(1), "une seule valeur"),
    ("projet.cout_total_ttc", 1j, "une seule valeur"),
    ("projet.cout_total_ttc", np.array([1, 2]), "une seule valeur"),
    ("projet.cout_total_ttc", np.array([1]), "une seule valeur"),
    ("projet.cout_total_ttc", pd.Series([1]), "une seule valeur"),
    ("projet.cout_total_ttc", Decimal("sNaN"), "sNaN"),
    ("projet.phase", np.float64(2), "un flottant n’est pas exact"),
    ("depose_le", pd.Timestamp("2021-02-12T00:00:00.000000001"), "sans heure"),
    ("depose_le", pd.Timestamp("2021-02-12", tz="Europe/Paris"), "sans heure"),
    ("depose_le", np.datetime64("2021-02-12T08:00"), "sans heure"),
    ("depose_le", datetime(2021, 2, 12, 8), "sans heure"),  # noqa: DTZ001
    ("depose_le", np.timedelta64(1, "D"), "une seule valeur"),
    ("depose_le", pd.Timedelta(1, "D"), "une seule valeur"),
]


@pytest.mark.parametrize(("path", "value", "said"), REFUSED, ids=lambda value: f"{type(value).__name__} {value}")
def test_a_scalar_that_is_no_exact_value_of_its_fact_is_refused(path: str, value: Any, said: str, rules: Rules) -> None:
    with pytest.raises(DossierError, match=said) as error:
        check(nested(path, value), rules)
    assert (error.value.path, error.value.code) == (path, "value")


def test_the_rows_of_a_table_of_data_are_checked_as_they_are(rules: Rules) -> None:
    frame = pd.DataFrame(
        {
            "theme": ["SNAP3", "SNAP3"],
            "depose_le": pd.to_datetime(["2021-02-12", None]),
            "reference": pd.array(["A", None], dtype="string"),
            "cout": pd.array([1200, None], dtype="Int64"),
        }
    )
    rows = [{"projet": {"cout_total_ttc": row.pop("cout")}, **row} for row in frame.to_dict("records")]
    one, other = (check(row, rules) for row in rows)
    assert (one.reference, one.facts["depose_le"], one.facts["projet.cout_total_ttc"]) == (
        "A",
        date(2021, 2, 12),
        Money(120_000),
    )
    assert other == check({"theme": "SNAP3"}, rules)


def test_neither_library_is_loaded() -> None:
    code = (
        "import sys; from relance_rules import check, load_rules;"
        "check({'theme': 'SNAP3', 'projet': {'phase': 1}, 'depose_le': float('nan')}, load_rules());"
        "print(sorted({'numpy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
