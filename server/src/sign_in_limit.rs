//! How often somebody may try to sign in.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::{Deserialize, Serialize};

use crate::client::ClientAddress;

/// One client may try several handles, but not endlessly many.
const HANDLES_FACTOR: NonZeroU32 = NonZeroU32::new(3).unwrap();
/// Beyond so many keys, those that have long been quiet are forgotten.
const KEYS_MAX: usize = 10_000;

/// Counts attempts to sign in, by client and handle, and by client alone. A handle alone is not counted:
/// otherwise anybody could lock its owner out.
#[derive(Debug)]
pub struct SignInLimit {
    by_client_and_handle: DefaultKeyedRateLimiter<(IpAddr, String)>,
    by_client: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

/// An attempt, as nodes of a cluster tell each other of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    client: IpAddr,
    handle: String,
}

impl Attempt {
    /// An attempt from that address to sign in with that handle.
    pub fn new(ClientAddress(client): ClientAddress, handle: &str) -> Self {
        Self { client: network(client), handle: handle.trim().to_lowercase() }
    }
}

/// Too many attempts; the next may be made after this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyAttempts {
    /// How long to wait.
    pub retry_after: Duration,
}

impl TooManyAttempts {
    /// The value of `Retry-After`, in seconds, at least 1.
    pub fn retry_after_seconds(self) -> u64 {
        self.retry_after.as_secs().saturating_add(1)
    }
}

impl SignInLimit {
    /// The limit of so many attempts a minute for each client and handle.
    pub fn new(attempts_per_minute: NonZeroU32) -> Self {
        Self {
            by_client_and_handle: RateLimiter::keyed(Quota::per_minute(attempts_per_minute)),
            by_client: RateLimiter::keyed(Quota::per_minute(attempts_per_minute.saturating_mul(HANDLES_FACTOR))),
            clock: DefaultClock::default(),
        }
    }

    /// Counts an attempt. Call it before the password is looked at.
    ///
    /// # Errors
    /// When there were too many, and how long to wait.
    pub fn check(&self, client: ClientAddress, handle: &str) -> Result<(), TooManyAttempts> {
        self.forget_quiet_keys();
        let Attempt { client, handle } = Attempt::new(client, handle);
        self.by_client.check_key(&client).map_err(|refused| self.too_many(&refused))?;
        self.by_client_and_handle.check_key(&(client, handle)).map_err(|refused| self.too_many(&refused))
    }

    /// Counts an attempt that another node of the cluster saw.
    pub fn count(&self, attempt: &Attempt) {
        self.forget_quiet_keys();
        let _ = self.by_client.check_key(&attempt.client);
        let _ = self.by_client_and_handle.check_key(&(attempt.client, attempt.handle.clone()));
    }

    fn too_many(&self, refused: &governor::NotUntil<<DefaultClock as Clock>::Instant>) -> TooManyAttempts {
        TooManyAttempts { retry_after: refused.wait_time_from(self.clock.now()) }
    }

    fn forget_quiet_keys(&self) {
        if self.by_client_and_handle.len() > KEYS_MAX {
            self.by_client_and_handle.retain_recent();
        }
        if self.by_client.len() > KEYS_MAX {
            self.by_client.retain_recent();
        }
    }
}

/// Somebody with IPv6 usually has 2⁶⁴ addresses; they count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> ClientAddress {
        ClientAddress(text.parse().unwrap())
    }

    #[test]
    fn attempts_are_counted_by_client_and_handle() {
        let limit = SignInLimit::new(NonZeroU32::new(2).unwrap());
        assert!(limit.check(client("192.0.2.1"), "ann").is_ok());
        assert!(limit.check(client("192.0.2.1"), " Ann ").is_ok());
        let refused = limit.check(client("192.0.2.1"), "ann").unwrap_err();
        assert!((1..=60).contains(&refused.retry_after_seconds()));
        assert!(limit.check(client("192.0.2.2"), "ann").is_ok(), "another client may go on");
        assert!(limit.check(client("192.0.2.1"), "ben").is_ok(), "another handle may be tried");
    }

    #[test]
    fn one_client_may_not_try_endlessly_many_handles() {
        let limit = SignInLimit::new(NonZeroU32::new(1).unwrap());
        let refused = (0..10).filter(|number| limit.check(client("2001:db8::1"), &number.to_string()).is_err()).count();
        assert_eq!(refused, 7);
        assert!(limit.check(client("2001:db8::2"), "x").is_err(), "a neighbour in the same network is the same client");
        assert!(limit.check(client("2001:db8:1::2"), "x").is_ok());
    }
}
