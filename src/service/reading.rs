//! What readers are shown, read on one connection in one go: a way to another thread and back costs more than what is read
//! there.

use std::sync::Arc;

use rusqlite::Connection;

use super::cache::Dependencies;
use super::caches::Caches;
use super::clock::Clock;
use super::queue::Queue;
use super::renderings::Renderings;
use super::writer::{Command, Request};
use super::{Blog, ServiceError};
use crate::domain::post::Post;
use crate::domain::views::SiteView;
use crate::domain::{PostId, Principal, StreamId};
use crate::store::snapshots;

/// The blog for somebody who reads it on a connection. Statements may see different moments of the database; what is kept of
/// the answer is fenced against that.
pub(super) struct Reading<'c> {
    pub connection: &'c Connection,
    pub renderings: &'c Renderings,
    pub clock: &'c Clock,
    caches: &'c Caches,
    queue: &'c Queue,
}

impl Blog {
    /// Reads on a thread for such work.
    pub(super) async fn reading<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reading<'_>) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let (renderings, clock) = (self.renderings.clone(), self.clock.clone());
        let (caches, queue) = (Arc::clone(&self.caches), Arc::clone(&self.queue));
        let read = move |connection: &Connection| {
            let reading =
                Reading { connection, renderings: &renderings, clock: &clock, caches: &caches, queue: &queue };
            Ok(read(&reading))
        };
        self.database.read(read).await?
    }

    /// The same for an answer that notes what it is made from.
    pub(super) async fn reading_noting<T: Send + 'static>(
        &self,
        dependencies: &mut Dependencies,
        read: impl FnOnce(&Reading<'_>, &mut Dependencies) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let mut noted = std::mem::take(dependencies);
        let read = move |reading: &Reading<'_>| Ok((read(reading, &mut noted), noted));
        let (answer, noted) = self.reading(read).await?;
        *dependencies = noted;
        answer
    }

    /// The present state of a post.
    pub(super) async fn post_state(&self, id: PostId) -> Result<Arc<Post>, ServiceError> {
        match self.caches.posts.get(&id) {
            Some(post) => Ok(post),
            None => self.reading(move |reading| reading.post_state(id)).await,
        }
    }
}

impl Reading<'_> {
    /// The site as every page needs it.
    pub fn site(&self) -> Arc<SiteView> {
        self.caches.site()
    }

    /// The present state of a post.
    pub fn post_state(&self, id: PostId) -> Result<Arc<Post>, ServiceError> {
        if let Some(post) = self.caches.posts.get(&id) {
            return Ok(post);
        }
        let ticket = self.caches.posts.begin();
        let loaded = snapshots::load::<Post>(self.connection, &id.stream_id())?;
        if loaded.distrusted.is_some() {
            self.ask_for_snapshot(id.stream_id());
        }
        let post = Arc::new(loaded.state);
        if post.version > 0 {
            ticket.keep(id, Arc::clone(&post), post.weight_bytes(), vec![id]);
        }
        Ok(post)
    }

    /// Has a snapshot that was found to be damaged, or in another format, written again. Nobody waits for it.
    fn ask_for_snapshot(&self, stream_id: StreamId) {
        let (request, _) = Request::new(Principal::SYSTEM, vec![Command::KeepSnapshot(stream_id)]);
        // When the queue is full, the next reader asks again.
        let _ = self.queue.send(request);
    }
}
