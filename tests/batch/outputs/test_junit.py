from __future__ import annotations

from xml.etree import ElementTree

from ..conftest import Render
from ..helpers import ATTACKS, acting


def test_a_case_per_dossier_and_their_counts(render: Render) -> None:
    root = ElementTree.fromstring(render("junit"))  # noqa: S314
    (suite,) = root
    for each in (root, suite):
        assert (each.get("tests"), each.get("failures"), each.get("errors")) == ("6", "2", "2")
    cases = list(suite)
    assert [case.get("name") for case in cases] == ["2021-1", "2021-2", "2021-3", "2021-4", "2021-5", "2021-1"]
    assert [[child.tag for child in case] for case in cases] == [[], ["failure"], ["failure"], ["error"], ["error"], []]
    failure = cases[2][0]
    assert failure.get("type") == "ineligible"
    assert failure.get("message") == "condition non remplie : Dépôt pendant une période d’ouverture"
    assert "redéposez à partir de cette date" in (failure.text or "")
    assert (cases[0].get("classname"), cases[4].get("classname")) == ("ESSAI", "ESSAI")


def test_every_attack_is_one_well_formed_case(attacked: Render) -> None:
    text = attacked("junit")
    assert acting(text) == set()
    cases = list(ElementTree.fromstring(text)[0])  # noqa: S314
    assert len(cases) == len(ATTACKS)
    assert cases[0].get("name") == ATTACKS["script"]
    assert [child.tag for case in cases for child in case.iter() if child.tag not in ("testcase", "failure")] == []
