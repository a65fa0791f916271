from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from kibitz.base.errors import KeyMissing, TimedOut
from kibitz.observability.logs import configure, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "password = 'hunter2'"
Sent = list[tuple[int, str]]


@pytest.fixture(autouse=True)
def kibitz_logger() -> Iterator[None]:
    """Leave the process-wide logger as it was."""
    logger = logging.getLogger("kibitz")
    handlers, level = logger.handlers[:], logger.level
    logger.handlers.clear()
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)
    logger.propagate = True


def keep_pytest_out() -> None:
    """Its handlers keep records, and raise for a wrong call. They are put in after the fixtures ran."""
    logger = logging.getLogger("kibitz")
    logger.propagate = False
    logger.handlers.clear()


@pytest.fixture
def sent() -> Sent:
    return []


@pytest.fixture
def log(sent: Sent) -> logging.Logger:
    configure("debug", lambda level, text: sent.append((level, text)))
    return logging.getLogger("kibitz.some.part")


def test_forwards_with_the_numbers_of_lsp(log: logging.Logger, sent: Sent) -> None:
    log.critical("a")
    log.error("b %s", 1)
    log.warning("c %(x)s", {"x": 2})
    log.info("d")
    log.debug("e 100%")
    messages = ["a", "b 1", "c 2", "d", "e 100%"]
    assert sent == [
        (level, f"kibitz.some.part: {message}")
        for level, message in zip([1, 1, 2, 3, 4], messages, strict=True)
    ]


def test_only_what_kibitz_logs(log: logging.Logger, sent: Sent) -> None:
    logging.getLogger("httpx2").error("x")
    logging.getLogger("kibitzer").error("x")
    assert sent == []


def test_the_level_can_change_and_the_sender_too(log: logging.Logger, sent: Sent) -> None:
    configure("error")
    log.warning("quiet")
    later: Sent = []
    configure("warning", lambda level, text: later.append((level, text)))
    log.warning("heard")
    assert sent == []
    assert [text for _, text in later] == ["kibitz.some.part: heard"]


def test_what_was_logged_before_there_was_an_editor_arrives_in_order(sent: Sent) -> None:
    configure("debug")
    log = logging.getLogger("kibitz")
    log.info("one")
    log.debug("not wanted")
    log.error("two")
    configure("info", lambda level, text: sent.append((level, text)))
    log.info("three")
    configure("info", lambda level, text: sent.append((level, text)))
    assert sent == [(3, "kibitz: one"), (1, "kibitz: two"), (3, "kibitz: three")]


def test_early_records_are_bounded(sent: Sent) -> None:
    configure("debug")
    for number in range(10_000):
        logging.getLogger("kibitz").info("%s", number)
    configure("debug", lambda level, text: sent.append((level, text)))
    assert 0 < len(sent) <= 200
    assert sent[-1][1] == "kibitz: 9999"


def fail_with(error: BaseException) -> None:
    text_of_the_user = SECRET  # noqa: F841 - a local variable that must not show
    raise error


def test_an_exception_is_told_without_its_message_or_any_text(log: logging.Logger, sent: Sent) -> None:
    try:
        fail_with(ValueError(SECRET))
    except ValueError as error:
        log.exception("failed: %s", error)
        log.error(error)
    text = sent[0][1]
    assert text.startswith("kibitz.some.part: failed: ValueError\nValueError\n  ")
    assert "observability/test_logs.py:" in text
    assert text.endswith(" in fail_with")
    assert "raise" not in text
    assert "hunter2" not in text + sent[1][1]


def test_our_own_errors_say_what_they_say_and_whence_they_come(log: logging.Logger, sent: Sent) -> None:
    try:
        try:
            fail_with(RuntimeError(SECRET))
        except RuntimeError as error:
            raise KeyMissing("Set WORK_KEY.") from error
    except KeyMissing:
        log.exception("no model")
    text = sent[0][1]
    assert "KeyMissing: Set WORK_KEY.\n" in text
    assert "\nfrom RuntimeError\n" in text
    assert "hunter2" not in text


def test_a_group_tells_its_members(log: logging.Logger, sent: Sent) -> None:
    log.error("tasks", exc_info=ExceptionGroup(SECRET, [TimedOut("No answer in 5 s."), KeyError(SECRET)]))
    text = sent[0][1]
    assert "ExceptionGroup\nfrom TimedOut: No answer in 5 s.\nfrom KeyError" in text
    assert "hunter2" not in text


def test_early_records_keep_no_frames_alive() -> None:
    class Big:
        alive = True

        def __del__(self) -> None:
            Big.alive = False

    def fail() -> None:
        big = Big()  # noqa: F841 - kept alive by the frame
        raise ValueError

    keep_pytest_out()
    configure("debug")
    try:
        fail()
    except ValueError:
        logging.getLogger("kibitz").exception("x")
    assert not Big.alive


def test_a_sender_that_logs_does_not_come_round_again(sent: Sent) -> None:
    def send(level: int, text: str) -> None:
        sent.append((level, text))
        logging.getLogger("kibitz").error("sending failed")

    configure("info", send)
    logging.getLogger("kibitz").info("one")
    logging.getLogger("kibitz").info("two")
    assert [text for _, text in sent] == ["kibitz: one", "kibitz: two"]


def test_neither_a_broken_connection_nor_a_wrong_call_raises_or_prints(
    sent: Sent, capfd: pytest.CaptureFixture[str]
) -> None:
    def send(level: int, text: str) -> None:
        raise BrokenPipeError

    keep_pytest_out()
    configure("info", send)
    logging.getLogger("kibitz").error("one")
    configure("info", lambda level, text: sent.append((level, text)))
    logging.getLogger("kibitz").error("%s %s", 1)
    logging.getLogger("kibitz").error("two")
    assert [text for _, text in sent] == ["kibitz: two"]
    assert capfd.readouterr() == ("", "")


def test_describe_quotes_only_ourselves() -> None:
    assert describe(OSError(SECRET)) == "OSError"
    assert describe(TimedOut("No answer.")) == "TimedOut: No answer."
