//! The way to the writer: a bounded queue, and the autosaves that wait in front of it.
//!
//! Autosaves of one writer's form on one post that see the same version become one event: each takes the place of the one
//! that waits, and all are answered when the last of them is on disk. What the same writer types into another form is
//! another text, which must not take its place. Whatever else is asked of that post sends the waiting one ahead of itself.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, sleep_until};

use super::ServiceError;
use super::writer::{QUEUE_REQUESTS_MAX, Request};
use crate::domain::{Actor, PostId};
use crate::store::log::Hash;

/// How long autosaves wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutosaveTimes {
    /// One is written when no other came for so long: about as long as it takes to think of the next sentence.
    pub pause: Duration,
    /// One is written after so long however many others come: what the machine's end may cost who never pauses.
    pub wait_max: Duration,
}

impl Default for AutosaveTimes {
    fn default() -> Self {
        Self { pause: Duration::from_secs(2), wait_max: Duration::from_secs(10) }
    }
}

/// What an autosave makes of the version that its writer saw.
#[derive(Debug)]
pub struct Autosave {
    /// Whose it is.
    pub actor: Actor,
    /// The form that it was typed into; programs have none.
    pub form: Option<Hash>,
    /// The version that the writer saw, where they rely on one.
    pub expected_version: Option<u64>,
    /// The version that the writer of the log gave it; 0 for none yet. Where several append, it may be decided again.
    version: AtomicU64,
}

impl Autosave {
    /// An autosave that waits.
    pub fn new(actor: Actor, form: Option<Hash>, expected_version: Option<u64>) -> Self {
        Self { actor, form, expected_version, version: AtomicU64::new(0) }
    }

    /// Notes what came of it.
    pub fn give_version(&self, version: u64) {
        self.version.store(version, Ordering::Relaxed);
    }

    /// Whether somebody who saw a version before this autosave of theirs may go on from the current one.
    pub fn leads(&self, seen: u64, current: u64) -> bool {
        self.expected_version == Some(seen) && self.version.load(Ordering::Relaxed) == current
    }
}

/// The way to the writer.
pub struct Queue {
    times: AutosaveTimes,
    lanes: Mutex<Lanes>,
}

struct Lanes {
    /// None once nothing more is taken.
    requests: Option<mpsc::Sender<Request>>,
    /// Autosaves that wait for the next.
    waiting: HashMap<PostId, Waiting>,
    /// Autosaves that are not answered yet; gone when they are.
    sent: HashMap<PostId, Weak<Autosave>>,
    /// How many autosaves were taken.
    autosaves_taken: u64,
}

struct Waiting {
    request: Request,
    autosave: Arc<Autosave>,
    began_at: Instant,
    replaced_at: Instant,
    number: u64,
}

impl Queue {
    /// The way to whoever receives the requests.
    pub fn new(requests: mpsc::Sender<Request>, times: AutosaveTimes) -> Arc<Self> {
        let lanes =
            Lanes { requests: Some(requests), waiting: HashMap::new(), sent: HashMap::new(), autosaves_taken: 0 };
        Arc::new(Self { times, lanes: Mutex::new(lanes) })
    }

    /// How many requests wait for the writer.
    pub fn len(&self) -> usize {
        let lanes = self.lanes.lock();
        lanes.requests.as_ref().map_or(0, |requests| requests.max_capacity() - requests.capacity())
    }

    /// Hands over a request, behind the autosaves of the posts that it concerns.
    ///
    /// # Errors
    /// When too many wait, or the service stops.
    pub fn send(&self, mut request: Request) -> Result<(), ServiceError> {
        let mut lanes = self.lanes.lock();
        for id in request.posts() {
            lanes.send_waiting(id);
            request.follows = lanes.sent_by(id, request.principal.actor, request.form);
        }
        lanes.send(request).map_err(|(_, error)| error)
    }

    /// Lets an autosave wait for the next of its kind, or take the place of the one that waits.
    ///
    /// # Errors
    /// When too many wait, or the service stops.
    pub fn autosave(
        self: &Arc<Self>,
        id: PostId,
        mut request: Request,
        autosave: Autosave,
    ) -> Result<(), ServiceError> {
        let mut lanes = self.lanes.lock();
        if lanes.requests.is_none() {
            return Err(ServiceError::Stopping);
        }
        if lanes.waiting.len() >= QUEUE_REQUESTS_MAX {
            return Err(ServiceError::Overloaded);
        }
        let now = Instant::now();
        lanes.autosaves_taken += 1;
        if let Some(waiting) = lanes.waiting.get_mut(&id).filter(|waiting| waiting.is_like(&autosave)) {
            request.answers.append(&mut waiting.request.answers);
            request.follows = waiting.request.follows.take();
            request.autosave = waiting.request.autosave.take();
            waiting.request = request;
            waiting.replaced_at = now;
            return Ok(());
        }
        lanes.send_waiting(id);
        let (number, autosave) = (lanes.autosaves_taken, Arc::new(autosave));
        request.follows = lanes.sent_by(id, autosave.actor, autosave.form);
        request.autosave = Some(Arc::clone(&autosave));
        lanes.waiting.insert(id, Waiting { request, autosave, began_at: now, replaced_at: now, number });
        drop(lanes);
        tokio::spawn(Arc::clone(self).wait(id, number));
        Ok(())
    }

    /// Sends every autosave that waits, and takes nothing more.
    pub async fn close(&self) {
        let (requests, waiting) = {
            let mut lanes = self.lanes.lock();
            (lanes.requests.take(), std::mem::take(&mut lanes.waiting))
        };
        let Some(requests) = requests else { return };
        for waiting in waiting.into_values() {
            // The writer takes what is sent until nobody can send; should it be gone, who waits finds out.
            let _ = requests.send(waiting.request).await;
        }
    }

    /// How many autosaves were taken so far.
    #[cfg(test)]
    pub fn autosaves_taken(&self) -> u64 {
        self.lanes.lock().autosaves_taken
    }

    /// Sends an autosave once it has waited for long enough, unless something else sent it before.
    async fn wait(self: Arc<Self>, id: PostId, number: u64) {
        while let Some(due_at) = self.send_if_due(id, number) {
            sleep_until(due_at).await;
        }
    }

    /// When an autosave is due, if it still waits.
    fn send_if_due(&self, id: PostId, number: u64) -> Option<Instant> {
        let mut lanes = self.lanes.lock();
        let waiting = lanes.waiting.get(&id).filter(|waiting| waiting.number == number)?;
        let due_at = (waiting.replaced_at + self.times.pause).min(waiting.began_at + self.times.wait_max);
        if Instant::now() < due_at {
            return Some(due_at);
        }
        lanes.send_waiting(id);
        None
    }
}

impl Lanes {
    /// Sends the autosave of a post that waits; when the queue is full, those who wait for it are told.
    fn send_waiting(&mut self, id: PostId) {
        let Some(waiting) = self.waiting.remove(&id) else { return };
        self.sent.retain(|_, autosave| autosave.strong_count() > 0);
        self.sent.insert(id, Arc::downgrade(&waiting.autosave));
        if let Err((request, error)) = self.send(waiting.request) {
            request.answer(Err(error));
        }
    }

    /// The autosave of somebody's form that is not answered yet.
    fn sent_by(&self, id: PostId, actor: Actor, form: Option<Hash>) -> Option<Arc<Autosave>> {
        let is_theirs = |autosave: &Arc<Autosave>| autosave.actor == actor && autosave.form == form;
        self.sent.get(&id).and_then(Weak::upgrade).filter(is_theirs)
    }

    fn send(&self, request: Request) -> Result<(), (Box<Request>, ServiceError)> {
        let Some(requests) = &self.requests else { return Err((Box::new(request), ServiceError::Stopping)) };
        requests.try_send(request).map_err(|error| match error {
            TrySendError::Full(request) => (Box::new(request), ServiceError::Overloaded),
            TrySendError::Closed(request) => (Box::new(request), ServiceError::Stopping),
        })
    }
}

impl Waiting {
    fn is_like(&self, other: &Autosave) -> bool {
        let Autosave { actor, form, expected_version, .. } = &*self.autosave;
        *actor == other.actor && *form == other.form && *expected_version == other.expected_version
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queue").field("times", &self.times).finish_non_exhaustive()
    }
}
