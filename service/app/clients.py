"""Tell clients apart by their addresses."""

from ipaddress import IPv6Address, ip_network


def name_client(address: str) -> str:
    """Name who an address belongs to: an IPv4 address is one client's, an IPv6 one shares its first 64 bits."""
    if ":" not in address:  # an IPv4 address, or none at all
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))
