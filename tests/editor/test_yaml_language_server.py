"""Rule files and dossiers in the YAML server that editors run: faults underlined, help shown, values proposed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from npm_packages import installed

from .language_server import Editor

ROOT = Path(__file__).resolve().parents[2]
SERVER = "yaml-language-server@1.25.0"


@pytest.fixture(scope="module")
def server() -> Path:
    """The server, installed once beside the Python that runs the tests."""
    return installed(SERVER) / "bin" / "yaml-language-server"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the committed schemas where rule files look for them."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


@pytest.fixture
def editor(server: Path, folder: Path) -> Iterator[Editor]:
    node = shutil.which("node")
    assert node is not None
    with Editor([node, str(server), "--stdio"], folder, {"yaml": {"schemaStore": {"enable": False}}}) as opened:
        yield opened


def written(path: Path, text: str) -> dict[str, tuple[int, int]]:
    """Write a file without its ``^1`` marks; where each of them stood, counted from 0."""
    places, lines = {}, []
    for number, line in enumerate(text.splitlines()):
        while "^" in line:
            column = line.index("^")
            places[line[column + 1]] = (number, column)
            line = line[:column] + line[column + 2 :]
        lines.append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return places


def faults(editor: Editor, path: Path) -> dict[tuple[int, int], str]:
    """What the editor underlines, by place."""
    found = {}
    for each in editor.open(path):
        start = each["range"]["start"]
        found[start["line"], start["character"]] = each["message"]
    return found


RULES = """\
# yaml-language-server: $schema=../../schemas/theme.schema.json
theme: ESSAI
kind: ^1guichets
windows:
  - id: guichet
    o^2pens: 2021-01-04
    ^3clozes: 2021-06-30
    ^4
eligibility:
  - id: porteur
    require:
      every: porteurs
      satisfies: {f^5act: ^6categories, is: operateur}
funding:
  s^7taff: valued
"""


def test_a_rule_file_with_faults(editor: Editor, folder: Path) -> None:
    path = folder / "rules" / "themes" / "ESSAI.yaml"
    at = written(path, RULES)

    found = faults(editor, path)
    assert '"guichet", "appel_a_projets"' in found[at["1"]]
    assert "clozes" in found[at["3"]]
    assert '"projet.cout_total_ttc"' in found[at["6"]]

    assert "A day" in editor.hover(path, *at["2"])
    assert "first among those of the item at hand" in editor.hover(path, *at["5"])
    assert "Staff costs: borne by the applicant" in editor.hover(path, *at["7"])

    assert editor.complete(path, *at["1"]) == {"guichet", "appel_a_projets"}
    assert editor.complete(path, *at["4"]) >= {"closes", "when", "notice"}
    assert editor.complete(path, *at["6"]) >= {"categorie", "projet.cout_total_ttc", "seuls_deconcentres"}


MEMBER = """\
# yaml-language-server: $schema=../../schemas/theme.schema.json
theme: ESSAI
e^1xtends: ^2ITN9
title: {fr: Un, en: One}
c^3ites:
  self: 1-9
eligibility:
  - id: porteur
    ^4
"""


def test_a_member_of_a_family_states_only_what_differs(editor: Editor, folder: Path) -> None:
    path = folder / "rules" / "themes" / "ESSAI.yaml"
    at = written(path, MEMBER)
    assert set(faults(editor, path)) == {at["2"]}
    assert "The family that this theme completes" in editor.hover(path, *at["1"])
    assert "The passage of each statement" in editor.hover(path, *at["3"])
    assert editor.complete(path, *at["2"]) == {"ITN8"}
    assert editor.complete(path, *at["4"]) >= {"require", "when", "remove", "after"}


DEFINITIONS = """\
# yaml-language-server: $schema=../schemas/definitions.schema.json
derived:
  essai:
    of: ^1porteur
    type: boolean
    label: {fr: Un, en: One}
    v^2alue: {every: ^3depense, satisfies: personnel}
"""


def test_a_file_of_definitions_with_faults(editor: Editor, folder: Path) -> None:
    path = folder / "rules" / "definitions.yaml"
    at = written(path, DEFINITIONS)
    assert set(faults(editor, path)) == {at["1"], at["3"]}
    assert editor.complete(path, *at["1"]) >= {"porteurs", "depenses"}


MANIFEST = """\
# yaml-language-server: $schema=../schemas/ruleset.schema.json
ruleset: {name: essai, version: "1"}
title: {fr: Un, en: One}
languages: [fr, en]
r^1oles:
  t^2otal: projet.cout_total_ttc
  ^3totals: projet.cout_total_ttc
  ^4
"""


def test_a_manifest_with_faults(editor: Editor, folder: Path) -> None:
    path = folder / "rules" / "ruleset.yaml"
    at = written(path, MANIFEST)
    assert set(faults(editor, path)) == {at["3"]}
    assert "The path of a fact of the vocabulary" in editor.hover(path, *at["2"])
    assert editor.complete(path, *at["4"]) >= {"filed_on", "lines", "staff"}


DOSSIER = """\
# yaml-language-server: $schema=schemas/dossier.schema.json
theme: SNAP3
d^1epose_le: 12/02/2021
projet:
  hebergement: ^2nuage
  ^3cout_total: 3
  ^4
porteurs:
  - categorie: ^5
    n^6umerique_informe: ^7peut-être
engagements:
  p^8oint_trimestriel: oui
  ^9promesse: oui
"""


def test_a_dossier_with_faults(editor: Editor, folder: Path) -> None:
    path = folder / "dossier.yaml"
    at = written(path, DOSSIER)

    found = faults(editor, path)
    assert set(found) == {at["2"], at["3"], at["7"], at["9"]}
    assert '"secnumcloud" | "cercle_1" | "autre"' in found[at["2"]]
    assert "cout_total" in found[at["3"]]
    assert "promesse" in found[at["9"]]

    day = editor.hover(path, *at["1"])
    assert "Date de dépôt" in day
    assert "Quel jour ce dossier est-il déposé" in day
    assert "12/02/2021" in day
    assert "direction du numérique de son ministère" in editor.hover(path, *at["6"])
    assert "Report progress and indicators at least once a quarter" in editor.hover(path, *at["8"])

    assert editor.complete(path, *at["5"]) >= {"operateur", "administration_centrale", "service_deconcentre"}
    assert editor.complete(path, *at["4"]) >= {"cout_total_ttc", "conforme_descriptif"}
