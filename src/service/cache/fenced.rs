//! A cache whose entries know what they were made from, and that refuses what was made from an older state.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::hash::Hash;
use std::sync::mpsc::{self, Receiver};

use parking_lot::Mutex;

/// A cache bounded by bytes. Reading it takes no lock.
///
/// Filling it goes in two steps: [`FencedCache::begin`] before the state is read, [`Ticket::keep`] with what was
/// made of it. A write calls [`FencedCache::change`] after its commit and before its answer. What was begun before
/// a change of something it was made from is not kept, so nothing older than an answered write is ever found here.
pub struct FencedCache<K, V, D> {
    entries: moka::sync::Cache<K, Entry<V>>,
    fence: Mutex<Fence<K, D>>,
}

/// A right to fill the cache, as of the position at which it was given.
#[derive(Debug)]
pub struct Ticket<'c, K: Eq + Hash + Clone, V, D: Eq + Hash + Clone> {
    cache: &'c FencedCache<K, V, D>,
    position: u64,
}

#[derive(Clone)]
struct Entry<V> {
    value: V,
    bytes: u32,
    generation: u64,
}

struct Fence<K, D> {
    /// Up to where in the log changes have been told.
    position: u64,
    /// Where in the log something changed last; kept only while a ticket from before that is out.
    changed: HashMap<D, u64>,
    /// Where in the log everything changed last.
    cleared: u64,
    /// How many tickets are out, by position.
    begun: BTreeMap<u64, usize>,
    dependents: HashMap<D, HashSet<K>>,
    dependencies: HashMap<K, (u64, Vec<D>)>,
    generation: u64,
    /// What the cache let go for want of room, to be forgotten here as well.
    evicted: Receiver<(K, u64)>,
}

impl<K, V, D> FencedCache<K, V, D>
where
    K: Eq + Hash + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    D: Eq + Hash + Clone,
{
    /// An empty cache that holds at most so many bytes, for a log that ends at `position`.
    pub fn new(bytes_max: u64, position: u64) -> Self {
        let (evictions, evicted) = mpsc::channel();
        let entries = moka::sync::Cache::builder()
            .max_capacity(bytes_max)
            .weigher(|_: &K, entry: &Entry<V>| entry.bytes)
            .eviction_listener(move |key, entry: Entry<V>, cause| {
                if cause.was_evicted() {
                    // The receiver lives as long as the cache; nobody is left to tell when it is gone.
                    let _ = evictions.send((K::clone(&key), entry.generation));
                }
            })
            .build();
        let fence = Fence {
            position,
            changed: HashMap::new(),
            cleared: 0,
            begun: BTreeMap::new(),
            dependents: HashMap::new(),
            dependencies: HashMap::new(),
            generation: 0,
            evicted,
        };
        Self { entries, fence: Mutex::new(fence) }
    }

    /// What is kept under a key.
    pub fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.entries.get(key).map(|entry| entry.value)
    }

    /// Takes a ticket before the state is read from which something will be made.
    pub fn begin(&self) -> Ticket<'_, K, V, D> {
        let mut fence = self.fence.lock();
        let position = fence.position;
        *fence.begun.entry(position).or_default() += 1;
        Ticket { cache: self, position }
    }

    /// Lets go of everything that was made from what changed in the log up to `position`.
    pub fn change(&self, position: u64, changed: &[D]) {
        let mut fence = self.fence.lock();
        fence.forget_evicted();
        fence.position = fence.position.max(position);
        for dependency in changed {
            if !fence.begun.is_empty() {
                fence.changed.insert(dependency.clone(), position);
            }
            for key in fence.dependents.get(dependency).cloned().unwrap_or_default() {
                self.entries.invalidate(&key);
                fence.forget(&key);
            }
        }
    }

    /// Lets go of everything: the past is another one now. What is being made from the former past is not kept.
    pub fn clear(&self, position: u64) {
        let mut fence = self.fence.lock();
        fence.forget_evicted();
        fence.position = fence.position.max(position);
        fence.cleared = position;
        self.entries.invalidate_all();
        fence.dependents.clear();
        fence.dependencies.clear();
    }

    /// Up to where in the log changes have been told.
    pub fn position(&self) -> u64 {
        self.fence.lock().position
    }

    /// How many entries and how many bytes there are, once waiting bookkeeping is done.
    pub fn size(&self) -> (u64, u64) {
        self.entries.run_pending_tasks();
        (self.entries.entry_count(), self.entries.weighted_size())
    }
}

impl<K, V, D> Ticket<'_, K, V, D>
where
    K: Eq + Hash + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    D: Eq + Hash + Clone,
{
    /// Where the log ended when the ticket was given.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Keeps what was made, unless something that it was made from changed meanwhile. Says whether it was kept.
    pub fn keep(self, key: K, value: V, bytes: u64, dependencies: Vec<D>) -> bool {
        let mut fence = self.cache.fence.lock();
        fence.forget_evicted();
        let is_stale = fence.cleared > self.position
            || dependencies
                .iter()
                .any(|dependency| fence.changed.get(dependency).is_some_and(|changed| *changed > self.position));
        if is_stale {
            return false;
        }
        fence.forget(&key);
        fence.generation += 1;
        let generation = fence.generation;
        for dependency in &dependencies {
            fence.dependents.entry(dependency.clone()).or_default().insert(key.clone());
        }
        fence.dependencies.insert(key.clone(), (generation, dependencies));
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.cache.entries.insert(key, Entry { value, bytes, generation });
        true
    }
}

impl<K: Eq + Hash + Clone, V, D: Eq + Hash + Clone> Drop for Ticket<'_, K, V, D> {
    fn drop(&mut self) {
        let mut fence = self.cache.fence.lock();
        if let Some(count) = fence.begun.get_mut(&self.position) {
            *count -= 1;
            if *count == 0 {
                fence.begun.remove(&self.position);
            }
        }
        match fence.begun.first_key_value().map(|(oldest, _)| *oldest) {
            Some(oldest) => fence.changed.retain(|_, position| *position > oldest),
            None => fence.changed.clear(),
        }
    }
}

impl<K: Eq + Hash + Clone, D: Eq + Hash> Fence<K, D> {
    fn forget(&mut self, key: &K) {
        let Some((_, dependencies)) = self.dependencies.remove(key) else { return };
        for dependency in dependencies {
            if let Some(keys) = self.dependents.get_mut(&dependency) {
                keys.remove(key);
                if keys.is_empty() {
                    self.dependents.remove(&dependency);
                }
            }
        }
    }

    fn forget_evicted(&mut self) {
        while let Ok((key, evicted)) = self.evicted.try_recv() {
            // The key may have been filled again since.
            if self.dependencies.get(&key).is_some_and(|(generation, _)| *generation == evicted) {
                self.forget(&key);
            }
        }
    }
}

impl<K, V, D> fmt::Debug for FencedCache<K, V, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FencedCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(bytes_max: u64) -> FencedCache<&'static str, u32, &'static str> {
        FencedCache::new(bytes_max, 0)
    }

    #[test]
    fn a_change_lets_go_of_exactly_what_was_made_from_it() {
        let cache = cache(1_000);
        cache.begin().keep("home", 1, 10, vec!["post a", "post b"]);
        cache.begin().keep("a", 2, 10, vec!["post a"]);
        cache.begin().keep("b", 3, 10, vec!["post b"]);
        cache.change(1, &["post a"]);
        assert_eq!((cache.get("home"), cache.get("a"), cache.get("b")), (None, None, Some(3)));
    }

    #[test]
    fn what_was_begun_before_a_change_is_not_kept_after_it() {
        let cache = cache(1_000);
        let (stale, sound) = (cache.begin(), cache.begin());
        cache.change(1, &["post a"]);
        assert!(!stale.keep("a", 1, 10, vec!["post a"]));
        assert!(sound.keep("b", 2, 10, vec!["post b"]));
        assert!(cache.begin().keep("a", 3, 10, vec!["post a"]));
        assert_eq!((cache.get("a"), cache.get("b")), (Some(3), Some(2)));
    }

    #[test]
    fn nothing_of_a_former_past_is_kept() {
        let cache = cache(1_000);
        cache.begin().keep("a", 1, 10, vec!["post a"]);
        let stale = cache.begin();
        cache.clear(1);
        assert!(!stale.keep("b", 2, 10, vec!["post b"]));
        assert!(cache.begin().keep("c", 3, 10, vec!["post c"]));
        assert_eq!((cache.get("a"), cache.get("b"), cache.get("c")), (None, None, Some(3)));
    }

    #[test]
    fn changes_are_remembered_only_while_somebody_could_be_behind() {
        let cache = cache(1_000);
        let first = cache.begin();
        cache.change(1, &["post a"]);
        let second = cache.begin();
        drop(first);
        assert!(cache.fence.lock().changed.is_empty());
        assert!(second.keep("a", 1, 10, vec!["post a"]));
        assert!(cache.fence.lock().begun.is_empty());
    }

    #[test]
    fn nothing_remains_of_what_had_no_room() {
        let cache = FencedCache::<u32, u32, u32>::new(100, 0);
        for key in 0..50 {
            cache.begin().keep(key, key, 10, vec![key]);
            cache.size();
        }
        cache.change(1, &[]);
        let (entries, bytes) = cache.size();
        assert!(bytes <= 100, "{bytes} bytes");
        assert_eq!(cache.fence.lock().dependencies.len() as u64, entries);
        assert_eq!(cache.fence.lock().dependents.len() as u64, entries);
    }
}
