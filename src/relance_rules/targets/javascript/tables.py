"""What the engine knows of letters, months, countries and currencies: what Python knows, as data."""

from __future__ import annotations

import json
from typing import Any

from relance_rules.localization.formats import FILE
from relance_rules.values import Currency
from relance_rules.values.countries import country_names
from relance_rules.values.dates import month_names


def tables(currency: Currency | None) -> dict[str, Any]:
    """The tables of the engine, for amounts in a currency."""
    formats = json.loads(FILE.read_text(encoding="utf-8"))
    code = None if currency is None else currency.code
    return {
        "months": list(month_names()),
        "countries": sorted(country_names().items()),
        "formats": {
            "months": formats["months"],
            "signs": {language: signs.get(code, code) for language, signs in formats["signs"].items()},
            "decimals": formats["decimals"].get(code, 2),
        },
    }
