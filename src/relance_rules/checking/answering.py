"""What is answered of a dossier as it comes: its report, or where it stands beside every theme if it names none."""

from __future__ import annotations

from datetime import date

from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.checking.themes import Themes, beside_themes
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_beside, dossier_of, names_no_theme
from relance_rules.loading.rules import Rules


def answer(
    document: DossierData, rules: Rules, *, every: bool = False, filed_on: date | None = None
) -> Report | Themes:
    """The report of a dossier by the theme that it names, or the dossier beside every theme.

    Args:
        document: The dossier.
        rules: The rules.
        every: Whether it stands beside every theme even where it names one.
        filed_on: The day it is filed, where it states none.

    Raises:
        DossierError: The theme is unknown, or facts can't be read.
        RuleError: A rule file that is needed breaks the language.
    """

    def filed(dossier: Dossier) -> Dossier:
        role = rules.plan.roles.filed_on
        if filed_on is None or role is None or role in dossier.facts:
            return dossier
        return dossier._replace(facts={**dossier.facts, role: filed_on})

    if every or names_no_theme(document, rules):
        return beside_themes(rules.plan, filed(dossier_beside(document, rules)))
    theme, dossier = dossier_of(document, rules)
    return check_dossier(rules.plan, theme, filed(dossier))
