//! What the writers' forms send, as it was typed.

use blog::domain::post::{PostInput, PostStatus, ScheduleInput};
use blog::domain::views::PostView;
use blog::domain::{PostId, TimeZone, Timestamp};
#[cfg(feature = "ssr")]
use blog::service::Once;
use serde::{Deserialize, Serialize};

use crate::functions::FunctionError;

/// A form that changed nothing, to be shown again as it was sent.
#[derive(Clone, Debug)]
pub struct Sent<F, R = FunctionError> {
    /// What was typed.
    pub form: F,
    /// Why it was refused; nothing when only a preview was asked for.
    pub refusal: Option<R>,
}

/// What signing in asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInForm {
    /// The name to sign in with.
    pub handle: String,
    /// The password; no page shows it again.
    pub password: String,
    /// Where to go afterwards, see [`local_destination`].
    pub next: String,
}

/// What somebody who forgot their password asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ForgottenForm {
    /// Their handle or address.
    pub name: String,
}

/// What the first run asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetupForm {
    /// The one-time token from the console.
    pub setup_token: String,
    /// The site's name.
    pub site_name: String,
    /// What the site is about.
    pub site_description: String,
    /// The site's language.
    pub language: String,
    /// The name to sign in with.
    pub handle: String,
    /// The name as readers see it.
    pub name: String,
    /// The password; no page shows it again.
    pub password: String,
    /// The same once more, because nobody sees what they type there.
    pub password_again: String,
}

/// What adding somebody asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InviteForm {
    /// Where the link goes as well, where the site sends letters.
    pub email: String,
    /// The name to sign in with.
    pub handle: String,
    /// The name as readers see it.
    pub name: String,
    /// What they may do.
    pub role: String,
}

/// What the buttons beside a person ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonForm {
    /// Which button was pressed.
    pub action: PersonAction,
    /// What they may do from now on, where that is asked for.
    pub role: String,
}

/// What is asked to be done with a person's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonAction {
    /// Give them another role.
    #[default]
    Role,
    /// Let them in no more.
    Suspend,
    /// Let them in again.
    Reinstate,
    /// Make a link by which they choose a password.
    Link,
}

/// What choosing a password by a link asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkForm {
    /// What is in the link.
    pub token: String,
    /// The password; no page shows it again.
    pub password: String,
    /// The same once more, because nobody sees what they type there.
    pub password_again: String,
}

/// What somebody changes of their own account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileForm {
    /// Which button was pressed.
    pub action: ProfileAction,
    /// The name as readers see it.
    pub name: String,
    /// Where letters go.
    pub email: String,
    /// The password so far; no page shows it again.
    pub present_password_for_email: String,
    /// The password so far; no page shows it again.
    pub present_password: String,
    /// The password from now on; no page shows it again.
    pub password: String,
    /// The same once more, because nobody sees what they type there.
    pub password_again: String,
    /// Which session ends.
    pub session: String,
}

/// What somebody asks to be done with their own account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileAction {
    /// Have readers see another name.
    #[default]
    Name,
    /// Have letters go to another address.
    Email,
    /// Set another password.
    Password,
    /// End a session.
    SignOut,
    /// End every session but this one.
    SignOutElsewhere,
}

/// What is said of a file of the library, or asked to be done with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MediaForm {
    /// Which button was pressed.
    pub action: MediaAction,
    /// What it is called.
    pub name: String,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

impl MediaForm {
    /// Whether it is the form with fields, and not that of a single button.
    pub fn is_filled(&self) -> bool {
        self.action == MediaAction::Save
    }
}

/// What is asked to be done with a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaAction {
    /// Keep what is said of it.
    #[default]
    Save,
    /// Take it out of the library.
    Delete,
    /// Bring it back.
    Restore,
    /// Have it stand for the site's name.
    Logo,
    /// Have it be the site's icon.
    Icon,
    /// Have it stand with links to pages that have none.
    SocialImage,
}

/// What is asked to be done with a label.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabelForm {
    /// Which button was pressed.
    pub action: LabelAction,
    /// What it shall be called.
    pub name: String,
}

/// What is asked to be done with a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelAction {
    /// Have it called otherwise.
    #[default]
    Rename,
    /// The same, and have it be one with the label that is called so.
    Merge,
    /// Take it from every post.
    Delete,
}

/// What the editor asks to be done with what it sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostAction {
    /// Keep it; readers see no difference.
    #[default]
    Save,
    /// Keep it, and give it to readers.
    Publish,
    /// Keep it, and take it from readers.
    Unpublish,
    /// Keep it, and give it to readers or take it from them at a time to come.
    Schedule,
    /// Keep it, and do nothing of the kind.
    Unschedule,
    /// Keep it, and have it come first on the home page.
    Pin,
    /// Keep it, and have it come where its date puts it.
    Unpin,
    /// Keep it, and take no more comments.
    CloseComments,
    /// Keep it, and take comments.
    OpenComments,
    /// Show it, and keep nothing.
    Preview,
    /// Show it with its links as cards, and keep nothing but their pictures.
    Cards,
    /// Put the post into the trash.
    Delete,
    /// Take the post out of the trash.
    Restore,
    /// Keep it, and ask an editor to publish it.
    Submit,
    /// Keep it, and ask for that no more.
    Withdraw,
    /// Keep it, and give the post back to its writer with a note.
    Return,
}

/// What the editor sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PostForm {
    /// Which form it is: sent a second time, it changes nothing more. The forms of single buttons have none.
    pub form_id: String,
    /// Which button was pressed.
    pub action: PostAction,
    /// How many requests of this form were sent by a script; the later ones know more.
    pub request: u64,
    /// The version that the writer saw; 0 in a new post.
    pub version: u64,
    /// The title.
    pub title: String,
    /// The address's last part.
    pub slug: String,
    /// The text in Markdown.
    pub body: String,
    /// The summary.
    pub excerpt: String,
    /// Tags, with commas between them.
    pub tags: String,
    /// The category.
    pub category: String,
    /// Authors, one a line.
    pub authors: String,
    /// The authors that the editor showed: sent back unchanged they keep their handles, which names alone may not give.
    pub authors_shown: String,
    /// `post` or `page`.
    pub kind: String,
    /// The language's tag.
    pub language: String,
    /// The cover's address.
    pub cover: String,
    /// The original's address.
    pub canonical_url: String,
    /// The date to show, as a field of date and time gives it: in the site's zone.
    pub published_at: String,
    /// The date that the editor showed: sent back unchanged it stays what it was, to the millisecond.
    pub published_at_shown: String,
    /// What an editor says to the writer who gets the post back.
    pub note: String,
    /// When readers shall be given it, in the site's zone.
    pub publish_at: String,
    /// When it shall be taken from them, in the site's zone.
    pub unpublish_at: String,
    /// What the cover shows.
    pub cover_alt: String,
    /// The name of the series.
    pub series: String,
    /// The number in the series.
    pub series_number: String,
    /// The title on the card of a link.
    pub social_title: String,
    /// What the card of a link says.
    pub social_description: String,
    /// The address of that card's image.
    pub social_image: String,
    /// A note that stands beside the text.
    pub note_text: String,
    /// The passage that it is about.
    pub note_quote: String,
}

impl PostForm {
    /// The form for a post that is stored, with times in that zone.
    pub fn of(post: &PostView, zone: &TimeZone) -> Self {
        let authors = post.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>().join("\n");
        let local = |at: Option<Timestamp>| at.map(|at| zone.to_local(at)).unwrap_or_default();
        let schedule = post.schedule.unwrap_or_default();
        // The date of a publication to come is shown where it is settled.
        let published_at = local(post.published_at.filter(|_| post.status != PostStatus::Scheduled));
        Self {
            form_id: String::new(),
            action: PostAction::Save,
            request: 0,
            version: post.version,
            title: post.title.clone(),
            slug: post.slug.clone(),
            body: post.body.clone(),
            excerpt: post.excerpt.clone().unwrap_or_default(),
            tags: post.tags.join(", "),
            category: post.category.clone().unwrap_or_default(),
            authors: authors.clone(),
            authors_shown: authors,
            kind: post.kind.as_str().to_owned(),
            language: post.language.clone().unwrap_or_default(),
            cover: post.cover.clone().unwrap_or_default(),
            canonical_url: post.canonical_url.clone().unwrap_or_default(),
            published_at: published_at.clone(),
            published_at_shown: published_at,
            note: String::new(),
            publish_at: local(schedule.publish_at),
            unpublish_at: local(schedule.unpublish_at),
            cover_alt: post.cover_alt.clone().unwrap_or_default(),
            series: post.series.clone().unwrap_or_default(),
            series_number: post.series_number.map(|number| number.to_string()).unwrap_or_default(),
            social_title: post.social_title.clone().unwrap_or_default(),
            social_description: post.social_description.clone().unwrap_or_default(),
            social_image: post.social_image.clone().unwrap_or_default(),
            note_text: String::new(),
            note_quote: String::new(),
        }
    }

    /// Reads what the editor's form sends (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// [`FunctionError::Malformed`] when it is something else.
    pub fn of_fields(fields: &str) -> Result<Self, FunctionError> {
        let pairs: Result<Vec<(String, String)>, _> = serde_urlencoded::from_str(fields);
        pairs.map_err(|error| error.to_string()).and_then(Self::of_pairs).map_err(|_| {
            FunctionError::Malformed.set_status();
            FunctionError::Malformed
        })
    }

    /// The same from its pairs of names and values. Authors are chosen one by one, and come together here.
    ///
    /// # Errors
    /// Which of them is not expected.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Result<Self, String> {
        let fields = serde_urlencoded::to_string(with_authors(pairs)).map_err(|error| error.to_string())?;
        serde_urlencoded::from_str(&fields).map_err(|error| error.to_string())
    }

    /// Whether somebody typed what must not be lost; the forms of single buttons send none.
    pub fn holds_text(&self) -> bool {
        !self.title.is_empty() || !self.body.is_empty()
    }

    /// The name under which what it asks for at that address is done once.
    #[cfg(feature = "ssr")]
    pub fn once(&self, address: &[u8]) -> Once {
        // What is sent again says the same, whatever was sent in between.
        let said = serde_urlencoded::to_string(Self { request: 0, ..self.clone() }).unwrap_or_default();
        Once::of_form(&self.form_id, &[address, said.as_bytes()]).numbered(self.request)
    }

    /// Every field as the form sends it.
    pub fn all_fields(&self) -> Vec<(&'static str, String)> {
        let others = [
            ("form_id", self.form_id.clone()),
            ("request", self.request.to_string()),
            ("version", self.version.to_string()),
            ("body", self.body.clone()),
            ("tags", self.tags.clone()),
            ("authors_shown", self.authors_shown.clone()),
            ("published_at_shown", self.published_at_shown.clone()),
            ("note", self.note.clone()),
            ("publish_at", self.publish_at.clone()),
            ("unpublish_at", self.unpublish_at.clone()),
            ("note_text", self.note_text.clone()),
            ("note_quote", self.note_quote.clone()),
        ];
        others.into_iter().chain(self.whole_fields().map(|(name, value)| (name, value.clone()))).collect()
    }

    /// The fields that are somebody's as a whole; the text and the tags have parts.
    pub(super) fn whole_fields(&self) -> [(&'static str, &String); 16] {
        [
            ("title", &self.title),
            ("slug", &self.slug),
            ("category", &self.category),
            ("authors", &self.authors),
            ("excerpt", &self.excerpt),
            ("published_at", &self.published_at),
            ("kind", &self.kind),
            ("language", &self.language),
            ("cover", &self.cover),
            ("canonical_url", &self.canonical_url),
            ("cover_alt", &self.cover_alt),
            ("series", &self.series),
            ("series_number", &self.series_number),
            ("social_title", &self.social_title),
            ("social_description", &self.social_description),
            ("social_image", &self.social_image),
        ]
    }

    /// Every field beside the text that people see.
    pub(super) fn named_fields(&self) -> Vec<(&'static str, &str)> {
        let whole = self.whole_fields().into_iter().map(|(name, value)| (name, value.as_str()));
        whole.chain([("tags", self.tags.as_str())]).collect()
    }

    /// The value of one of [`PostForm::whole_fields`].
    pub(super) fn whole_field(&self, name: &str) -> &str {
        self.whole_fields().into_iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Gives one of [`PostForm::whole_fields`] another value.
    pub(super) fn set_whole_field(&mut self, name: &str, value: &str) {
        let field = match name {
            "title" => &mut self.title,
            "slug" => &mut self.slug,
            "category" => &mut self.category,
            "authors" => &mut self.authors,
            "excerpt" => &mut self.excerpt,
            "published_at" => &mut self.published_at,
            "kind" => &mut self.kind,
            "language" => &mut self.language,
            "cover" => &mut self.cover,
            "canonical_url" => &mut self.canonical_url,
            "cover_alt" => &mut self.cover_alt,
            "series" => &mut self.series,
            "series_number" => &mut self.series_number,
            "social_title" => &mut self.social_title,
            "social_description" => &mut self.social_description,
            "social_image" => &mut self.social_image,
            _ => return,
        };
        value.clone_into(field);
    }

    /// Its tags, without the space around them.
    pub(super) fn tag_names(&self) -> Vec<&str> {
        self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect()
    }

    /// The same as the service would keep it: with one kind of line end, and without space around a field.
    #[must_use]
    pub(super) fn tidied(mut self) -> Self {
        self.body = self.body.replace("\r\n", "\n").replace('\r', "\n");
        let authors = lines(&self.authors).collect::<Vec<_>>().join("\n");
        let tidy = self.whole_fields().map(|(name, value)| (name, value.replace("\r\n", "\n").trim().to_owned()));
        tidy.iter().for_each(|(name, value)| self.set_whole_field(name, value));
        self.set_whole_field("authors", &authors);
        self
    }

    /// What it asks the service to write; its times are those of that zone.
    pub fn input(&self, zone: &TimeZone) -> PostInput {
        let is_old_authors = lines(&self.authors).eq(lines(&self.authors_shown));
        let is_old_date = self.published_at == self.published_at_shown;
        PostInput {
            title: self.title.clone(),
            slug: Some(self.slug.clone()),
            body: self.body.clone(),
            excerpt: Some(self.excerpt.clone()),
            tags: self.tags.split(',').map(str::to_owned).collect(),
            category: Some(self.category.clone()),
            authors: (!is_old_authors).then(|| lines(&self.authors).map(str::to_owned).collect()),
            kind: Some(self.kind.clone()),
            language: Some(self.language.clone()),
            cover: Some(self.cover.clone()),
            canonical_url: Some(self.canonical_url.clone()),
            schedule: match self.action {
                PostAction::Schedule => Some(ScheduleInput {
                    publish_at: Some(date(&self.publish_at, zone)),
                    unpublish_at: Some(date(&self.unpublish_at, zone)),
                }),
                PostAction::Unschedule => Some(ScheduleInput::default()),
                _ => None,
            },
            published_at: (!is_old_date).then(|| date(&self.published_at, zone)),
            cover_alt: Some(self.cover_alt.clone()),
            series: Some(self.series.clone()),
            series_number: number(&self.series_number),
            social_title: Some(self.social_title.clone()),
            social_description: Some(self.social_description.clone()),
            social_image: Some(self.social_image.clone()),
            pinned: match self.action {
                PostAction::Pin => Some(true),
                PostAction::Unpin => Some(false),
                _ => None,
            },
            comments_closed: match self.action {
                PostAction::CloseComments => Some(true),
                PostAction::OpenComments => Some(false),
                _ => None,
            },
            status: match self.action {
                PostAction::Publish => Some("published".to_owned()),
                PostAction::Unpublish => Some("draft".to_owned()),
                PostAction::Schedule => Some("scheduled".to_owned()),
                PostAction::Save
                | PostAction::Unschedule
                | PostAction::Pin
                | PostAction::Unpin
                | PostAction::CloseComments
                | PostAction::OpenComments
                | PostAction::Preview
                | PostAction::Delete
                | PostAction::Restore
                | PostAction::Submit
                | PostAction::Withdraw
                | PostAction::Return
                | PostAction::Cards => None,
            },
        }
    }
}

/// The names of the fields in which authors are chosen begin so, and end with their places, counted from 1.
pub(super) const AUTHOR_PREFIX: &str = "author_";
/// The field for authors that can't be chosen.
pub(super) const OTHER_AUTHORS: &str = "authors_other";

/// Puts the authors that were chosen, in their order, and those that were typed into the one field that they make.
fn with_authors(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let place = |name: &str| name.strip_prefix(AUTHOR_PREFIX)?.parse::<usize>().ok();
    let (authors, mut pairs): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(name, _)| place(name).is_some() || name == OTHER_AUTHORS);
    if authors.is_empty() {
        return pairs;
    }
    let mut authors: Vec<_> =
        authors.into_iter().map(|(name, value)| (place(&name).unwrap_or(usize::MAX), value)).collect();
    authors.sort_by_key(|(place, _)| *place);
    let authors: Vec<String> = authors.into_iter().map(|(_, value)| value).filter(|value| !value.is_empty()).collect();
    pairs.retain(|(name, _)| name != "authors");
    pairs.push(("authors".to_owned(), authors.join("\n")));
    pairs
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// RFC 3339 for what the field gives; what is no date stays as it is, to be refused by the constraint.
fn date(text: &str, zone: &TimeZone) -> String {
    zone.from_local(text).map_or_else(|_| text.to_owned(), |date| date.to_string())
}

/// A part's number; what is no number becomes 0, which is none either, to be refused by the constraint.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().unwrap_or_default())
}

/// What asks for a version, or a passage of one, to be brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RestoreForm {
    /// The version that the writer saw.
    pub expected: u64,
    /// The version that has it.
    pub version: u64,
    /// The number of the passage; without one, the whole version.
    pub passage: Option<usize>,
}

/// What makes a link at which a post is previewed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PreviewForm {
    /// For whom it is, or what for.
    pub label: String,
    /// For how many days it can be followed.
    pub days: String,
}

/// What the form for the name of a version asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VersionNameForm {
    /// Which version it is; the form's address says it.
    #[serde(skip)]
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Which button was pressed: `remove`, or the one that keeps the name.
    pub action: String,
}

impl VersionNameForm {
    /// Whether the name is to be taken away.
    pub fn removes(&self) -> bool {
        self.action == "remove"
    }
}

/// What a page says was done before it was shown; it comes in the address, so it is one of these and no free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A post was saved.
    Saved,
    /// A post was saved together with what somebody else saved meanwhile.
    Merged,
    /// A version of a post, or a passage of one, was brought back.
    BroughtBack,
    /// A post was published.
    Published,
    /// A post was taken from readers.
    Unpublished,
    /// A post was submitted for review.
    Submitted,
    /// A post was taken back from review.
    SubmissionWithdrawn,
    /// A post was given back to its writer.
    Returned,
    /// A post is given to readers or taken from them at a time to come.
    Scheduled,
    /// Nothing of the kind happens.
    Unscheduled,
    /// A post was written again as another.
    Duplicated,
    /// A post comes first on the home page.
    Pinned,
    /// A post comes where its date puts it.
    Unpinned,
    /// A post takes no more comments.
    CommentsClosed,
    /// A post takes comments.
    CommentsOpened,
    /// What became of comments is another.
    CommentsChanged,
    /// A comment was answered.
    CommentAnswered,
    /// No comment was selected.
    NoComments,
    /// A preview link was ended.
    PreviewRevoked,
    /// A note was written.
    NoteWritten,
    /// A note is settled.
    NoteResolved,
    /// A note is taken up again.
    NoteReopened,
    /// A note was taken away.
    NoteDeleted,
    /// A version has a name.
    VersionNamed,
    /// A version has no name any more.
    VersionNameRemoved,
    /// A post was put into the trash.
    Deleted(PostId),
    /// A post was taken out of the trash.
    Restored(PostId),
    /// The session was ended.
    SignedOut,
    /// Somebody has another role.
    RoleChanged,
    /// Somebody is let in no more.
    Suspended,
    /// Somebody is let in again.
    Reinstated,
    /// Readers see another name.
    Renamed,
    /// Letters go to another address.
    EmailChanged,
    /// A link is on its way, if there is somebody to get it.
    LinkSent,
    /// The password is another one.
    PasswordChanged,
    /// A session elsewhere was ended.
    SignedOutThere,
    /// Settings of the site were saved.
    SettingsSaved,
    /// Files were added to the library.
    MediaAdded,
    /// A file was deleted.
    MediaDeleted,
    /// A file was brought back.
    MediaRestored,
    /// A label is called otherwise.
    LabelRenamed,
    /// A label became one with another.
    LabelMerged,
    /// A label was taken from every post.
    LabelDeleted,
}

impl Done {
    /// The part of the address that says so.
    pub fn to_query(self) -> String {
        match self {
            Self::Saved => "done=saved".to_owned(),
            Self::Merged => "done=merged".to_owned(),
            Self::BroughtBack => "done=brought-back".to_owned(),
            Self::Published => "done=published".to_owned(),
            Self::Unpublished => "done=unpublished".to_owned(),
            Self::Submitted => "done=submitted".to_owned(),
            Self::SubmissionWithdrawn => "done=submission-withdrawn".to_owned(),
            Self::Returned => "done=returned".to_owned(),
            Self::Scheduled => "done=scheduled".to_owned(),
            Self::Unscheduled => "done=unscheduled".to_owned(),
            Self::Duplicated => "done=duplicated".to_owned(),
            Self::Pinned => "done=pinned".to_owned(),
            Self::Unpinned => "done=unpinned".to_owned(),
            Self::CommentsClosed => "done=comments-closed".to_owned(),
            Self::CommentsOpened => "done=comments-opened".to_owned(),
            Self::CommentsChanged => "done=comments-changed".to_owned(),
            Self::CommentAnswered => "done=comment-answered".to_owned(),
            Self::NoComments => "done=no-comments".to_owned(),
            Self::PreviewRevoked => "done=preview-revoked".to_owned(),
            Self::NoteWritten => "done=note-written".to_owned(),
            Self::NoteResolved => "done=note-resolved".to_owned(),
            Self::NoteReopened => "done=note-reopened".to_owned(),
            Self::NoteDeleted => "done=note-deleted".to_owned(),
            Self::VersionNamed => "done=version-named".to_owned(),
            Self::VersionNameRemoved => "done=version-name-removed".to_owned(),
            Self::Deleted(id) => format!("done=deleted&post={id}"),
            Self::Restored(id) => format!("done=restored&post={id}"),
            Self::SignedOut => "done=signed-out".to_owned(),
            Self::RoleChanged => "done=role-changed".to_owned(),
            Self::Suspended => "done=suspended".to_owned(),
            Self::Reinstated => "done=reinstated".to_owned(),
            Self::Renamed => "done=renamed".to_owned(),
            Self::EmailChanged => "done=email-changed".to_owned(),
            Self::LinkSent => "done=link-sent".to_owned(),
            Self::PasswordChanged => "done=password-changed".to_owned(),
            Self::SignedOutThere => "done=signed-out-there".to_owned(),
            Self::SettingsSaved => "done=settings-saved".to_owned(),
            Self::MediaAdded => "done=media-added".to_owned(),
            Self::MediaDeleted => "done=media-deleted".to_owned(),
            Self::MediaRestored => "done=media-restored".to_owned(),
            Self::LabelRenamed => "done=label-renamed".to_owned(),
            Self::LabelMerged => "done=label-merged".to_owned(),
            Self::LabelDeleted => "done=label-deleted".to_owned(),
        }
    }

    /// Reads what [`Done::to_query`] wrote.
    pub fn from_query(done: Option<&str>, post: Option<&str>) -> Option<Self> {
        let id = post.and_then(|post| post.parse().ok());
        match done? {
            "saved" => Some(Self::Saved),
            "merged" => Some(Self::Merged),
            "brought-back" => Some(Self::BroughtBack),
            "published" => Some(Self::Published),
            "unpublished" => Some(Self::Unpublished),
            "submitted" => Some(Self::Submitted),
            "submission-withdrawn" => Some(Self::SubmissionWithdrawn),
            "returned" => Some(Self::Returned),
            "scheduled" => Some(Self::Scheduled),
            "unscheduled" => Some(Self::Unscheduled),
            "duplicated" => Some(Self::Duplicated),
            "pinned" => Some(Self::Pinned),
            "unpinned" => Some(Self::Unpinned),
            "comments-closed" => Some(Self::CommentsClosed),
            "comments-opened" => Some(Self::CommentsOpened),
            "comments-changed" => Some(Self::CommentsChanged),
            "comment-answered" => Some(Self::CommentAnswered),
            "no-comments" => Some(Self::NoComments),
            "preview-revoked" => Some(Self::PreviewRevoked),
            "note-written" => Some(Self::NoteWritten),
            "note-resolved" => Some(Self::NoteResolved),
            "note-reopened" => Some(Self::NoteReopened),
            "note-deleted" => Some(Self::NoteDeleted),
            "version-named" => Some(Self::VersionNamed),
            "version-name-removed" => Some(Self::VersionNameRemoved),
            "deleted" => id.map(Self::Deleted),
            "restored" => id.map(Self::Restored),
            "signed-out" => Some(Self::SignedOut),
            "role-changed" => Some(Self::RoleChanged),
            "suspended" => Some(Self::Suspended),
            "reinstated" => Some(Self::Reinstated),
            "renamed" => Some(Self::Renamed),
            "email-changed" => Some(Self::EmailChanged),
            "link-sent" => Some(Self::LinkSent),
            "password-changed" => Some(Self::PasswordChanged),
            "signed-out-there" => Some(Self::SignedOutThere),
            "settings-saved" => Some(Self::SettingsSaved),
            "media-added" => Some(Self::MediaAdded),
            "media-deleted" => Some(Self::MediaDeleted),
            "media-restored" => Some(Self::MediaRestored),
            "label-renamed" => Some(Self::LabelRenamed),
            "label-merged" => Some(Self::LabelMerged),
            "label-deleted" => Some(Self::LabelDeleted),
            _ => None,
        }
    }
}

/// The list of posts, which is where writers begin.
pub const POSTS_PATH: &str = "/admin/posts";

/// Where to go after signing in: a writers' page of this site, and nothing else that an address could smuggle in.
pub fn local_destination(next: &str) -> &str {
    let is_writers_page =
        next.strip_prefix("/admin").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = next.chars().all(|character| character.is_ascii_graphic() && character != '\\');
    if is_writers_page && is_plain { next } else { POSTS_PATH }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_writers_pages_alone() {
        let cases = [
            ("/admin/posts?filter=draft", "/admin/posts?filter=draft"),
            ("/admin", "/admin"),
            ("", POSTS_PATH),
            ("/", POSTS_PATH),
            ("//admin.example/", POSTS_PATH),
            ("https://example.org/admin", POSTS_PATH),
            ("/administrator", POSTS_PATH),
            ("/admin\\..\\evil", POSTS_PATH),
            ("/admin/\r\nSet-Cookie: a=b", POSTS_PATH),
            ("/admin/é", POSTS_PATH),
        ];
        for (next, expected) in cases {
            assert_eq!(local_destination(next), expected, "{next}");
        }
    }

    #[test]
    fn what_was_done_goes_through_the_address() {
        let id = PostId::default();
        for done in [
            Done::Saved,
            Done::Merged,
            Done::Published,
            Done::Unpublished,
            Done::Submitted,
            Done::SubmissionWithdrawn,
            Done::Returned,
            Done::Scheduled,
            Done::Unscheduled,
            Done::Duplicated,
            Done::Pinned,
            Done::Unpinned,
            Done::CommentsClosed,
            Done::CommentsOpened,
            Done::CommentsChanged,
            Done::CommentAnswered,
            Done::NoComments,
            Done::PreviewRevoked,
            Done::NoteWritten,
            Done::NoteResolved,
            Done::NoteReopened,
            Done::NoteDeleted,
            Done::VersionNamed,
            Done::VersionNameRemoved,
            Done::Deleted(id),
            Done::Restored(id),
            Done::SignedOut,
            Done::BroughtBack,
            Done::RoleChanged,
            Done::Suspended,
            Done::Reinstated,
            Done::Renamed,
            Done::EmailChanged,
            Done::LinkSent,
            Done::PasswordChanged,
            Done::SignedOutThere,
            Done::SettingsSaved,
        ] {
            let query = done.to_query();
            let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            assert_eq!(Done::from_query(value("done"), value("post")), Some(done), "{query}");
        }
        assert_eq!(Done::from_query(Some("deleted"), Some("x")), None);
        assert_eq!(Done::from_query(Some("<b>"), None), None);
    }

    #[test]
    fn a_date_that_nobody_touched_stays_what_it_was() {
        let form = |published_at: &str| PostForm {
            published_at: published_at.to_owned(),
            published_at_shown: "2026-01-31T12:00".to_owned(),
            ..PostForm::default()
        };
        assert_eq!(form("2026-01-31T12:00").input(&TimeZone::UTC).published_at, None);
        assert_eq!(
            form("2026-01-31T12:01").input(&TimeZone::UTC).published_at.as_deref(),
            Some("2026-01-31T12:01:00Z")
        );
        assert_eq!(form("soon").input(&TimeZone::UTC).published_at.as_deref(), Some("soon"));
    }

    #[test]
    fn authors_are_chosen_one_by_one_and_in_order() {
        let read = |fields: &str| PostForm::of_fields(fields).map(|form| form.authors);
        let fields = "title=A&author_2=Ben&author_10=Cleo&author_1=Ada&author_3=&authors_other=Dora%0D%0AEve";
        assert_eq!(read(fields).as_deref(), Ok("Ada\nBen\nCleo\nDora\r\nEve"));
        assert_eq!(read("authors=Ada%0ABen").as_deref(), Ok("Ada\nBen"));
        assert_eq!(read("author_1=").as_deref(), Ok(""));
        assert_eq!(read("author_first=Ada"), Err(FunctionError::Malformed));
        assert_eq!(read("title=A&title=B"), Err(FunctionError::Malformed));
    }

    #[test]
    fn authors_that_nobody_touched_keep_their_handles() {
        let form = |authors: &str| PostForm {
            authors: authors.to_owned(),
            authors_shown: "Ada\nGrace".to_owned(),
            ..PostForm::default()
        };
        assert_eq!(form("Ada\r\nGrace\r\n").input(&TimeZone::UTC).authors, None);
        assert_eq!(
            form("Ada\r\n\r\nJoan").input(&TimeZone::UTC).authors,
            Some(vec!["Ada".to_owned(), "Joan".to_owned()])
        );
    }
}
