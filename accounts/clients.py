"""What may be kept of the device someone signs in from: the least that she knows it by."""

from __future__ import annotations

import ipaddress

#: In the order in which they must be looked for: most name the ones below as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def client_family(user_agent: str) -> str:
    """Return browser and system ("Firefox, Windows") without versions; "" for an unknown one."""
    if user_agent in _FAMILIES:
        return user_agent
    found = (
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))


_FAMILIES = frozenset(
    ", ".join(filter(None, (browser, system)))
    for browser in {"", *(name for _, name in _BROWSERS)}
    for system in {"", *(name for _, name in _SYSTEMS)}
)


def coarse_address(address: str | None) -> str:
    """Return the network an IP address is in: its /24, or its /48 in version 6.

    What is no address becomes the unspecified one.
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return str(ipaddress.IPv4Address(0))
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    prefix = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, prefix), strict=False).network_address)
