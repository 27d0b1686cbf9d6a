//! `/api/v1`.

mod comments;
mod events;
mod labels;
mod link_cards;
mod media;
mod openapi;
mod posts;
mod site;
