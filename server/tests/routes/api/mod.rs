//! `/api/v1`.

mod events;
mod link_cards;
mod openapi;
mod posts;
mod site;
