//! `/api/v1/posts`.

mod autosave;
mod create;
mod delete;
mod events;
mod idempotency;
mod list;
mod notes;
mod pin;
mod previews;
mod publication;
mod read;
mod refusals;
mod replace;
mod review;
mod schedule;
mod version_names;
