//! Writers' pages, one file each. They are forms first: each works without a script, and a refused one comes back with
//! everything that was typed.
//!
//! - [`forms`]: what the forms send; [`fields`]: how they look; [`refusal`]: what is said when one is refused.
//! - [`merge`]: two people's versions of one post; [`compare`]: what changed from one version to another.
//! - [`bulk`]: what is done to many posts of the list at once.
//! - `details`: the fields of a post beside its title and its text, in its editor; `review`: a post between its writer
//!   and those who publish.
//! - `notes`: what those who may write a post say about it to each other, in its editor.
//! - [`previews`]: secret links at which a post's working copy is read.
//! - [`link_cards`]: what became of links that were to be cards.
//! - [`comments`]: what readers say, for those who decide on it.
//! - [`media`]: the library; [`labels`]: tags, categories and series; [`people`]: accounts, for admins; [`settings`]: the site's, for admins; [`profile`]:
//!   everybody's own.
//! - [`held`]: a form that came when its sender's sign-in had ended.
//! - [`layout`]: what the pages have in common, and the page for what can't be shown.

mod authors;
pub mod bulk;
mod cluster;
pub mod comments;
mod compare;
mod details;
mod editor;
pub mod fields;
pub mod forgotten;
pub mod forms;
pub mod held;
mod history;
pub mod labels;
pub mod layout;
mod link;
pub mod link_cards;
pub mod media;
pub mod merge;
mod notes;
pub mod people;
mod post_filters;
mod post_list;
pub mod previews;
pub mod profile;
pub mod refusal;
mod review;
mod schedule;
mod sent_mentions;
pub mod settings;
mod setup;
mod sign_in;
mod toolbar;
mod version_names;
pub mod waiting;

pub use cluster::ClusterPage;
pub use comments::CommentsPage;
pub use compare::{ComparePage, WordsPage};
pub use editor::{EditPostPage, NewPostPage};
pub use forgotten::ForgottenPage;
pub use history::{HistoryPage, PostHistoryPage, PostVersionPage};
pub use labels::{LabelPage, LabelsPage};
pub use layout::{HomePage, NotFoundPage};
pub use link::LinkPage;
pub use media::{MediaFilePage, MediaPage};
pub use people::PeoplePage;
pub use post_list::PostListPage;
pub use previews::PreviewsPage;
pub use profile::ProfilePage;
pub use settings::SettingsPage;
pub use setup::{SetupPage, SetupRefusal};
pub use sign_in::{SignInPage, SignInRefusal};
