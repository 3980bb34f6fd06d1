"""RR105: a field that asks an amount without taxes gives one that counts them."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.platform.guesses import untaxed
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        if line.fact is None or line.fact.type != "money":
            continue
        labels = [field.label for field in line.found] or [line.rule.label or ""]
        tax = next((tax for label in labels if (tax := untaxed(label, file.plan.currency)) is not None), None)
        if tax is not None:
            values = {"tax": tax, "fact": line.rule.fact}
            message = Message("le champ demande un montant « {tax} », que « {fact} » n’est pas : à convertir", values)
            yield Found((*line.path, "fact"), message)


_TAXES = (
    "currency: {code: CHF, tax: {fr: taxes comprises, en: with taxes}, "
    "other_tax: {fr: [sans taxes], en: [without taxes]}}\n"
)

RULE = MappingRule(
    code="RR105",
    name="untaxed-amount",
    severity="error",
    why=Message("Un montant sans taxes pris pour un montant qui les compte est trop petit, dans chaque dossier."),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Coût sans taxes, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût sans taxes, type: decimal_number}\n",
        manifest=_TAXES,
    ),
    good=MappingExample(
        mapping="fields: [{label: Coût taxes comprises, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût taxes comprises, type: decimal_number}\n",
        manifest=_TAXES,
    ),
)
