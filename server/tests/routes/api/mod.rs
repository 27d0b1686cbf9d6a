//! `/api/v1`.

mod events;
mod openapi;
mod posts;
mod site;
