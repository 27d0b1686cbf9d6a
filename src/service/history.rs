//! What happened, for those who may know: to a post, and to the whole site.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::{Blog, ServiceError};
use crate::domain::post::Post;
use crate::domain::{Actor, DomainError, PostId, Principal, Role, Timestamp};
use crate::store::accounts;
use crate::store::log::{self, HistoryFilter, LogEntry};

/// One event as those see it who may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventView {
    /// Its place in the log.
    pub global_position: u64,
    /// Its stream.
    pub stream_id: String,
    /// Its place in its stream.
    pub stream_version: u64,
    /// What happened.
    pub kind: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it, as the log names them.
    pub actor: String,
    /// The name by which they sign in now, where they have an account.
    pub handle: Option<String>,
    /// What all events of one request have in common.
    pub correlation_id: Option<String>,
    /// The event that made this one happen.
    pub causation_id: Option<String>,
    /// The name that somebody gave the version that it made, where the events of one post are asked for.
    pub version_name: Option<String>,
    /// The fields that it gave a value.
    pub changes: Vec<String>,
    /// Their values.
    pub payload: Value,
}

/// Some events of one post, the first first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostEventsPage {
    /// The events.
    pub events: Vec<EventView>,
    /// The position behind which the next page begins; none on the last.
    pub next_after: Option<u64>,
}

/// Some events of the site, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventsPage {
    /// The events.
    pub events: Vec<EventView>,
    /// The position before which the next page begins; none on the last.
    pub next_before: Option<u64>,
}

/// Which of the site's events are asked for. What is not given doesn't matter; times are included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Those before this position.
    pub before: Option<u64>,
    /// Those of this person: a handle, or what the log calls them.
    pub actor: Option<String>,
    /// Those of this kind.
    pub kind: Option<String>,
    /// Those of this stream.
    pub stream: Option<String>,
    /// Those recorded then or later.
    pub from: Option<Timestamp>,
    /// Those recorded then or earlier.
    pub to: Option<Timestamp>,
}

impl Blog {
    /// Every event of a post, the first first, as JSON.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn post_events(&self, who: &Principal, id: PostId) -> Result<Vec<Value>, ServiceError> {
        let page = self.post_events_page(who, id, 0, usize::MAX).await?;
        page.events.iter().map(|event| serde_json::to_value(event).map_err(|error| damaged(&error))).collect()
    }

    /// The events of a post behind a position of the log, `limit` at most.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn post_events_page(
        &self,
        who: &Principal,
        id: PostId,
        after: u64,
        limit: usize,
    ) -> Result<PostEventsPage, ServiceError> {
        self.authorise_history(who, id).await?;
        let mut entries = self.database.scan(move |log| log::entries::<Post>(log, &id.stream_id())).await?;
        entries.retain(|entry| entry.global_position > after);
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        let next_after = entries.last().filter(|_| has_more).map(|entry| entry.global_position);
        let mut events = self.event_views(entries).await?;
        let names = &self.post_state(id).await?.version_names;
        for event in &mut events {
            event.version_name = names.get(&event.stream_version).cloned();
        }
        Ok(PostEventsPage { events, next_after })
    }

    /// Who changed a post after one of its versions, each once: their handles, or what the log calls them.
    ///
    /// # Errors
    /// As [`Blog::post_events_page`].
    pub async fn people_since(&self, who: &Principal, id: PostId, version: u64) -> Result<Vec<String>, ServiceError> {
        let events = self.post_events_page(who, id, 0, usize::MAX).await?.events;
        let later = events.into_iter().filter(|event| event.stream_version > version);
        let people: BTreeSet<String> = later.map(|event| event.handle.unwrap_or(event.actor)).collect();
        Ok(people.into_iter().collect())
    }

    /// What a post was before is for those who may write it.
    pub(super) async fn authorise_history(&self, who: &Principal, id: PostId) -> Result<(), ServiceError> {
        let post = self.post_state(id).await?;
        if post.version == 0 || !who.may_write(post.created_by) {
            return Err(DomainError::NotFound.into());
        }
        Ok(())
    }

    /// The site's newest events that a query asks for, `limit` at most, and fewer where they are large.
    ///
    /// # Errors
    /// `Forbidden` for all but editors and admins.
    pub async fn history(
        &self,
        who: &Principal,
        query: &HistoryQuery,
        limit: usize,
    ) -> Result<EventsPage, ServiceError> {
        if who.role < Role::Editor {
            return Err(DomainError::Forbidden.into());
        }
        let filter = HistoryFilter {
            before: query.before,
            actor: self.actor_named(query.actor.as_deref()).await?,
            kind: query.kind.clone(),
            stream_id: query.stream.clone(),
            from: query.from,
            to: query.to,
        };
        let history = self.database.scan(move |log| log::history(log, &filter, limit)).await?;
        Ok(EventsPage { events: self.event_views(history.entries).await?, next_before: history.next_before })
    }

    /// What the log calls somebody with a handle; a name that nobody has stays as it is.
    async fn actor_named(&self, name: Option<&str>) -> Result<Option<String>, ServiceError> {
        let Some(name) = name else { return Ok(None) };
        let account = accounts::with_handle(self.database.readers(), name).await?;
        Ok(Some(account.map_or_else(|| name.to_owned(), |account| Actor::Account(account.id).to_string())))
    }

    async fn event_views(&self, entries: Vec<LogEntry>) -> Result<Vec<EventView>, ServiceError> {
        let accounts = accounts::all(self.database.readers()).await?;
        let handles: HashMap<String, String> =
            accounts.into_iter().map(|account| (Actor::Account(account.id).to_string(), account.handle)).collect();
        Ok(entries.into_iter().map(|entry| event_view(entry, &handles)).collect())
    }
}

fn event_view(entry: LogEntry, handles: &HashMap<String, String>) -> EventView {
    // In an edit, null empties a field; elsewhere it says nothing.
    let payload = if entry.kind == "PostEdited" { entry.payload } else { without_nulls(entry.payload) };
    EventView {
        global_position: entry.global_position,
        stream_id: entry.stream_id,
        stream_version: entry.stream_version,
        kind: entry.kind,
        at: entry.at,
        handle: handles.get(&entry.actor).cloned(),
        actor: entry.actor,
        correlation_id: entry.correlation_id,
        causation_id: entry.causation_id,
        version_name: None,
        changes: changes(&payload),
        payload,
    }
}

fn without_nulls(mut payload: Value) -> Value {
    if let Some(fields) = payload.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        if let Some(content) = fields.get_mut("content").and_then(Value::as_object_mut) {
            content.retain(|_, value| !value.is_null());
        }
    }
    payload
}

/// The fields of a payload, those of a new post's content among them; who wished an edit to be kept is none.
fn changes(payload: &Value) -> Vec<String> {
    let fields = payload.as_object().into_iter().flatten();
    fields
        .filter(|(name, _)| *name != "autosave")
        .flat_map(|(name, value)| match value {
            Value::Object(content) if name == "content" => content.keys().cloned().collect(),
            _ => vec![name.clone()],
        })
        .collect()
}

fn damaged(error: &serde_json::Error) -> ServiceError {
    ServiceError::Damaged(error.to_string())
}
