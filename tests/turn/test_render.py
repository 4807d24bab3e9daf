"""The rendered file as text: nothing but the settings gets in, and the list says what it means."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from broker.turn import TurnSettings, render, template_path
from tests.turn.addresses import LONE_BYTES, PUBLIC_V4, PUBLIC_V6, SPECIAL_V4, SPECIAL_V6

SETTINGS = TurnSettings(
    realm="turn.example.org", secret="0123456789abcdef+/=", listening_ips=("198.51.100.7",)
)
Ip = IPv4Address | IPv6Address
Within = Callable[[Ip, Ip, Ip], bool]

IANA_SPECIAL = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::1/128",
    "::ffff:0:0/96",
    "::ffff:0:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
)


def lines(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def denied(text: str) -> list[tuple[Ip, Ip]]:
    pairs = (line.split("-") for line in lines(text, "denied-peer-ip"))
    return [(ip_address(first), ip_address(last)) for first, last in pairs]


def whole(first: Ip, address: Ip, last: Ip) -> bool:
    """How a range is usually read."""
    return first.packed <= address.packed <= last.packed


def bytewise(first: Ip, address: Ip, last: Ip) -> bool:
    """How coturn 4.6.1 reads an IPv6 range: every byte on its own. IPv4 it reads as usual."""
    if address.version == 4:
        return whole(first, address, last)
    packed = zip(first.packed, address.packed, last.packed, strict=True)
    return all(low <= byte <= high for low, byte, high in packed)


def is_denied(text: str, address: str, within: Within) -> bool:
    asked = ip_address(address)
    return any(
        within(first, asked, last)
        for first, last in denied(text)
        if first.version == asked.version
    )


@pytest.mark.parametrize("within", [whole, bytewise])
@pytest.mark.parametrize("block", IANA_SPECIAL)
def test_every_special_purpose_block_is_denied_to_its_edges(block: str, within: Within) -> None:
    network = ip_network(block)
    middle = network.network_address + network.num_addresses // 3
    for address in (network.network_address, middle, network.broadcast_address):
        assert is_denied(render(SETTINGS), str(address), within), address


@pytest.mark.parametrize("within", [whole, bytewise])
def test_the_list_denies_the_special_and_passes_the_public(within: Within) -> None:
    text = render(SETTINGS)
    special = [*SPECIAL_V4, *(SPECIAL_V6.keys() - {"::"}), *LONE_BYTES]
    assert [ip for ip in special if not is_denied(text, ip, within)] == []
    assert [ip for ip in (*PUBLIC_V4, *PUBLIC_V6) if is_denied(text, ip, within)] == []


def test_no_range_starts_at_the_unspecified_ipv6_address() -> None:
    """coturn 4.6.1 takes such a range for one without a lower bound, and no IPv4 peer passes."""
    assert [str(last) for first, last in denied(render(SETTINGS)) if str(first) == "::"] == []


def test_ranges_are_cidr_blocks_but_for_those_below_global_unicast() -> None:
    """Only of a CIDR block do both readings of a range agree."""
    for first, last in denied(render(SETTINGS)):
        if isinstance(last, IPv6Address) and last == IPv6Network("::/3").broadcast_address:
            continue
        size = int(last) - int(first) + 1
        assert size & (size - 1) == 0, first
        assert int(first) % size == 0, first


def test_nothing_is_allowed_past_the_list() -> None:
    assert lines(render(SETTINGS), "allowed-peer-ip") == []


def test_every_line_says_why() -> None:
    """A line stands under a comment, or under a line of the same kind in the same list."""
    above = ""
    with_tls = replace(SETTINGS, tls_cert="/c.pem", tls_key="/k.pem", denied_peers=("192.0.2.1",))
    for settings in (SETTINGS, with_tls):
        for line in render(settings).splitlines():
            if line and not line.startswith("#"):
                key = line.partition("=")[0]
                assert above.startswith(("#", f"{key}=")), line
            above = line


@pytest.mark.parametrize(
    "switch",
    [
        "use-auth-secret",
        "no-dynamic-realms",
        "no-dynamic-ip-list",
        "no-auth-pings",
        "stale-nonce=600",
        "max-allocate-lifetime=600",
        "no-tlsv1",
        "no-tlsv1_1",
        "cipher-list=ECDHE+AESGCM:ECDHE+CHACHA20",
        "no-dtls",
        "no-cli",
        "no-tcp-relay",
        "no-multicast-peers",
        "no-software-attribute",
        "no-rfc5780",
        "no-stun-backward-compatibility",
        "response-origin-only-with-rfc5780",
        "log-file=stdout",
    ],
)
def test_what_the_relay_does_not_need_is_switched_off(switch: str) -> None:
    """Each is a way in, or something that it would tell or send to anybody who asks."""
    with_tls = replace(SETTINGS, tls_cert="/c.pem", tls_key="/k.pem")
    assert switch in render(with_tls).splitlines()


def test_the_relay_is_ipv4_unless_told_otherwise() -> None:
    both = replace(SETTINGS, listening_ips=("198.51.100.7", "2001:db8::7"))
    assert lines(render(both), "relay-ip") == ["198.51.100.7"]
    told = replace(both, relay_ips=("198.51.100.8", "2001:db8::8"))
    assert lines(render(told), "relay-ip") == ["198.51.100.8", "2001:db8::8"]


def test_behind_nat_the_pair_is_rendered() -> None:
    natted = replace(
        SETTINGS, listening_ips=("10.0.0.7",), external_ips=("198.51.100.7/10.0.0.7",)
    )
    assert lines(render(natted), "external-ip") == ["198.51.100.7/10.0.0.7"]


def test_own_hosts_are_denied_as_ranges() -> None:
    more = replace(SETTINGS, denied_peers=("198.51.100.0/28", "2a00:1::5"))
    assert lines(render(more), "denied-peer-ip")[-2:] == [
        "198.51.100.0-198.51.100.15",
        "2a00:1::5-2a00:1::5",
    ]


def test_tls_is_there_with_a_certificate_and_switched_off_without() -> None:
    assert "no-tls" in render(SETTINGS).splitlines()
    text = render(replace(SETTINGS, tls_cert="/c.pem", tls_key="/k.pem", tls_port=443))
    assert "no-tls" not in text.splitlines()
    assert lines(text, "tls-listening-port") == ["443"]


def test_the_capacity_is_what_the_quota_can_use() -> None:
    text = render(replace(SETTINGS, total_quota=10, user_quota=2, max_bps=1000))
    assert lines(text, "bps-capacity") == ["10000"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"realm": "two words"}, "realm"),
        ({"realm": "a\nno-auth"}, "realm"),
        ({"secret": "short"}, "secret"),
        ({"secret": "0123456789abcdef\nno-auth"}, "secret"),
        ({"secret": '0123456789abcdef"'}, "secret"),
        ({"listening_ips": ()}, "listening address"),
        ({"listening_ips": ("0.0.0.0",)}, "one machine"),
        ({"listening_ips": ("turn.example.org",)}, "not an IP address"),
        ({"listening_ips": ("fe80::1%eth0",)}, "not an IP address"),
        ({"listening_ips": ("2001:db8::7",)}, "relay addresses"),
        ({"external_ips": ("198.51.100.9",)}, "public/private"),
        ({"external_ips": ("198.51.100.9/10.0.0.9",)}, "does not relay"),
        ({"denied_peers": ("198.51.100.1/28",)}, "CIDR"),
        ({"denied_peers": ("::/96",)}, "every IPv4 peer"),
        ({"tls_cert": "/c.pem"}, "both a certificate and a key"),
        ({"tls_cert": "c.pem", "tls_key": "/k\nno-auth"}, "absolute path"),
        ({"tls_cert": "/c.pem", "tls_key": "/k.pem", "tls_port": 3478}, "port of its own"),
        ({"listening_port": 0}, "1 to 65535"),
        ({"min_port": 60000, "max_port": 50000}, "above the last"),
        ({"user_quota": 0}, "quota of one"),
        ({"min_port": 50000, "max_port": 50099}, "range of relay ports"),
        ({"max_bps": 0}, "positive"),
        ({"max_bps": 1000, "bps_capacity": 1500}, "multiple"),
    ],
)
def test_a_mistake_is_named(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(SETTINGS, **wrong)  # type: ignore[arg-type] # the values are wrong on purpose


def test_all_mistakes_are_named_together() -> None:
    with pytest.raises(ValueError, match="realm.*secret.*listening"):
        TurnSettings(realm="", secret="", listening_ips=())


def test_the_secret_is_not_in_the_representation() -> None:
    assert SETTINGS.secret not in repr(SETTINGS)


def test_the_template_of_the_checkout_wins() -> None:
    assert template_path().parent.name == "turn-config"
