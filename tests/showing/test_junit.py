from __future__ import annotations

from xml.etree import ElementTree

from relance_rules.showing.junit import JunitCase, JunitCounts, JunitSuite, junit_case, junit_document, junit_text


def test_a_suite_per_name_in_order_of_first_appearance() -> None:
    text = junit_text(
        [
            JunitCase("B", "un", "b.yaml", 1),
            JunitCase("A", "deux", "a.yaml", 2, "faux", "bref", "long\nsuite"),
            JunitCase("B", "trois", "b.yaml", None, "cassé", error=True),
        ]
    )
    root = ElementTree.fromstring(text)  # noqa: S314
    assert [(each.tag, each.get("name")) for each in root.iter("testsuite")] == [("testsuite", "B"), ("testsuite", "A")]
    counts = [(each.get("tests"), each.get("failures"), each.get("errors")) for each in (root, *root)]
    assert counts == [("3", "1", "1"), ("2", "0", "1"), ("1", "1", "0")]
    assert [(c.get("classname"), c.get("name"), c.get("file"), c.get("line")) for c in root.iter("testcase")] == [
        ("B", "un", "b.yaml", "1"),
        ("B", "trois", "b.yaml", None),
        ("A", "deux", "a.yaml", "2"),
    ]
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message"), failure.text) == ("faux", "bref", "long\nsuite")
    assert [each.get("type") for each in root.iter("error")] == ["cassé"]


def test_nothing_at_all_is_a_document_too() -> None:
    root = ElementTree.fromstring(junit_text([]))  # noqa: S314
    assert (root.get("tests"), list(root)) == ("0", [])


def test_what_xml_can_not_hold_is_replaced() -> None:
    odd = "a\x00\x1b\ufffe\ud800\u202e<&\"'"
    text = "".join(
        junit_document([JunitSuite(odd, JunitCounts(1, 1), [junit_case(JunitCase(odd, odd, odd, 1, "k", odd, odd))])])
    )
    root = ElementTree.fromstring(text)  # noqa: S314
    (case,) = root.iter("testcase")
    assert {case.get("name"), case.get("file"), case[0].get("message"), case[0].text} == {
        "a\ufffd\ufffd\ufffd\ufffd\ufffd<&\"'"
    }
