//! How often readers may say something, and other sites tell of it.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::client::ClientAddress;
use crate::sign_in_limit::{TooManyAttempts, network};

/// Beyond so many clients, those that have long been quiet are forgotten.
const CLIENTS_MAX: usize = 10_000;

/// Counts comments by client, those that were refused as well.
#[derive(Debug)]
pub struct CommentLimit {
    by_client: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl CommentLimit {
    /// The limit of so many comments a minute for each client.
    pub fn new(comments_per_minute: NonZeroU32) -> Self {
        let by_client = RateLimiter::keyed(Quota::per_minute(comments_per_minute));
        Self { by_client, clock: DefaultClock::default() }
    }

    /// Counts a comment.
    ///
    /// # Errors
    /// When there were too many, and how long to wait.
    pub fn check(&self, ClientAddress(client): ClientAddress) -> Result<(), TooManyAttempts> {
        if self.by_client.len() > CLIENTS_MAX {
            self.by_client.retain_recent();
        }
        let checked = self.by_client.check_key(&network(client));
        checked.map_err(|refused| TooManyAttempts { retry_after: refused.wait_time_from(self.clock.now()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_says_so_much_a_minute() {
        let limit = CommentLimit::new(NonZeroU32::new(2).unwrap());
        let client = |text: &str| ClientAddress(text.parse().unwrap());
        assert!(limit.check(client("192.0.2.1")).is_ok() && limit.check(client("192.0.2.1")).is_ok());
        let refused = limit.check(client("192.0.2.1")).unwrap_err();
        assert!((1..=60).contains(&refused.retry_after_seconds()));
        assert!(limit.check(client("192.0.2.2")).is_ok(), "another client may go on");
    }
}
