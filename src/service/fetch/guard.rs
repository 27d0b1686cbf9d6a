//! Which addresses are asked: those of the public internet, and networks that the operator names.
//!
//! The server stands inside networks that writers can't reach, next to databases, routers and clouds' metadata services.
//! So a name is resolved here, every address that it has is looked at, and the connection goes to an address that was.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::domain::link_card::LinkCardRefusal;

/// A longer address is none that somebody pasted.
const URL_BYTES_MAX: usize = 2_048;

/// What is no part of the public internet in the address space of version 4 (IANA's special-purpose registry; multicast
/// and what is reserved after it).
const NOT_PUBLIC_4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Version 6 gives its public addresses from this network alone, so that mapped, translated, local and multicast addresses
/// need no mention.
const PUBLIC_6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is no part of the public internet in there: special purposes with Teredo, documentation, 6to4, segment routing.
const NOT_PUBLIC_6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address belongs to the public internet.
pub(in crate::service) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_4.iter().any(|network| is_in_4(*network, address)),
        IpAddr::V6(address) => {
            is_in_6(PUBLIC_6, address) && !NOT_PUBLIC_6.iter().any(|network| is_in_6(*network, address))
        }
    }
}

fn is_in_4((network, prefix_bits): (Ipv4Addr, u8), address: Ipv4Addr) -> bool {
    Ipv4Net::new_assert(network, prefix_bits).contains(&address)
}

fn is_in_6((network, prefix_bits): (Ipv6Addr, u8), address: Ipv6Addr) -> bool {
    Ipv6Net::new_assert(network, prefix_bits).contains(&address)
}

/// Which machines are asked.
#[derive(Clone, Debug)]
pub(in crate::service) struct Guard {
    /// Networks that are asked in any case.
    pub allowed: Arc<[IpNet]>,
    /// Whether the public internet is.
    pub is_public_asked: bool,
}

impl Guard {
    /// Whether nobody at all is asked, so that no name needs to be looked up.
    pub(in crate::service) fn takes_nobody(&self) -> bool {
        self.allowed.is_empty() && !self.is_public_asked
    }

    /// Whether a machine is asked.
    pub(in crate::service) fn takes(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&address)) || (self.is_public_asked && is_public(address))
    }
}

/// A name has an address that is not asked.
#[derive(Debug, thiserror::Error)]
#[error("not an address of the public internet")]
pub(in crate::service) struct NotTaken;

impl Resolve for Guard {
    /// The addresses of a name, when every one of them may be asked: the connection goes to one of these, and the name is
    /// not looked up again.
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().all(|address| guard.takes(address.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(NotTaken.into())
            }
        })
    }
}

/// Reads an address that somebody typed.
pub(in crate::service) fn parse(text: &str) -> Result<Url, LinkCardRefusal> {
    let text = text.trim();
    if text.len() > URL_BYTES_MAX || text.contains(char::is_whitespace) {
        return Err(LinkCardRefusal::NotAnAddress);
    }
    let url = Url::parse(text).map_err(|_| LinkCardRefusal::NotAnAddress)?;
    check(&url)?;
    Ok(url)
}

/// Checks what can be checked of an address before its name is resolved.
pub(in crate::service) fn check(url: &Url) -> Result<(), LinkCardRefusal> {
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= URL_BYTES_MAX;
    if is_web && is_plain && url.has_host() { Ok(()) } else { Err(LinkCardRefusal::NotAnAddress) }
}

/// The address that a host is written as, which needs no resolving; `Url` has read whatever other ways there are to write
/// it, such as `0x7f.1`.
pub(in crate::service) fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

/// Whether the port is one at which public web pages are.
pub(in crate::service) fn is_usual_port(url: &Url) -> bool {
    matches!(url.port_or_known_default(), Some(80 | 443))
}
