"""The names that a template may use, for who edits one."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.batch.letters.vocabulary import NAMES, mark, mark_if
from relance_rules.showing.blocks import Block, Heading, Item, Paragraph, Title
from relance_rules.values import Message

_TITLES = {
    "text": Message("Noms que leur contenu remplace"),
    "list": Message("Listes : leur paragraphe est répété pour chaque ligne"),
    "condition": Message("Conditions : elles disent seulement quand un paragraphe est dans la lettre"),
}


def names_blocks() -> Iterator[Block]:
    """What a template may hold."""
    yield Title(Message("Ce qu’un modèle de lettre peut contenir"))
    yield Paragraph(
        Message(
            "« relance letter --out modele.docx » écrit un modèle : gardez-en le texte, changez-le, ajoutez-y votre "
            "logo, puis donnez-le à « relance batch --letters DIR --letter-template modele.docx »."
        )
    )
    yield Item("•", Message("{mark} est remplacé par ce que ce nom veut dire", {"mark": mark("name")}))
    yield Item("•", Message("un paragraphe dont un nom ne veut rien dire dans une lettre n’y est pas"))
    values = {"with": mark_if("grounds"), "without": mark_if("theme", present=False)}
    yield Item("•", Message("{with} garde son paragraphe seulement s’il y a des motifs", values))
    yield Item("•", Message("{without} garde son paragraphe seulement s’il n’y a pas de thème", values))
    yield Item("•", Message("majuscules, accents et espaces d’un nom sont indifférents"))
    for kind, title in _TITLES.items():
        yield Heading(title)
        for name in NAMES:
            if name.kind == kind:
                yield Item("•", Message("{code} : {text}", {"code": name.spelled, "text": name.meaning}))
