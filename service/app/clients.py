"""Tell clients apart by their addresses."""

from ipaddress import ip_address, ip_network


def name_client(address: str) -> str:
    """Name who an address belongs to: an IPv4 address is one client's, an IPv6 one shares its first 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))
