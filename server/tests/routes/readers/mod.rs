//! What everybody reads.

mod archive;
mod beside;
mod caching;
mod comments;
mod feeds;
mod invalidation;
mod language;
mod lists;
mod media;
mod past;
mod posts;
mod preview;
mod search;
mod security;
mod series;
mod single_flight;
mod sitemap;
mod webmention;
