//! `/api/v1`.

mod openapi;
mod posts;
