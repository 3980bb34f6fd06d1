"""What to ask of the platform's API: the dossiers with all that is read of them, and the description of their form."""

from __future__ import annotations

from relance_rules.localization import Localization
from relance_rules.values import Message

# A value whose type differs from one kind of field to another is asked under a name of its own. The platform gives
# some kinds only to those who name them, as titles, which hold no answer.
_DOSSIERS = """\
query Dossiers($demarche: Int!, $after: String, $updatedSince: ISO8601DateTime) {
  demarche(number: $demarche) {
    number
    title
    dossiers(first: 100, after: $after, updatedSince: $updatedSince) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Dossier
      }
    }
  }
}

fragment Dossier on Dossier {
  number
  state
  archived
  dateDepot
  datePassageEnConstruction
  datePassageEnInstruction
  dateTraitement
  dateDerniereModification
  motivation
  usager {
    email
  }
  groupeInstructeur {
    number
    label
  }
  instructeurs {
    email
  }
  demandeur {
    __typename
    ... on PersonneMorale {
      siret
      entreprise {
        siren
        raisonSociale
      }
      association {
        titre
      }
    }
    ... on PersonneMoraleIncomplete {
      siret
    }
    ... on PersonnePhysique {
      prenom
      nom
    }
  }
  champs {
    ...Champ
  }
  annotations {
    ...Champ
  }
}

fragment Champ on Champ {
  ...Valeur
  ... on RepetitionChamp {
    rows {
      champs {
        ...Valeur
      }
    }
  }
}

fragment Valeur on Champ {
  __typename
  id
  champDescriptorId
  label
  stringValue
  updatedAt
  ... on CheckboxChamp {
    checked: value
  }
  ... on YesNoChamp {
    selected: value
  }
  ... on IntegerNumberChamp {
    integerNumber: value
  }
  ... on DecimalNumberChamp {
    decimalNumber: value
  }
  ... on DateChamp {
    date
  }
  ... on DatetimeChamp {
    datetime
  }
  ... on DropDownListChamp {
    __typename
  }
  ... on LinkedDropDownListChamp {
    primaryValue
    secondaryValue
  }
  ... on MultipleDropDownListChamp {
    values
  }
  ... on PieceJustificativeChamp {
    files {
      filename
    }
  }
  ... on TitreIdentiteChamp {
    checked: filled
  }
  ... on SiretChamp {
    etablissement {
      siret
    }
  }
  ... on HeaderSectionChamp {
    __typename
  }
  ... on ExplicationChamp {
    __typename
  }
}
"""

_FORM = """\
query Formulaire($demarche: Int!) {
  demarche(number: $demarche) {
    number
    title
    activeRevision {
      id
      champDescriptors {
        ...Descripteur
      }
      annotationDescriptors {
        ...Descripteur
      }
    }
  }
}

fragment Descripteur on ChampDescriptor {
  ...Description
  ... on RepetitionChampDescriptor {
    champDescriptors {
      ...Description
    }
  }
}

fragment Description on ChampDescriptor {
  __typename
  id
  label
  description
  required
  ... on DropDownListChampDescriptor {
    options
    otherOption
  }
  ... on MultipleDropDownListChampDescriptor {
    options
  }
  ... on LinkedDropDownListChampDescriptor {
    options
  }
}
"""

_RUN = Message(
    "À envoyer à l’API de la plateforme (adresse /api/v2/graphql, avec un jeton) : un JSON qui la tient\n"
    "sous « query », avec « variables » : {variables}"
)


def dossiers_query(language: Localization) -> str:
    """The query that asks for the dossiers, a hundred a page, with all that is read of them; how to run it before."""
    pages = Message(
        "Tant que « hasNextPage » est vrai, renvoyez-la avec « after » : la valeur de « endCursor ».\n"
        "Gardez chaque réponse entière, sur une ligne d’un fichier .ndjson.\n"
        "« updatedSince » ne prend que les dossiers modifiés depuis un moment, comme 2026-01-31T00:00:00+01:00."
    )
    return _commented(language, [_run('{"demarche": 12345, "after": null}'), pages]) + _DOSSIERS


def form_query(language: Localization) -> str:
    """The query that asks for the description of a form; how to run it before."""
    then = Message("Gardez la réponse dans un fichier .json : « relance new THEME --format mapping --form » la lit.")
    return _commented(language, [_run('{"demarche": 12345}'), then]) + _FORM


def _run(variables: str) -> Message:
    return _RUN._replace(values={"variables": variables})


def _commented(language: Localization, said: list[Message]) -> str:
    lines = [line for message in said for line in language.say(message).splitlines()]
    return "".join(f"# {line}\n" for line in lines) + "\n"
