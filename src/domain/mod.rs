//! What the blog is about, without a clock, a disk or a network.
//!
//! Each aggregate decides on commands (`decide`) and folds its events (`evolve`); both are pure.

pub mod account;
mod aggregate;
mod any;
pub mod comment;
mod constraint;
pub mod erasure;
mod error;
mod id;
pub mod link_card;
pub mod media;
mod moment;
mod name;
pub mod note;
pub mod post;
pub mod post_list;
pub mod preview;
mod principal;
pub mod reading;
pub mod sent_mentions;
pub mod site;
mod time_zone;
mod timestamp;
pub mod views;
pub mod webmention;

pub use aggregate::{Aggregate, Context, DecodeError, EventPayload, Recorded};
pub use any::AnyState;
pub use constraint::{Rule, TextRule, Violation, Violations};
pub use error::DomainError;
pub use id::{AccountId, CommentId, NoteId, PostId, PreviewLinkId, StreamId};
pub use moment::Moment;
pub use name::{Handle, Label, Language, Slug, fold_text, slugify};
pub use principal::{Actor, Principal, Role};
pub use time_zone::TimeZone;
pub use timestamp::{Timestamp, TimestampError};
