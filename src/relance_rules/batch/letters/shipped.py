"""The letter that comes with the package, paragraph by paragraph, which each format writes as a template to edit."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from relance_rules.batch.letters.vocabulary import NAMES, mark, mark_if
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message

Style: TypeAlias = Literal["sender", "addressee", "date", "subject", "text", "title", "item", "signature"]
"""What a paragraph is, which says how it looks."""


class Shipped(NamedTuple):
    """A paragraph: what it says, where ``{key}`` is the mark of a name; and the names with which it stands."""

    style: Style
    text: Message
    when: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def marks(self) -> str:
        """The marks that say when it stands."""
        return "".join([*map(mark_if, self.when), *(mark_if(key, present=False) for key in self.without)])

    def said(self, language: Localization) -> str:
        """What it says, with the marks of its names."""
        return shown(self.text._replace(values={name.key: mark(name.key) for name in NAMES}), language)


def _alone(style: Style, key: str) -> Shipped:
    """A name on its own."""
    return Shipped(style, Message(f"{{{key}}}"))


def _list(title: Message, key: str) -> tuple[Shipped, Shipped]:
    """A list under its title, left out with it."""
    return Shipped("title", title, when=(key,)), _alone("item", key)


PARAGRAPHS: tuple[Shipped, ...] = (
    Shipped("sender", Message("(Nom de votre service)")),
    Shipped("sender", Message("(Adresse, téléphone et courriel de votre service)")),
    _alone("sender", "service"),
    _alone("addressee", "organisation"),
    Shipped("addressee", Message("SIRET {identifier}")),
    _alone("addressee", "contact"),
    Shipped("date", Message("(Votre ville), le {date}")),
    Shipped("subject", Message("Objet : votre dossier « {name} », thème {theme}")),
    Shipped("subject", Message("Objet : votre dossier « {name} »"), without=("theme",)),
    Shipped("text", Message("Dossier n° {number} de la plateforme de dépôt")),
    Shipped("text", Message("Madame, Monsieur,")),
    Shipped("text", Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} » : « {project} ».")),
    Shipped(
        "text", Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} »."), without=("project",)
    ),
    Shipped("text", Message("Vous avez déposé le dossier « {name} »."), without=("theme",)),
    _alone("text", "conclusion"),
    *_list(Message("Motifs"), "grounds"),
    *_list(Message("À corriger"), "corrections"),
    *_list(Message("À éclaircir"), "unclear"),
    *_list(Message("À faire d’abord"), "first"),
    *_list(Message("Ce qui reste à régler"), "open"),
    *_list(Message("Réponses attendues"), "answers"),
    *_list(Message("Engagements à prendre"), "commitments"),
    *_list(Message("Contenus à joindre"), "documents"),
    *_list(Message("Ce qui manque aussi à votre dossier"), "lacking"),
    _alone("text", "deadline"),
    Shipped(
        "text",
        Message(
            "Pour cela, reprenez votre dossier là où vous l’avez déposé, ou écrivez-nous à l’adresse ci-dessus en "
            "rappelant sa référence."
        ),
        when=("may_refile",),
    ),
    _alone("text", "proposal"),
    *_list(Message("Pourquoi ce montant"), "cuts"),
    *_list(Message("Déjà accordé ou proposé"), "earlier"),
    *_list(Message("À savoir"), "notices"),
    Shipped(
        "text",
        Message(
            "Si vous contestez cette décision, vous pouvez, dans les deux mois qui suivent le jour où elle vous est "
            "notifiée, adresser un recours à son auteur ou à son supérieur hiérarchique, ou saisir le tribunal "
            "administratif. Un recours à l’administration présenté dans ces deux mois interrompt le délai : vous "
            "pouvez alors saisir le tribunal dans les deux mois qui suivent la réponse, un silence de deux mois valant "
            "rejet."
        ),
        when=("ineligible",),
    ),
    Shipped(
        "text", Message("Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.")
    ),
    Shipped("signature", Message("(Nom, prénom et qualité du signataire)")),
    *_list(Message("Annexe : lectures du texte sur lesquelles repose cette lettre"), "readings"),
    _alone("text", "trace"),
)
"""The whole letter."""
