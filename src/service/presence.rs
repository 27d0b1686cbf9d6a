//! Who is at a post right now. It is kept in memory alone: whoever is not heard of for a while is gone.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::{Blog, ServiceError};
use crate::domain::views::{PersonView, Presence};
use crate::domain::{PostId, Principal};

/// Whoever is not heard of for so long has gone. Editors say every fifteen seconds that they are there.
const SILENCE_MAX: Duration = Duration::from_secs(40);

/// That somebody is at a post, as nodes of a cluster tell each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Presented {
    /// Where they are.
    pub post: PostId,
    /// The name to sign in with.
    pub handle: String,
    /// What others call them.
    pub name: String,
}

/// Who was heard of where, and when.
#[derive(Debug, Default)]
pub(super) struct Presences(Mutex<HashMap<Presented, Instant>>);

impl Presences {
    fn note(&self, presented: Presented) {
        let mut heard = self.0.lock();
        heard.retain(|_, at| at.elapsed() < SILENCE_MAX);
        heard.insert(presented, Instant::now());
    }

    /// Everybody at a post but the one with that handle, by name.
    fn others(&self, post: PostId, handle: &str) -> Vec<String> {
        let heard = self.0.lock();
        let others = heard.iter().filter(|(presented, at)| {
            presented.post == post && presented.handle != handle && at.elapsed() < SILENCE_MAX
        });
        let mut names: Vec<String> = others.map(|(presented, _)| presented.name.clone()).collect();
        names.sort();
        names
    }
}

impl Blog {
    /// Notes that somebody is at a post, and says who else is, and how far the post is.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn present(&self, who: &Principal, person: &PersonView, id: PostId) -> Result<Presence, ServiceError> {
        self.authorise_history(who, id).await?;
        let presented = Presented { post: id, handle: person.handle.clone(), name: person.name.clone() };
        if let Some(cluster) = &self.cluster
            && let Ok(news) = serde_json::to_vec(&presented)
        {
            cluster.tell(news).await;
        }
        self.presences.note(presented);
        let version = self.post_state(id).await?.content_version;
        Ok(Presence { others: self.presences.others(id, &person.handle), version })
    }

    /// Notes that somebody is at a post, by another node.
    pub fn note_present(&self, presented: Presented) {
        self.presences.note(presented);
    }
}
