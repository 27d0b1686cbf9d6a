//! The post: a working copy that its writers change, and a published copy that readers see.

mod carry;
mod change;
mod decide;
mod event;
mod input;
mod label;
mod names;
mod redact;
mod review;
mod schedule;
mod state;
#[cfg(test)]
mod tests;
mod upcast;

pub use carry::{CarriedRecord, PostCarriedOver};
pub use change::{AuthorName, ContentChange, PartName};
pub use decide::PostCommand;
pub use event::{PostCreated, PostEdited, PostEvent, Saving};
pub use input::{PostDraft, PostInput, RequestedStatus, ScheduleInput, rules};
pub(in crate::domain) use input::{check_address, check_cover};
pub use label::{LabelChange, Relabelling, Taxonomy};
pub use redact::redact;
pub use review::{Review, ReviewState};
pub use schedule::{Schedule, ScheduleFailure, ScheduleTimes};
pub use state::{Author, Content, Post, PostKind, PostStatus, Published, SeriesPart};
