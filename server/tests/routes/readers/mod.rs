//! What everybody reads.

mod caching;
mod feed;
mod lists;
mod media;
mod past;
mod posts;
mod search;
mod security;
mod sitemap;
