"""Where a suggestion ends. The runs-on are what Qwen2.5-Coder-0.5B writes when nobody stops it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.syntax.completion_end import MOST_STATEMENT_LINES, completion_end
from kibitz.syntax.language import all_languages
from kibitz.syntax.parser import Parser

PARSER = Parser()

# The cursor is ║ in the document; what is kept of the completion ends at ■.
BLOCKS = [
    (
        "python",
        "def is_prime(n):\n    ║\n\n\ndef main():\n    print(is_prime(7))\n",
        "if n <= 1:\n        return False\n    i = 5\n\n    while i <= n:\n        i += 6\n    return True■"
        '\n\n\nif __name__ == "__main__":\n    main()\n```\n\nThis code defines a function `is_prime`\n',
    ),
    (
        "python",
        "class Stack:\n    def push(self, item):\n        ║\n\n    def pop(self):\n        return 1\n",
        "if not item:\n            return\n        self.items.append(item)■\n\n    def peek(self):\n",
    ),
    (
        "python",
        "def f(x):\n    ║",
        'text = """\nsome\n"""\n    return g(\n  text,\n)■\n\n@cache\ndef g(): ...\n',
    ),
    ("python", "def f(x):\n    ║", "return x■\n# Test\nprint(f(1))\n"),
    ("python", "def f(x):\n    ║", "    a = 1\n    return a■\n\nf(1)\n"),
    ("python", "def f(x):║\n", "\n    return x■\n\nf(1)\n"),
    (
        "python",
        "class A:\n    ║\n",
        "a = 1\n\n    def f(self):\n        pass\n\n    def g(self):\n        pass■\n\nA()\n",
    ),
    ("python", "if x:\n    ║\nelse:\n    pass\n", "a = 1■\nelse:\n    b = 1\n"),
    ("python", "if x: ║\n", "return 1■\n    return 2\n"),
    ("python", "def f():\n\t║\n", "x = 1\n\treturn x■\n\nf()\n"),
    (
        "javascript",
        "function debounce(fn, ms) {\n  ║\n}\n\nmodule.exports = { debounce };\n",
        "return function(...args) {\n    setTimeout(() => fn(args), ms);\n  };■\n}\n\n// Example usage:\n",
    ),
    (
        "javascript",
        "app.get('/users/:id', async (req, res) => {\n  ║\n",
        "  if (!user) {\n    a('No');\n  } else {\n    res.send(user);\n  }\n});■\n\napp.post('/', () => {\n",
    ),
    ("javascript", "f(() => {║});\n", "\n  g();\n■});\n\nh();\n"),
    (
        "javascript",
        "function f() {\n  ║\n\nfunction g() {\n}\n",
        "return `}\n${a}`;\n}■\n\nfunction h() {}\n",
    ),
    ("javascript", "function f() {\n  ║\n}\n", "// }\n  return '}';■\n}\n"),
    (
        "typescript",
        "class A {\n  get(key: string): T {\n    ║\n",
        "return this.a.get(key);\n  }■\n\n  set(): void {\n",
    ),
    ("typescript", "type A = {\n  ║\n", "a: string;\n  b: number;\n};■\n\nconst c = 1;\n"),
    (
        "tsx",
        "return (\n  <ul>\n    ║\n  </ul>\n);\n",
        "{items.map((item) => (\n      <li key={item}>{item}</li>\n    ))}■\n  </ul>\n);\n",
    ),
    (
        "go",
        "func reverse(s string) string {\n\t║\n}\n",
        "for i := range s {\n\t\ts++\n\t}\n\treturn s■\n}\n\nfunc main() {\n",
    ),
    ("go", "func Max(xs []int) int {\n\t║\n", "return xs[0]\n}■\n\nfunc main() {\n\txs := []int{3}\n"),
    (
        "rust",
        "fn f(n: u64) -> u64 {\n    ║\n}\n",
        "match n {\n        0 => 1,\n        _ => 2,\n    }■\n}\n\nfn main() {\n",
    ),
    ("rust", "impl P {\n    fn d(&self) -> f64 {\n        ║\n", "self.x.sqrt()\n    }■\n}\n\nfn main() {\n"),
    (
        "java",
        "class A {\n    void f() {\n        ║\n    }\n}\n",
        "if (a) {\n            b();\n        }■\n    }\n\n    void g() {\n",
    ),
    (
        "c",
        "int f(const char *s) {\n    ║\n}\n",
        "while (*s != '}') {\n        s++;\n    }\n    return 1;■\n}\n\nint main() {\n",
    ),
    ("c", "int f(int a,\n      int b) {\n    ║\n}\n", "return a + b;■\n}\n\nint main() {\n"),
    ("cpp", "for (auto x : v) {\n    ║\n}\n", "std::cout << x;■\n}\n```\n"),
    (
        "csharp",
        "class A {\n    int F() {\n        ║\n    }\n}\n",
        'return $"{a}".Length;■\n    }\n\n    int G() {\n',
    ),
    (
        "ruby",
        "def f(a)\n  ║\nend\n",
        "return 1 if a\n  if a\n    1\n  else\n    2\n  end■\nend\n```\n\nIn this solution\n",
    ),
    ("ruby", "def f(a)\n  ║\n", "a.each do |x|\n    puts x\n  end\nend■\n\nf([1])\n"),
    ("ruby", "if a\n  ║\nelse\n  2\nend\n", "1■\nelse\n  3\nend\n"),
    (
        "php",
        "<?php\nfunction f($t) {\n    ║\n}\n",
        "$t = trim($t);\n    return $t;■\n}\n\n// Example usage\n",
    ),
    ("shellscript", "backup() {\n  ║\n}\n", 'if [ -z "$1" ]; then\n    exit 1\n  fi■\n}\n\nbackup /etc\n'),
    ("shellscript", "for f in *.txt; do\n  ║\n", "echo $f\ndone■\n```\n\nThis script\n"),
    ("lua", "function M.f(s)\n  ║\n", "while a do\n    b()\n  end\n  return s\nend■\n\nfunction M.g()\n"),
    ("lua", "local function f(t)\n  ║\nend\n", "if t then\n    return 1\n  end■\nend\n\nprint(f(1))\n"),
    ("html", "<ul>\n  ║\n</ul>\n", "<li>a<br>\n  b</li>\n  <li>c</li>■\n</ul>\n<p>\n"),
    ("html", "<ul>\n  ║\n", "<li>a</li>\n</ul>■\n<p>\n"),
    ("css", ".a {\n  ║\n}\n", "color: red;■\n}\n\n.b {\n"),
    ("json", '{\n  "a": {\n    ║\n  }\n}\n', '"b": [1, {"c": 2}]■\n  }\n}\n```\n\nIn this example\n'),
    ("yaml", "steps:\n  ║\n", "- uses: a\n    with:\n      b: 1\n  - run: c■\njobs:\n"),
    ("klingon", "f {\n  ║\n}\n", "a (b) {\n  }■\n}\nc\n"),
]

STATEMENTS = [
    (
        "python",
        "def mean(v):\n    total = ║\n    return total\n",
        "0■\n    for value in v:\n        total += value\n",
    ),
    ("python", "data = json.load(║)\n", "f■)\n\nfor item in data:\n"),
    ("python", "x = f(g(║)\n", "a)■)\nprint(x)\n"),
    ("python", "x = f(║\n", "a, b)■\nprint(x)\n"),
    ("python", "x = ║\n", "f(\n    1,\n\n    2,\n)■\ny = 1\n"),
    ("python", "x = ║\n", '"""a\nb"""■\ny = 1\n'),
    ("python", "for x in ║\n", "xs:■\n    print(x)\n"),
    ("python", "a = 1║\n", "■\nb = 2\n"),
    ("python", "def f():\n    a = 1\n    ║\n", "return a■\n\nprint(f())\n"),
    ("python", "def f():\n    a = 1\n    ║\n", "if a:\n        b()\n    else:\n        c()■\n    return a\n"),
    ("python", "a = 1\n\n║\n", "\ndef f(a,\n      b):\n    pass■\n\nf()\n"),
    ("python", "# The next ║\n", "prime number■\ndef next_prime():\n"),
    ("python", 'x = "the ║\n', 'cat"■\nprint(x)\n'),
    ("python", 'x = [\n    "a", ║\n]\n', '"b",■\n    "c",\n]\n'),
    ("javascript", "  let a = 1;\n  ║\n}\n", "for (const x of y) {\n    f(x);\n  }■\n  return 1;\n}\n"),
    ("javascript", "const a = ║\n", "{\n  b: 1,\n};■\nconst c = 1;\n"),
    ("javascript", "if (a║) {\n}\n", " && b■) {\n  c();\n"),
    ("javascript", "f(║);\n", "() => {\n  g();\n}■);\nh();\n"),
    ("javascript", "/**\n * Adds ║\n */\n", "two numbers.■\n * @param {number} a\n */\n"),
    ("typescript", "const x: Map<║> = y;\n", "string, number> = new Map();■\nlet z;\n"),
    ("ruby", "x = ║\n", "y.map do |z|\n  z + 1\nend■\nputs x\n"),
    ("go", "\terr := ║\n", "f(func() error {\n\t\treturn nil\n\t})■\n\tif err != nil {\n"),
    ("toml", "[project]\nversion = ║\n", '"1.0.0"■\ndescription = "A simple demo project"\n'),
    ("sql", "SELECT ║\nFROM users;\n", "id,■\n  name\nFROM users;\n"),
    ("markdown", "Install with ║\n", "pip.■\n\nThen run it.\n"),
    ("klingon", "x = ║\n", "f(\n  1)■\ny\n"),
]


def streamed(language_id: str, picture: str, completion: str) -> str:
    """What is kept, asked for at each line break like the stream does."""
    before, after = picture.split("║")
    received = ""
    for line in completion.splitlines(keepends=True):
        received += line
        end = completion_end(PARSER, before, received, after, language_id, finished=False)
        if end is not None:
            return received[:end]
    pytest.fail("never complete")


@pytest.mark.parametrize(("language_id", "picture", "completion"), BLOCKS)
def test_a_block_ends_where_its_body_does(language_id: str, picture: str, completion: str) -> None:
    kept, _, rest = completion.partition("■")
    assert streamed(language_id, picture, kept + rest) == kept


@pytest.mark.parametrize(("language_id", "picture", "completion"), STATEMENTS)
def test_a_statement_ends_with_its_line_and_brackets(language_id: str, picture: str, completion: str) -> None:
    kept, _, rest = completion.partition("■")
    assert streamed(language_id, picture, kept + rest) == kept


@pytest.mark.parametrize(
    ("language_id", "picture", "completion"),
    [
        ("python", "def f():\n    ║\n", "x = 1\n"),
        ("python", "def f():\n    ║\n", "x = 1\n\n"),
        ("python", "def f():\n    ║\n", 'x = """\n# not indented\n'),
        ("python", "def f():\n    ║\n", "x = (\n# not indented\n"),
        ("python", "x = ║\n", "1"),
        ("javascript", "function f() {\n  ║\n}\n", "if (a) {\n    b();\n  }\n"),
        ("javascript", "x = ║\n", "`a\n"),
        ("ruby", "def f\n  ║\n", "if a\n    1\n  end\n"),
    ],
)
def test_what_is_not_complete_goes_on_until_the_model_has_finished(
    language_id: str, picture: str, completion: str
) -> None:
    before, after = picture.split("║")
    assert completion_end(PARSER, before, completion, after, language_id, finished=False) is None
    end = completion_end(PARSER, before, completion, after, language_id, finished=True)
    assert end == len(completion)


def test_a_body_that_is_no_deeper_than_its_header_is_none() -> None:
    assert completion_end(PARSER, "def f():\n", "return 1\n", "", "python", finished=True) == 0


def test_a_bracket_that_never_closes_is_given_up() -> None:
    completion = "f(\n" + "    1,\n" * (MOST_STATEMENT_LINES + 5)
    end = completion_end(PARSER, "x = ", completion, "", "python", finished=False)
    assert end is not None
    assert completion[:end].count("\n") <= MOST_STATEMENT_LINES


def test_offsets_are_code_points() -> None:
    before, completion = 'é = "😀"\nx = ', 'f("é😀")\ny = 1\n'
    end = completion_end(PARSER, before, completion, "\n# ü\n", "python", finished=False)
    assert end == len('f("é😀")')


def test_in_a_large_file_the_answer_is_the_same() -> None:
    filler = "def function(a):\n    return a + 1\n\n\n" * 4000
    completion = "return (\n        x\n    )\n\nprint(f(1))\n"
    end = completion_end(
        PARSER, filler + "def f(x):\n    ", completion, "\n\n" + filler, "python", finished=False
    )
    assert end == len("return (\n        x\n    )")


PIECES = 'def f():\n|    |\n|x = 1|{|}|(|)|[|]|"|\'|`|"""|//|/*|*/|<a>|</a>|do|end|else|fi|${|é😀|\0|```|:|;'
SOUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=15).map("".join)


@settings(max_examples=150, deadline=None)
@given(SOUP, SOUP, SOUP, st.sampled_from([*sorted(all_languages()), "klingon"]), st.booleans())
def test_any_text_gives_an_end_inside_the_completion(
    before: str, completion: str, after: str, language_id: str, finished: bool
) -> None:
    end = completion_end(PARSER, before, completion, after, language_id, finished=finished)
    assert end is not None or not finished
    assert end is None or 0 <= end <= len(completion)
