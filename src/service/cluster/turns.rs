//! Whose turn it is to append, where several nodes write at once.
//!
//! The log takes whoever comes first. Left to itself that is mostly the node that was first before: it knows where the log
//! ends, and the others have to hear of it. So a node that appended lets those go first that appended since its last turn.
//! Who doesn't use that turn is not waited for again, so that a node that writes alone waits for nobody.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long a node waits for each of the others: about as long as it takes to hear of a batch, to decide and to append.
const TURN_MAX: Duration = Duration::from_millis(10);

/// Who appended since this node did.
#[derive(Debug, Default)]
pub struct Turns {
    /// Until when this node lets others go first.
    ends_at: Option<Instant>,
    /// Those whose turn it is.
    waited_for: BTreeSet<String>,
    /// Those who had one since this node had its own.
    heard: BTreeSet<String>,
}

impl Turns {
    /// Notes that this node appended.
    pub fn note_own(&mut self, now: Instant) {
        self.waited_for = std::mem::take(&mut self.heard);
        let turns = u32::try_from(self.waited_for.len()).unwrap_or(u32::MAX);
        self.ends_at = now.checked_add(TURN_MAX.saturating_mul(turns));
    }

    /// Notes that another did.
    pub fn note_other(&mut self, node: &str) {
        self.waited_for.remove(node);
        if !self.heard.contains(node) {
            self.heard.insert(node.to_owned());
        }
    }

    /// Until when others go first; none where it is this node's turn.
    pub fn others_until(&self, now: Instant) -> Option<Instant> {
        self.ends_at.filter(|ends_at| !self.waited_for.is_empty() && *ends_at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_alone_waits_for_nobody() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        turns.note_own(now);
        assert_eq!(turns.others_until(now), None);
        turns.note_own(now);
        assert_eq!(turns.others_until(now), None);
    }

    #[test]
    fn others_have_their_turn_before_this_node_has_another() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        for other in ["b", "c", "b"] {
            turns.note_other(other);
        }
        turns.note_own(now);
        assert_eq!(turns.others_until(now), Some(now + 2 * TURN_MAX));
        turns.note_other("c");
        assert!(turns.others_until(now).is_some(), "b has not had its turn");
        turns.note_other("b");
        assert_eq!(turns.others_until(now), None);
    }

    #[test]
    fn who_does_not_use_a_turn_is_waited_for_once() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        turns.note_other("b");
        turns.note_own(now);
        assert_eq!(turns.others_until(now + TURN_MAX), None);
        turns.note_own(now + TURN_MAX);
        assert_eq!(turns.others_until(now + TURN_MAX), None);
    }
}
