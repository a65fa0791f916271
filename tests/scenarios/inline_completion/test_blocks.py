"""Whole statements and blocks: where one starts, and on empty lines."""

from __future__ import annotations


async def test_a_python_body_ends_with_its_indentation(check) -> None:
    await check(
        before="def add(a, b):\n    ║\n\n\nprint(add(1, 2))\n",
        model="total = a + b\n    return total\n\n\ndef sub(a, b):\n    return a - b\n",
        shows="total = a + b\n    return total",
    )


async def test_a_body_may_begin_behind_the_colon(check) -> None:
    await check(
        before="def add(a, b):║\n",
        model="\n    return a + b\n\n# Example usage\nprint(add(1, 2))\n",
        shows="\n    return a + b",
    )


async def test_a_body_that_begins_below_a_docstring_starts_at_the_cursor(check) -> None:
    await check(
        before='def price(text: str) -> float:\n    """Turn "3.50 EUR" into 3.5."""\n    ║',
        model='    return float(text.replace("EUR", ""))\n\n\ndef total(prices):\n',
        shows='return float(text.replace("EUR", ""))',
    )


async def test_a_brace_that_is_there_ends_the_block(check) -> None:
    await check(
        before="function add(a, b) {\n  ║\n}\n",
        model="return a + b;\n}\n\nfunction sub(a, b) {\n",
        language="javascript",
        shows="return a + b;",
    )


async def test_a_brace_that_is_missing_comes_along(check) -> None:
    await check(
        before="func add(a, b int) int {║\n",
        model="\n\treturn a + b\n}\n\nfunc sub(a, b int) int {\n",
        language="go",
        shows="\n\treturn a + b\n}",
    )


async def test_a_header_comes_alone_where_the_server_says_one_line_at_a_time(check) -> None:
    await check(
        before="function add(items) {\n  let total = 0;\n  ║\n}\n",
        model="for (const item of items) {\n",
        language="javascript",
        shows="for (const item of items) {",
    )


async def test_an_inner_block_does_not_end_the_outer(check) -> None:
    loop = "for i in 2..n {\n        if n % i == 0 {\n            return false;\n        }\n    }"
    await check(
        before="fn f(n: u64) -> bool {\n    ║\n    true\n}\n",
        model=f"{loop}\n    true\n}}\n",
        language="rust",
        shows=loop,
    )


async def test_goes_on_until_it_arrives_at_what_follows(check) -> None:
    await check(
        before="def f(items):\n    ║\n    return total\n",
        model="total = 0\n    for item in items:\n        total += item\n    return total\n",
        shows="total = 0\n    for item in items:\n        total += item",
    )


async def test_a_loop_comes_with_its_body(check) -> None:
    await check(
        before="def f(items):\n    total = 0\n    ║\n    return total\n",
        model="for item in items:\n        total += item\n    return total\n",
        shows="for item in items:\n        total += item",
    )


async def test_nothing_new_is_nothing(check) -> None:
    await check(
        before="def f():\n    ║\n    return total\n",
        model="return total\n",
        shows=None,
        reason="repeats what follows",
    )


async def test_what_stands_above_is_not_suggested_again(check) -> None:
    await check(
        before="def add(a, b):\n    return a + b\n\n\n║\n",
        model="def add(a, b):\n    return a + b\n\n\n",
        shows=None,
        reason="repeats what is above",
    )


async def test_a_model_that_indents_twice_is_put_right(check) -> None:
    await check(
        before="def f():\n    x = 1\n    ║\n",
        model="    if x:\n            return 1\n",
        shows="if x:\n        return 1",
    )


async def test_the_tabs_of_the_document_are_used(check) -> None:
    await check(
        before="func f() {\n\tfor {\n\t\tg()\n\t}\n\t║\n}\n",
        model="if a {\n        h()\n    }\n",
        language="go",
        shows="if a {\n\t\th()\n\t}",
    )


async def test_a_model_in_a_loop_is_stopped(check) -> None:
    await check(
        before="def f():\n    ║\n", model="x.append(1)\n" + "    x.append(1)\n" * 40, shows="x.append(1)"
    )


async def test_an_answer_cut_off_by_the_token_limit_ends_with_a_whole_line(check) -> None:
    await check(
        before="def f(a):\n    ║\n",
        model="b = a + 1\n    return b * some_lon",
        shows="b = a + 1",
        finish="length",
    )


async def test_a_language_without_a_grammar_goes_by_lines(check) -> None:
    await check(
        before="Dear all,\n\n║\n",
        model="thank you for coming.\n\nBest regards,\n",
        language="plaintext",
        shows="thank you for coming.",
    )


async def test_prose_below_a_block_is_cut(check) -> None:
    await check(
        before="def add(a, b):\n    ║\n",
        model="return a + b\n```\n\nThis function adds two numbers.\n",
        shows="return a + b",
    )


async def test_a_body_that_is_there_already_is_not_said_on_the_line_above(check) -> None:
    await check(
        before="def f(n):\n    for j in range(n):\n        ║\n            return False\n        return True\n"
        "\n    for i in range(2):\n        g(i)\n",
        model="if n % j == 0: return False\n        return True\n\n    for i in range(2):\n        g(i)\n",
        shows="if n % j == 0:",
    )


async def test_a_function_at_the_margin_does_not_take_the_rest_of_another(check) -> None:
    await check(
        before='def f(n):\n    """Counts."""\n║\n    for c in s:\n        n += c\n    return n\n',
        model="def main():\n    n = int(input())\n    print(f(n))\n\nif n:\n    main()\n",
        shows=None,
        reason="leaves the block",
    )


async def test_a_long_body_ends_with_its_function_too(check) -> None:
    lines = [f"    total_{n} = sum(value * {n} for value in values)" for n in range(8)]
    body = "\n".join((*lines, "    return total_0"))
    await check(
        before='def total(values):\n    """Sums."""\n\n║\n',
        model=f"{body}\n\n\ndef other(x):\n    return x\n\n\nprint(other(1))\n",
        shows=body,
        finish="length",
    )


async def test_behind_an_inner_function_the_outer_one_goes_on(check) -> None:
    body = "    best = 0\n    while xs:\n        best = max(best, square(xs.pop()))"
    await check(
        before="def f(xs):\n    def square(x):\n        return x * x\n\n║\n    return best\n",
        model=body,
        shows=body,
    )


async def test_reads_on_for_a_name_that_is_missed_below(check) -> None:
    checks = "\n".join(f"    if value == {n}:\n        print({n})" for n in range(6))
    body = f"{checks}\n    if value:\n        result = 1\n    else:\n        result = 2"
    await check(
        before="def f(value):\n    value = int(value)\n║\n    return result\n",
        model=f"{body}\n    print(value)\n    print(value)\n    print(value)\n",
        shows=body,
        finish="length",
    )


async def test_a_line_that_comes_often_is_not_taken_for_the_one_below(check) -> None:
    body = "        return 1\n    if a > 9:"
    await check(
        before="def f(a):\n    if a < 0:\n        return 1\n    if a:\n║\n        return 1\n    return a\n",
        model=f"{body}\n        return 1\n    return a\n",
        shows=body,
        finish="length",
    )


async def test_the_body_of_a_block_that_the_cursor_is_not_deep_enough_for(check) -> None:
    for lead in ("    ", "        "):
        await check(
            before="def f(a):\n    if a:\n    ║\n    return a\n",
            model=f"{lead}a += 1\n        print(a)\n    return a\n",
            shows="    a += 1\n        print(a)",
        )


async def test_the_header_at_the_margin_of_what_stands_below_is_no_way_out_of_a_block(check) -> None:
    await check(
        before="class A:\n    x: int\n\n\n║\n    y: int\n    z: int\n",
        model="class B:\n    y: int\n    z: int\n",
        shows="class B:",
    )


async def test_a_text_goes_on_behind_an_inner_function_that_it_ends(check) -> None:
    await check(
        before="def twice(f):\n    def wrapper(x):\n║\n",
        model="        f(x)\n        return f(x)\n\n    return wrapper\n\n\n@twice\ndef g(x): ...\n",
        shows="        f(x)\n        return f(x)\n\n    return wrapper",
    )


async def test_a_text_that_ends_an_inner_function_arrives_at_what_stands_below_it(check) -> None:
    body = "        return x % 2\n    best = 0\n    step = 1"
    await check(
        before="def f(xs):\n    def odd(x):\n║\n    for x in xs:\n        best += odd(x)\n    return best\n",
        model=f"{body}\n    for x in xs:\n        best += odd(x)\n    return best\n",
        shows=body,
    )


async def test_what_else_follows_an_inner_function_is_not_wanted(check) -> None:
    await check(
        before="def twice(f):\n    def wrapper(x):\n║\n    log(wrapper)\n    return wrapper\n",
        model="        return f(f(x))\n\n    print(f)\n    print(wrapper)\n" + "    return 1\n" * 20,
        shows="        return f(f(x))",
    )


async def test_behind_a_method_the_next_one_is_not_begun(check) -> None:
    await check(
        before="class A:\n    def f(self):\n║\n",
        model="        return self.x\n\n    def g(self):\n        return self.y\n",
        shows="        return self.x",
    )


async def test_a_text_that_ends_an_inner_function_brings_what_the_outer_one_needs(check) -> None:
    body = "        return x % 2\n    best = 0"
    await check(
        before="def f(xs):\n    def odd(x):\n║\n    step = 1\n    for x in xs:\n        step = best + x\n",
        model=f"{body}\n    print(xs)\n    print(xs)\n",
        shows=body,
        finish="length",
    )
