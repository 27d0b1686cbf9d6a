//! Schedules: what is due is done when it is due, by the program itself.
//!
//! A task sleeps until the next time that is settled and is woken when another is. What was missed while nobody served the
//! blog is done when it is opened again. On several nodes the holder of the lease does it; should two believe that they
//! are, the second finds nothing left to do, as each decides on the state that the log has.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;

use super::background::{Background, sleep_until_woken};
use super::writer::{Command, Request};
use super::{Blog, ServiceError};
use crate::domain::post::{PostCommand, ScheduleFailure};
use crate::domain::{DomainError, PostId, Principal};
use crate::store::posts;

/// So many posts are looked at together.
const DUE_AT_ONCE: u32 = 100;
/// What could not be done because of the disk or the log is tried again after so long; so is what the holder of the lease
/// has not done yet.
const RETRY_PAUSE: Duration = Duration::from_secs(2);
/// What is said where closing the blog could not wait for the post under way.
pub(super) const UNFINISHED: &str = "a post that is due is still being written; it is written or taken back";

impl Blog {
    /// Does what was missed, if this machine serves the blog alone, and then whatever is scheduled when it is due, until the
    /// blog is closed. A node first has to know whether it holds the lease, and does the same as soon as it does.
    pub async fn carry_out_schedules_in_background(self: &Arc<Self>) {
        if self.cluster().is_none()
            && let Err(error) = self.carry_out_due().await
        {
            tracing::error!(%error, "what is due could not be done; it is tried again");
        }
        let work = |stopped| carry_out_when_due(Arc::downgrade(self), stopped);
        *self.schedules.lock() = Some(Background::start(work));
    }

    /// Does everything that is due now.
    ///
    /// # Errors
    /// When the database or the log fails. What was done until then is done.
    pub(super) async fn carry_out_due(&self) -> Result<(), ServiceError> {
        let mut before = Vec::new();
        loop {
            let due = posts::due(self.database.readers(), self.clock.now(), DUE_AT_ONCE).await?;
            // What is due although it was just done is left for the next look, which comes after a pause.
            if due.is_empty() || due == before {
                return Ok(());
            }
            for id in &due {
                self.carry_out(*id).await?;
            }
            before = due;
        }
    }

    /// Does what is due of one post. What is wrong with it is noted for its writers, and holds up no other.
    async fn carry_out(&self, id: PostId) -> Result<(), ServiceError> {
        match self.write_because_of_schedule(id, PostCommand::CarryOutSchedule).await {
            Ok(()) => {
                tracing::info!(%id, "a schedule was carried out");
                Ok(())
            }
            Err(ServiceError::Domain(error)) => {
                tracing::warn!(%id, %error, "a schedule could not be carried out");
                let failure = ScheduleFailure::of(&error);
                match self.write_because_of_schedule(id, PostCommand::FailSchedule { failure }).await {
                    // It was deleted meanwhile, and its schedule with it.
                    Err(ServiceError::Domain(DomainError::Gone | DomainError::NotFound)) => Ok(()),
                    done => done,
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn write_because_of_schedule(&self, id: PostId, command: PostCommand) -> Result<(), ServiceError> {
        let post = self.post_state(id).await?;
        let command = Command::Post { id, expected_version: None, command: Box::new(command) };
        let (mut request, answered) = Request::new(Principal::SYSTEM, vec![command]);
        request.causation_id = post.schedule.map(|schedule| format!("{}@{}", id.stream_id(), schedule.version));
        self.queue.send(request)?;
        answered.await.map_err(|_| ServiceError::Stopping)??;
        Ok(())
    }

    /// How long there is nothing to do; none where nothing is scheduled.
    async fn until_next_due(&self) -> Result<Option<Duration>, ServiceError> {
        let next = posts::next_due(self.database.readers()).await?;
        // What is due already became so a moment ago, or could not be done.
        Ok(next.map(|next| Some(self.pause_until(next)).filter(|pause| !pause.is_zero()).unwrap_or(RETRY_PAUSE)))
    }
}

async fn carry_out_when_due(blog: Weak<Blog>, mut stopped: watch::Receiver<()>) {
    loop {
        let Some(blog) = blog.upgrade() else { return };
        // Whatever is scheduled from here on wakes the task, also before it sleeps.
        let pause = match do_and_look(&blog).await {
            Ok(pause) => pause,
            Err(ServiceError::Stopping) => return,
            Err(error) => {
                tracing::error!(%error, "what is due could not be done; it is tried again");
                Some(RETRY_PAUSE)
            }
        };
        let caches = Arc::clone(&blog.caches);
        // The blog is to be closed by whoever serves it, not kept open by what sleeps.
        drop(blog);
        if !sleep_until_woken(&mut stopped, &caches.schedules, pause).await {
            return;
        }
    }
}

/// Does what is due, where that is this node's to do, and says how long there is nothing more.
async fn do_and_look(blog: &Blog) -> Result<Option<Duration>, ServiceError> {
    if blog.cluster().is_none_or(|cluster| cluster.holds_lease()) {
        blog.carry_out_due().await?;
        return blog.until_next_due().await;
    }
    // Should the holder be gone, somebody else soon has the lease.
    Ok(blog.until_next_due().await?.map(|pause| pause.max(RETRY_PAUSE)))
}
