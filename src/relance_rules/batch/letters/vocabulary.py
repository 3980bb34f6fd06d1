"""The names that a template may use: what each stands for, and how templates spell it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from relance_rules.values import Message
from relance_rules.values.spelling import normal


class Name(NamedTuple):
    """A name: what stands for it in a letter, and how a template spells it.

    A ``text`` stands within a sentence, a ``list`` repeats its paragraph for each of its entries, and a ``condition``
    only tells whether a paragraph stands in a letter.
    """

    key: str
    spelled: str
    kind: Literal["text", "list", "condition"]
    meaning: Message


NAMES: tuple[Name, ...] = (
    Name("name", "dossier", "text", Message("la référence du dossier, ou le fichier où il se trouve")),
    Name("number", "numéro", "text", Message("son numéro sur la plateforme de dépôt, s’il n’est pas sa référence")),
    Name("theme", "thème", "text", Message("le code du thème")),
    Name("theme_title", "titre du thème", "text", Message("ce que le thème finance, en quelques mots")),
    Name("project", "nom du projet", "text", Message("le nom du projet")),
    Name("filed_on", "jour du dépôt", "text", Message("le jour où le dossier a été déposé")),
    Name("organisation", "organisation", "text", Message("qui l’a déposé")),
    Name("identifier", "SIRET", "text", Message("le SIRET de qui l’a déposé")),
    Name("contact", "contact", "text", Message("l’adresse électronique, ou le nom, à qui écrire")),
    Name("service", "service", "text", Message("le groupe d’instructeurs à qui la plateforme a confié le dossier")),
    Name("date", "date", "text", Message("le jour de la lettre, ou des points à remplir s’il n’est pas donné")),
    Name("conclusion", "conclusion", "text", Message("ce qu’il advient du dossier, en une phrase")),
    Name("deadline", "délai", "text", Message("jusqu’à quand le dossier peut être complété et déposé de nouveau")),
    Name("proposal", "proposition", "text", Message("le montant proposé, ou celui qui serait possible")),
    Name("grounds", "motifs", "list", Message("les motifs d’un refus")),
    Name("corrections", "à corriger", "list", Message("ce qui se contredit ou ne peut pas être lu")),
    Name(
        "unclear",
        "à éclaircir",
        "list",
        Message("la même chose, quand le dossier vient d’un formulaire ou d’un tableau"),
    ),
    Name("first", "à faire d’abord", "list", Message("la démarche à faire avant toute autre")),
    Name("open", "à régler", "list", Message("ce qui empêche encore de conclure, sans être une réponse à donner")),
    Name("answers", "réponses attendues", "list", Message("les questions sans réponse")),
    Name("commitments", "engagements à prendre", "list", Message("les engagements qui manquent")),
    Name("documents", "contenus à joindre", "list", Message("les contenus qui manquent")),
    Name("lacking", "manque aussi", "list", Message("ce qui manque à un dossier qui est refusé par ailleurs")),
    Name("cuts", "réductions", "list", Message("chaque dépense écartée, taux ou plafond qui réduit le montant")),
    Name("earlier", "déjà accordé", "list", Message("ce que d’autres dossiers du même projet ont pris d’un plafond")),
    Name("notices", "à savoir", "list", Message("ce qu’il faut savoir de plus")),
    Name("readings", "lectures", "list", Message("les lectures du texte sur lesquelles repose la lettre")),
    Name("trace", "trace", "text", Message("l’outil, ses règles et leur empreinte, qui permettent de tout refaire")),
    Name("ready", "prêt", "condition", Message("le dossier est complet et éligible")),
    Name("incomplete", "à compléter", "condition", Message("il manque quelque chose au dossier")),
    Name("ineligible", "refusé", "condition", Message("le dossier ne remplit pas les conditions")),
    Name("error", "en erreur", "condition", Message("le dossier se contredit ou ne peut pas être lu")),
    Name("may_refile", "encore temps", "condition", Message("le dépôt est ouvert, ou le sera de nouveau")),
)

BY_SPELLING = {normal(name.spelled): name for name in NAMES}
"""The names by their spellings, normalised: accents, case, spaces and hyphens make no difference."""
KINDS = {name.key: name.kind for name in NAMES}


def mark(key: str) -> str:
    """What puts a name in a template."""
    return _marked("", key)


def mark_if(key: str, *, present: bool = True) -> str:
    """What keeps a paragraph only where a letter has something of that name, or only where it has nothing."""
    return _marked(f"{IF} " if present else f"{WITHOUT} ", key)


def _marked(before: str, key: str) -> str:
    spelled = next(name.spelled for name in NAMES if name.key == key)
    return f"{{{{ {before}{spelled} }}}}"


IF, WITHOUT = "si", "sans"
