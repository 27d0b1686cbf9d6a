//! The page cache: complete responses by canonical address. A hit touches neither SQLite nor Leptos.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OnceCell;

use super::fenced::Ticket;
use super::{Dependencies, Dependency, FencedCache, Page, Rendered};

/// Where a page came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheOutcome {
    /// From memory.
    Hit,
    /// It was made and is kept now.
    Stored,
    /// It was made and is not kept.
    Forwarded,
    /// Somebody else was making it already.
    Collapsed,
}

/// Complete responses by canonical address.
pub struct PageCache {
    pages: FencedCache<Arc<str>, Arc<Page>, Dependency>,
    flights: Mutex<HashMap<FlightKey, Flight>>,
}

/// Who asks after a write was answered must not be given what was begun before it: the position is part of the key.
type FlightKey = (Arc<str>, u64);
type Flight = Arc<OnceCell<Arc<Page>>>;

impl PageCache {
    /// An empty cache that holds at most so many bytes, for a log that ends at `position`.
    pub fn new(bytes_max: u64, position: u64) -> Self {
        Self { pages: FencedCache::new(bytes_max, position), flights: Mutex::default() }
    }

    /// The page under an address, from memory alone.
    pub fn get(&self, address: &str) -> Option<Arc<Page>> {
        self.pages.get(address)
    }

    /// The page under an address; where it isn't in memory, it is made, once for all who ask at the same time.
    ///
    /// # Errors
    /// What `render` says.
    pub async fn get_or_render<E>(
        &self,
        address: &str,
        render: impl AsyncFnOnce() -> Result<(Rendered, Dependencies), E>,
    ) -> Result<(Arc<Page>, CacheOutcome), E> {
        if let Some(page) = self.get(address) {
            return Ok((page, CacheOutcome::Hit));
        }
        let ticket = self.pages.begin();
        let seat = self.take_seat((Arc::from(address), ticket.position()));
        let mut outcome = CacheOutcome::Collapsed;
        let page = seat
            .flight
            .get_or_try_init(|| async {
                // Another flight may have landed between the look into memory and this one's start.
                if let Some(page) = self.get(address) {
                    outcome = CacheOutcome::Hit;
                    return Ok(page);
                }
                let (rendered, dependencies) = render().await?;
                let page = Arc::new(Page::new(rendered));
                let is_kept = page.is_cacheable() && self.keep(ticket, &seat.key.0, &page, dependencies);
                outcome = if is_kept { CacheOutcome::Stored } else { CacheOutcome::Forwarded };
                Ok(page)
            })
            .await?;
        Ok((Arc::clone(page), outcome))
    }

    /// Lets go of everything that was made from what changed in the log up to `position`.
    pub fn change(&self, position: u64, changed: &[Dependency]) {
        self.pages.change(position, changed);
    }

    /// Lets go of every page: the past is another one now.
    pub fn clear(&self, position: u64) {
        self.pages.clear(position);
    }

    /// How many pages and how many bytes there are.
    pub fn size(&self) -> (u64, u64) {
        self.pages.size()
    }

    fn keep(
        &self,
        ticket: Ticket<'_, Arc<str>, Arc<Page>, Dependency>,
        address: &Arc<str>,
        page: &Arc<Page>,
        dependencies: Dependencies,
    ) -> bool {
        let bytes = page.weight_bytes() + address.len() as u64;
        ticket.keep(Arc::clone(address), Arc::clone(page), bytes, dependencies.into_vec())
    }

    fn take_seat(&self, key: FlightKey) -> Seat<'_> {
        let flight = Arc::clone(self.flights.lock().entry(key.clone()).or_default());
        Seat { cache: self, key, flight }
    }
}

/// A place on a flight. The last to leave takes the flight off the list, also when everybody gave up waiting.
struct Seat<'c> {
    cache: &'c PageCache,
    key: FlightKey,
    flight: Flight,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut flights = self.cache.flights.lock();
        // This seat's and the list's own.
        if Arc::strong_count(&self.flight) <= 2 {
            flights.remove(&self.key);
        }
    }
}

impl fmt::Debug for PageCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PageCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use tokio::sync::Barrier;

    use super::*;

    fn rendered(text: &'static str) -> (Rendered, Dependencies) {
        (Rendered::of_text(text), vec![Dependency::Home].into())
    }

    /// A wait that ends: what should happen at once and doesn't is a failure, not a test that hangs.
    async fn soon<T>(future: impl Future<Output = T>) -> T {
        tokio::time::timeout(Duration::from_secs(30), future).await.unwrap()
    }

    #[tokio::test]
    async fn simultaneous_misses_render_once() {
        let cache = Arc::new(PageCache::new(1 << 20, 0));
        let (renders, barrier) = (Arc::new(AtomicU32::new(0)), Arc::new(Barrier::new(1_000)));
        let askers: Vec<_> = (0..1_000)
            .map(|_| {
                let (cache, renders, barrier) = (Arc::clone(&cache), Arc::clone(&renders), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let render = async || {
                        renders.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        Ok::<_, Infallible>(rendered("home"))
                    };
                    cache.get_or_render("/", render).await.map(|(_, outcome)| outcome)
                })
            })
            .collect();
        let mut stored = 0;
        for asker in askers {
            stored += u32::from(soon(asker).await.unwrap() == Ok(CacheOutcome::Stored));
        }
        assert_eq!((renders.load(Ordering::SeqCst), stored), (1, 1));
        assert!(cache.flights.lock().is_empty());
    }

    #[tokio::test]
    async fn who_asks_after_a_write_is_not_given_what_was_begun_before_it() {
        let cache = Arc::new(PageCache::new(1 << 20, 0));
        let (started, release) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
        let before = {
            let (cache, started, release) = (Arc::clone(&cache), Arc::clone(&started), Arc::clone(&release));
            tokio::spawn(async move {
                let render = async || {
                    started.notify_one();
                    release.notified().await;
                    Ok::<_, Infallible>(rendered("old"))
                };
                cache.get_or_render("/", render).await.map(|(page, outcome)| (page.identity().body.clone(), outcome))
            })
        };
        soon(started.notified()).await;
        cache.change(1, &[Dependency::Home]);
        let render = async || Ok::<_, Infallible>(rendered("new"));
        let (fresh, outcome) = soon(cache.get_or_render("/", render)).await.unwrap();
        assert_eq!(outcome, CacheOutcome::Stored);
        release.notify_one();
        let (stale, outcome) = soon(before).await.unwrap().unwrap();
        assert_eq!(outcome, CacheOutcome::Forwarded);
        assert_eq!(stale, "old");
        assert_eq!(
            (&fresh.identity().body[..], &cache.get("/").unwrap().identity().body[..]),
            (&b"new"[..], &b"new"[..])
        );
    }

    #[tokio::test]
    async fn a_failure_is_not_kept_and_the_next_one_tries_again() {
        let cache = PageCache::new(1 << 20, 0);
        let failed = cache.get_or_render("/", async || Err::<(Rendered, Dependencies), _>("disk")).await;
        assert_eq!(failed.err(), Some("disk"));
        let render = async || Ok::<_, Infallible>(rendered("home"));
        assert_eq!(cache.get_or_render("/", render).await.unwrap().1, CacheOutcome::Stored);
    }
}
