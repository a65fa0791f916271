from __future__ import annotations

import os
from typing import Any

import pytest

from kibitz.backends.http import Network, is_loopback
from kibitz.base.errors import ConfigProblem

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "10.0.0.1", "example.com", "localhost.example.com", "127.0.0.1.nip.io", "[::1]"]
)
def test_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


async def test_a_host_that_nobody_named_is_refused(network: Network) -> None:
    with pytest.raises(ConfigProblem, match=r"'example\.com'.*kibitz\.providers"):
        await network.client_for("https://example.com/v1")


async def test_the_refusal_holds_for_whatever_is_asked_of_a_client(network: Network) -> None:
    client = await network.client_for("http://127.0.0.1:1")
    with pytest.raises(ConfigProblem, match=r"example\.com"):
        await client.get("http://example.com/")


async def test_a_redirect_does_not_lead_out(network: Network, scripted: Any) -> None:
    scripted.answers["/"] = lambda exchange: exchange.reply(
        302, "text/plain", "", Location="http://example.com/"
    )
    client = await network.client_for(scripted.url)
    assert (await client.get(scripted.url)).status_code == 302
    with pytest.raises(ConfigProblem, match=r"example\.com"):
        await client.get(scripted.url, follow_redirects=True)


async def test_an_allowed_host_is_not_refused_until_it_is_allowed_no_more() -> None:
    allowed = {"models.invalid"}
    network = Network(allowed.__contains__)
    client = await network.client_for("http://models.invalid/v1")
    allowed.clear()
    with pytest.raises(ConfigProblem):
        await client.get("http://models.invalid/v1")
    await network.aclose()


async def test_the_client_of_remote_hosts_does_not_reach_this_machine(scripted: Any) -> None:
    network = Network(lambda _: True)
    client = await network.client_for("http://models.invalid/")
    with pytest.raises(ConfigProblem):
        await client.get(scripted.url)
    assert scripted.requests == []
    await network.aclose()


async def test_a_proxy_sees_remote_hosts_and_never_this_machine(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxied = "http://models.invalid/v1/models"
    scripted.answers |= {
        proxied: lambda exchange: exchange.json({"by": "proxy"}),
        "/v1/models": lambda exchange: exchange.json({"by": "server"}),
    }
    monkeypatch.setenv("HTTP_PROXY", scripted.url)
    monkeypatch.setenv("ALL_PROXY", scripted.url)
    network = Network(lambda host: host == "models.invalid")
    assert (await (await network.client_for(proxied)).get(proxied)).json() == {"by": "proxy"}
    local = f"{scripted.url}/v1/models"
    assert (await (await network.client_for(local)).get(local)).json() == {"by": "server"}
    await network.aclose()


async def test_a_proxy_that_cannot_be_used_is_the_users_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://proxy")
    network = Network(lambda _: True)
    with pytest.raises(ConfigProblem, match="HTTP_PROXY"):
        await network.client_for("https://models.invalid/")
    monkeypatch.delenv("ALL_PROXY")
    assert await network.client_for("https://models.invalid/")
    await network.aclose()


async def test_clients_are_shared(network: Network) -> None:
    first = await network.client_for("http://127.0.0.1:1/v1")
    assert await network.client_for("http://localhost:2") is first


async def test_no_proxy_of_the_environment_is_asked_for_a_client_of_this_machine(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "ALL_PROXY", "gopher://proxy")
    assert await network.client_for("http://127.0.0.1:1")
