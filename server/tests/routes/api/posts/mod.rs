//! `/api/v1/posts`.

mod create;
mod delete;
mod events;
mod list;
mod publication;
mod read;
mod refusals;
mod replace;
