"""Whatever is wrong with an answer, the rest of the file stays to the letter, and nothing is half applied."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from support.edits import Desk

FILES = {
    "python": """\
import os


@dec('🎉')
def f(a):
    b = ║1
    return a + b


def g():
    return 2
""",
    "go": """\
package w

import "os"

// F is. 🎉
func F(a int) int {
	b := ║1
	return a + b
}

func G() {}
""",
    "rust": """\
impl T {
    /// Is. 🎉
    #[test]
    fn f(a: u8) -> u8 {
        let b = ║1;
        a + b
    }

    fn g() {}
}
""",
    "typescript": """\
class C {
  /**
   * Is. 🎉
   */
  @D()
  f(a) {
    const b = ║1;
    return a + b;
  }

  g() {}
}
""",
}
FIRST = {"python": "@dec", "go": "// F is", "rust": "    /// Is", "typescript": "  /**"}
NOISE = (
    "```",
    "~~~",
    "=======",
    "<<<<<<< SEARCH",
    "@@ -1 +1 @@",
    "Here it is:",
    "}",
    "    pass",
    "\f",
    "\u2028x",
    "",
)


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(FILES)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from(["cut", "drop", "twice", "noise"]), st.floats(0, 1), st.sampled_from(NOISE))
    ),
)
def test_a_damaged_answer_changes_nothing_around_the_function(
    language: str, ending: str, ends: bool, of_all: bool, damage: list[tuple[str, float, str]]
) -> None:
    text = FILES[language] if ends else FILES[language].rstrip("\n")
    plain = text.replace("║", "")
    start = plain.index(FIRST[language])
    end = plain.index("\n\n", plain.index("a + b"))
    told = text.replace("║1", "3") if of_all else text.replace("║1", "3")[start:end]
    lines = ["```", *told.split("\n"), "```", ""]
    for kind, place, noise in damage:
        at = min(int(place * len(lines)), len(lines) - 1)
        match kind:
            case "cut":
                del lines[max(at, 1) :]
            case "drop" if len(lines) > 1:
                del lines[at]
            case "twice":
                lines.insert(at, lines[at])
            case _:
                lines.insert(at, noise)
    desk = Desk(text.replace("\n", ending), "\n".join(lines), language_id=language, uri="file:///w/a")
    result = asyncio.run(desk.edit("Three"))
    before, after = (part.replace("\n", ending) for part in (plain[:start], plain[end:]))
    if result != "applied":
        assert desk.text == plain.replace("\n", ending)
    assert desk.text.startswith(before) and desk.text.endswith(after)
    assert ending == "\n" or "\n" not in desk.text.replace("\r\n", "")
    if not damage:
        assert desk.text == text.replace("║1", "3").replace("\n", ending)
