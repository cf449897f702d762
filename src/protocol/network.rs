//! Network addresses as far as limits distinguish them.

use std::net::Ipv6Addr;

/// The part of an address that one household shares: all of it, or for IPv6 its /64 prefix.
pub fn household(address: &str) -> String {
    prefix(address, 4).unwrap_or_else(|| address.to_owned())
}

/// The /48 prefix of an IPv6 address, of which a provider gives a customer one, with 65,536 networks in it; `None` for
/// other addresses.
pub fn provider(address: &str) -> Option<String> {
    prefix(address, 3)
}

fn prefix(address: &str, segments: usize) -> Option<String> {
    let address: Ipv6Addr = address.parse().ok()?;
    // An IPv4 address as IPv6 writes it.
    if let Some(v4) = address.to_ipv4_mapped() {
        return (segments > 3).then(|| v4.to_string());
    }
    Some(format!("{:x?}", address.segments().get(..segments).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_addresses_of_one_household_and_of_one_network_are_equal() {
        assert_eq!(household("2001:db8:1:2::1"), household("2001:db8:1:2:ffff::9"));
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
        assert_eq!(provider("2001:db8:1:2::1"), provider("2001:db8:1:3::1"));
        assert_ne!(provider("2001:db8:1::1"), provider("2001:db8:2::1"));
        assert_eq!(household("2001:db8::1:1:1:1"), household("2001:db8:0:0:2::"));
    }

    #[test]
    fn ipv4_addresses_are_compared_as_a_whole() {
        assert_eq!(household("203.0.113.7"), "203.0.113.7");
        assert_eq!(household("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!((provider("203.0.113.7"), provider("::ffff:203.0.113.7")), (None, None));
    }
}
