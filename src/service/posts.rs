//! Posts as their writers and the API see them.

use super::api_limit::{API_LIMIT_DEFAULT, API_LIMIT_MAX};
use super::search::is_found;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::post::{
    Author, Content, Post, PostCommand, PostDraft, PostInput, PostKind, PostStatus, RequestedStatus, ScheduleInput,
};
use crate::domain::views::{AuthorView, LinkTarget, PostView};
use crate::domain::{
    Aggregate, Context, DomainError, Handle, Label, Language, Moment, PostId, Principal, Role, Rule, Slug, Timestamp,
    Violations,
};
use crate::store::posts::{ApiQuery, Place, Search};
use crate::store::working_terms::{Term, TermTaxonomy};
use crate::store::{accounts, log, posts, working_words};

/// Posts that are offered to be linked to at once.
const LINK_TARGETS_MAX: u32 = 20;
/// How often a slug that a title suggested is tried again when somebody was quicker.
const SLUG_ATTEMPTS_MAX: u32 = 5;

/// Which posts the API lists, the newest first.
#[derive(Clone, Debug, Default)]
pub struct PostQuery {
    /// Only those with this status.
    pub status: Option<PostStatus>,
    /// Only those with this tag (its slug or its name).
    pub tag: Option<String>,
    /// Only those in this category (its slug or its name).
    pub category: Option<String>,
    /// Only those by this author, by handle.
    pub author: Option<String>,
    /// Only posts, or only pages.
    pub kind: Option<PostKind>,
    /// Only those in which these words are found.
    pub q: Option<String>,
    /// At most so many, 1 to 100; without one, 20.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// As they were then.
    pub at: Option<Moment>,
}

/// One page of posts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PostsPage {
    /// The posts.
    pub posts: Vec<PostView>,
    /// What to ask for to get the next page; none on the last.
    pub next_cursor: Option<String>,
}

impl Blog {
    /// Writes a new post, and publishes it at once where the input asks for it.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, or the asker may not publish.
    pub async fn create_post(&self, who: &Principal, input: &PostInput) -> Result<PostView, ServiceError> {
        self.create_post_and(who, input, None).await
    }

    /// The same, and something more that is asked of it at once.
    pub(super) async fn create_post_and(
        &self,
        who: &Principal,
        input: &PostInput,
        next: Option<PostCommand>,
    ) -> Result<PostView, ServiceError> {
        let (mut draft, status) = input.validate()?;
        draft.authors = Some(self.authors(who, draft.authors).await?);
        // A new post is a draft, and pinned nowhere, without being asked to be.
        let status = status.filter(|status| !matches!(status, RequestedStatus::Draft | RequestedStatus::Unscheduled));
        let mut also =
            also(status, input.pinned.filter(|pinned| *pinned), input.comments_closed.filter(|closed| *closed));
        also.extend(next);
        self.write_new_post(who, draft, &also).await
    }

    /// Writes a new post; where it has no slug, under the first free one that its title suggests.
    pub(super) async fn write_new_post(
        &self,
        who: &Principal,
        mut draft: PostDraft,
        also: &[PostCommand],
    ) -> Result<PostView, ServiceError> {
        self.prepare(&draft).await?;
        let id = PostId(self.new_uuid()?);
        if draft.slug.is_some() {
            return self.write_first_version(who, id, draft, also).await;
        }
        let wished = Slug::from_title(&draft.title);
        for _ in 1..SLUG_ATTEMPTS_MAX {
            draft.slug = Some(self.free_slug(&wished, draft.kind.unwrap_or_default()).await?);
            match self.write_first_version(who, id, draft.clone(), also).await {
                Err(ServiceError::Domain(DomainError::Invalid(violations)))
                    if violations.of("slug") == Some(&Rule::Taken) => {}
                done => return done,
            }
        }
        draft.slug = Some(self.free_slug(&wished, draft.kind.unwrap_or_default()).await?);
        self.write_first_version(who, id, draft, also).await
    }

    async fn write_first_version(
        &self,
        who: &Principal,
        id: PostId,
        draft: PostDraft,
        also: &[PostCommand],
    ) -> Result<PostView, ServiceError> {
        let create =
            PostCommand::CreatePost { draft, feed_id: format!("urn:uuid:{id}"), created_at: None, aliases: Vec::new() };
        self.write_post(who, id, None, std::iter::once(create).chain(also.iter().cloned())).await
    }

    /// Replaces a post's working copy, and publishes or withdraws it where the input asks for it.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, the version is stale, or the asker may not.
    pub async fn save_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
    ) -> Result<PostView, ServiceError> {
        self.save_post_and(who, id, expected_version, input, None).await
    }

    /// The same, and something more that is asked of it at once.
    pub(super) async fn save_post_and(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
        next: Option<PostCommand>,
    ) -> Result<PostView, ServiceError> {
        let (mut draft, status) = input.validate()?;
        self.name_authors_again(who, id, &mut draft).await?;
        self.prepare(&draft).await?;
        let save = PostCommand::SavePost { draft };
        let also = also(status, input.pinned, input.comments_closed);
        self.write_post(who, id, expected_version, std::iter::once(save).chain(also).chain(next)).await
    }

    /// Replaces a post's working copy and puts it into the trash, so that what was typed last is there when it comes back.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, the version is stale, or the asker may not.
    pub async fn save_and_delete_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
    ) -> Result<(), ServiceError> {
        let (mut draft, _) = input.validate()?;
        self.name_authors_again(who, id, &mut draft).await?;
        self.prepare(&draft).await?;
        let commands = [PostCommand::SavePost { draft }, PostCommand::DeletePost];
        self.write(who, commands_for(id, expected_version, commands)).await?;
        Ok(())
    }

    /// Saves a post's working copy while its writer pauses. It waits for the next autosave of the same writer, which
    /// takes its place; all are answered when the last of them is on disk, with the same version.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, the version is stale, the asker may not, or the input
    /// asks for a status: readers are shown nothing by itself.
    pub async fn autosave_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
    ) -> Result<PostView, ServiceError> {
        let (mut draft, status) = input.validate()?;
        let others = [
            ("status", status.is_some()),
            ("pinned", input.pinned.is_some()),
            ("comments_closed", input.comments_closed.is_some()),
        ];
        for (field, is_given) in others {
            if is_given {
                return Err(Violations::one(field, Rule::NotOneOf { values: "null".into() }).into());
            }
        }
        self.name_authors_again(who, id, &mut draft).await?;
        let command = PostCommand::AutosavePost { draft };
        // What is refused whatever comes meanwhile needn't wait to be told so.
        let context = Context { at: self.clock.now(), principal: who, stream_id: &id.stream_id() };
        self.post_state(id).await?.decide(&command, &context)?;
        let written = self.write_autosave(who, id, expected_version, command).await?;
        let (id, post) = written.post.ok_or(DomainError::NotFound)?;
        self.view_for(Some(who), id, &post).await
    }

    /// Gives readers the working copy.
    ///
    /// # Errors
    /// When its date lies in the future, the version is stale, or the asker may not.
    pub async fn publish_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::PublishPost]).await
    }

    /// Takes a post from readers.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn unpublish_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::UnpublishPost]).await
    }

    /// Has readers given a post at a time to come, or the post taken from them, or both.
    ///
    /// # Errors
    /// When a time is none or lies behind, the version is stale, or the asker may not publish the post.
    pub async fn schedule_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &ScheduleInput,
    ) -> Result<PostView, ServiceError> {
        let times = input.validate()?;
        self.write_post(who, id, expected_version, [PostCommand::SchedulePost { times }]).await
    }

    /// Has nothing of the kind happen.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not publish the post.
    pub async fn unschedule_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::UnschedulePost]).await
    }

    /// Has a post come first on the home page, at once.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn pin_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::PinPost]).await
    }

    /// Has a post come where its date puts it, at once.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn unpin_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::UnpinPost]).await
    }

    /// Has a post take no more comments, at once.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn close_comments(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::CloseComments]).await
    }

    /// Has a post take comments as long as others do.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn open_comments(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::OpenComments]).await
    }

    /// Puts a post into the trash.
    ///
    /// # Errors
    /// When it is there already, the version is stale, or the asker may not.
    pub async fn delete_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<(), ServiceError> {
        let command = Command::Post { id, expected_version, command: Box::new(PostCommand::DeletePost) };
        self.write(who, vec![command]).await?;
        Ok(())
    }

    /// Takes a post out of the trash, as it was.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn restore_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [PostCommand::RestorePost]).await
    }

    /// A post: the working copy for those who may write it, the published one for everybody else.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not know of, `Gone` for what was deleted.
    pub async fn post(&self, who: Option<&Principal>, id: PostId) -> Result<PostView, ServiceError> {
        let post = self.post_state(id).await?;
        self.view_for(who, id, &post).await
    }

    /// Whether somebody may read and change a post's working copy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_write_post(&self, who: &Principal, id: PostId) -> Result<bool, ServiceError> {
        let post = self.post_state(id).await?;
        Ok(post.version > 0 && who.may_write(post.created_by))
    }

    /// A post as it was then.
    ///
    /// # Errors
    /// As [`Blog::post`]; `NotFound` before its first event.
    pub async fn post_at(&self, who: Option<&Principal>, id: PostId, at: Moment) -> Result<PostView, ServiceError> {
        let post = self.database.scan(move |log| log::replay::<Post>(log, &id.stream_id(), Some(at))).await?;
        self.view_for(who, id, &post).await
    }

    /// A post as it was in one of its versions.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write, and for version 0.
    pub async fn post_version(&self, who: &Principal, id: PostId, version: u64) -> Result<PostView, ServiceError> {
        self.authorise_history(who, id).await?;
        let version = self.database.scan(move |log| log::replay_to_version::<Post>(log, &id.stream_id(), version));
        // What it said can be read in the trash as well.
        let post = Post { deleted_at: None, ..version.await? };
        self.view_for(Some(who), id, &post).await
    }

    /// Posts for the API.
    ///
    /// # Errors
    /// When a value of the query can't be used.
    pub async fn posts(&self, who: Option<&Principal>, query: &PostQuery) -> Result<PostsPage, ServiceError> {
        let limit = query.limit.unwrap_or(API_LIMIT_DEFAULT).clamp(1, API_LIMIT_MAX);
        let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
        let (tag, category) = (query.tag.as_deref().map(slug_of), query.category.as_deref().map(slug_of));
        let terms = Term::of_query(tag.as_deref(), category.as_deref(), query.author.as_deref());
        if let Some(at) = query.at {
            return self.posts_at(who, query, &terms, after, limit, at).await;
        }
        let published = match query.q.clone() {
            Some(q) => Some(self.reading(move |reading| reading.search_expression(&q)).await?),
            None => None,
        };
        let working = query.q.as_deref().map(working_words::expression);
        let search = match (&published, &working) {
            (Some(Some(published)), Some(Some(working))) => Some(Search { published, working }),
            (None, _) => None,
            // There is no word in it.
            _ => return Ok(PostsPage { posts: Vec::new(), next_cursor: None }),
        };
        let api_query = ApiQuery {
            status: query.status,
            terms: &terms,
            kind: query.kind,
            search,
            drafts_of: match who {
                Some(who) if who.role >= Role::Editor => None,
                who => Some(who.map(|who| who.actor)),
            },
            after,
        };
        let mut ids = posts::api_list(self.database.readers(), &api_query, limit + 1).await?;
        let next_cursor = cut(&mut ids, limit);
        let mut views = Vec::with_capacity(ids.len());
        for (id, _) in ids {
            match self.post(who, id).await {
                Ok(view) => views.push(view),
                // It was withdrawn while the list was read.
                Err(ServiceError::Domain(DomainError::NotFound | DomainError::Gone)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(PostsPage { posts: views, next_cursor })
    }

    /// The same list as it was then: every post's stream is replayed up to that instant.
    async fn posts_at(
        &self,
        who: Option<&Principal>,
        query: &PostQuery,
        terms: &[Term<'_>],
        after: Option<Place>,
        limit: u32,
        at: Moment,
    ) -> Result<PostsPage, ServiceError> {
        let sought = match query.q.clone() {
            Some(q) => Some(self.reading(move |reading| reading.past_plan(&q)).await?),
            None => None,
        };
        let mut found = Vec::new();
        let streams = self.database.scan(move |log| log::streams_at(log, Post::CATEGORY, at)).await?;
        for (sequence, stream_id) in (1..).zip(streams) {
            let Ok(id) = stream_id.parts().1.parse::<PostId>() else { continue };
            let post = self.database.read(move |log| log::replay::<Post>(log, &stream_id, Some(at))).await?;
            let Some(content) = visible_content(who, &post) else { continue };
            let is_wanted = query.status.is_none_or(|status| status == post.status())
                && query.kind.is_none_or(|kind| kind == content.kind)
                && terms.iter().all(|term| has_term(content, term))
                && sought.as_ref().is_none_or(|plan| plan.as_ref().is_some_and(|plan| is_found(plan, content)));
            let date = post.live().map_or(post.updated_at, |live| live.published_at);
            let place = Place { date, sequence };
            if is_wanted && after.is_none_or(|after| (date, sequence) < (after.date, after.sequence)) {
                found.push((id, place, post));
            }
        }
        found.sort_by_key(|(_, place, _)| std::cmp::Reverse((place.date, place.sequence)));
        let mut places: Vec<(PostId, Place)> = found.iter().map(|(id, place, _)| (*id, *place)).collect();
        let next_cursor = cut(&mut places, limit);
        let mut views = Vec::with_capacity(places.len());
        for (id, _, post) in found.iter().take(places.len()) {
            views.push(self.view_for(who, *id, post).await?);
        }
        Ok(PostsPage { posts: views, next_cursor })
    }

    /// Posts and pages that a text can link to, by a part of their title, the latest changed first: those that readers
    /// see, and those that the asker may write.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_targets(&self, who: &Principal, title_part: &str) -> Result<Vec<LinkTarget>, ServiceError> {
        let drafts_of = (who.role < Role::Editor).then_some(who.actor);
        Ok(posts::link_targets(self.database.readers(), title_part, drafts_of, LINK_TARGETS_MAX).await?)
    }

    /// Whether there is any post, the trash included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_posts(&self) -> Result<bool, ServiceError> {
        Ok(posts::exist(self.database.readers()).await?)
    }

    pub(super) async fn write_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        commands: impl IntoIterator<Item = PostCommand>,
    ) -> Result<PostView, ServiceError> {
        let written = self.write(who, commands_for(id, expected_version, commands)).await?;
        let (id, post) = written.post.ok_or(DomainError::NotFound)?;
        self.view_for(Some(who), id, &post).await
    }

    /// Renders a text before its command waits for the writer, whom it would hold up.
    pub(super) async fn prepare(&self, draft: &PostDraft) -> Result<(), ServiceError> {
        self.renderings.of(&draft.body, &self.language_of(draft.language.as_ref())).await?;
        Ok(())
    }

    fn language_of(&self, language: Option<&Language>) -> Language {
        language.cloned().unwrap_or_else(|| self.caches.site().language.clone())
    }

    /// Names that are an account's, by handle or by name, stand for that account; without any name, the asker's.
    pub(super) async fn authors(
        &self,
        who: &Principal,
        authors: Option<Vec<Author>>,
    ) -> Result<Vec<Author>, ServiceError> {
        let of_account = |account: &accounts::AccountRow| {
            Some(Author { handle: Handle::parse(&account.handle).ok()?, name: account.name.clone() })
        };
        let Some(authors) = authors else {
            let account = match who.account_id() {
                Some(id) => accounts::with_id(self.database.readers(), id).await?,
                None => None,
            };
            return Ok(account.as_ref().and_then(of_account).into_iter().collect());
        };
        let accounts = accounts::all(self.database.readers()).await?;
        let resolve = |author: Author| {
            accounts
                .iter()
                .find(|account| account.handle == author.name || account.name == author.name)
                .and_then(of_account)
                .unwrap_or(author)
        };
        Ok(authors.into_iter().map(resolve).collect())
    }

    /// The same for the draft of a post that is there, where it says who wrote it: its authors without an account keep their
    /// handles, which names alone may not give.
    async fn name_authors_again(&self, who: &Principal, id: PostId, draft: &mut PostDraft) -> Result<(), ServiceError> {
        let Some(authors) = draft.authors.take() else { return Ok(()) };
        let post = self.post_state(id).await?;
        let authors = self.authors(who, Some(authors)).await?;
        let again = |author: Author| {
            let known = post.working.authors.iter().find(|known| known.name == author.name);
            known.filter(|_| author.handle == Author::named(&author.name).handle).cloned().unwrap_or(author)
        };
        draft.authors = Some(authors.into_iter().map(again).collect());
        Ok(())
    }

    /// The post that claims a slug, in any case.
    pub(super) async fn post_with_slug(&self, slug: &Slug) -> Result<Option<PostId>, ServiceError> {
        let key = slug.key();
        Ok(self.database.read(move |connection| posts::with_slug(connection, &key)).await?)
    }

    /// The slug, or the first of `-2`, `-3`… that leads nowhere yet.
    pub(super) async fn free_slug(&self, wished: &Slug, kind: PostKind) -> Result<Slug, ServiceError> {
        let mut slug = wished.clone();
        for number in 2.. {
            let is_reserved = kind == PostKind::Page && slug.is_reserved();
            if !is_reserved && self.post_with_slug(&slug).await?.is_none() {
                break;
            }
            slug = wished.numbered(number);
        }
        Ok(slug)
    }

    /// What the asker may see of a state.
    async fn view_for(&self, who: Option<&Principal>, id: PostId, post: &Post) -> Result<PostView, ServiceError> {
        let is_writer = who.is_some_and(|who| who.may_write(post.created_by));
        if post.version == 0 {
            return Err(DomainError::NotFound.into());
        }
        if post.deleted_at.is_some() {
            let was_seen = is_writer || post.published.is_some();
            return Err(if was_seen { DomainError::Gone } else { DomainError::NotFound }.into());
        }
        let content = visible_content(who, post).ok_or(DomainError::NotFound)?;
        let language = self.language_of(content.language.as_ref());
        let rendering = self.renderings.of(&content.body, &language).await?;
        let mut view = view(id, post, content, rendering.rendered.html.clone());
        if !is_writer && let Some(published) = &post.published {
            view.has_unpublished_changes = false;
            (view.schedule, view.schedule_failure) = (None, None);
            view.updated_at = published.updated_at;
        }
        if is_writer {
            view.review = self.review_view(post).await?;
        }
        Ok(view)
    }
}

/// Commands that are carried out together; what the first expects is what the others begin with.
fn commands_for(
    id: PostId,
    expected_version: Option<u64>,
    commands: impl IntoIterator<Item = PostCommand>,
) -> Vec<Command> {
    let expected = std::iter::once(expected_version).chain(std::iter::repeat(None));
    let commands = commands.into_iter().zip(expected);
    commands
        .map(|(command, expected_version)| Command::Post { id, expected_version, command: Box::new(command) })
        .collect()
}

impl From<RequestedStatus> for PostCommand {
    fn from(status: RequestedStatus) -> Self {
        match status {
            RequestedStatus::Draft => Self::UnpublishPost,
            RequestedStatus::Unscheduled => Self::UnschedulePost,
            RequestedStatus::Scheduled(times) => Self::SchedulePost { times },
            RequestedStatus::Published => Self::PublishPost,
        }
    }
}

/// What an input asks for besides its content.
fn also(status: Option<RequestedStatus>, pinned: Option<bool>, comments_closed: Option<bool>) -> Vec<PostCommand> {
    let pinned = pinned.map(|pinned| if pinned { PostCommand::PinPost } else { PostCommand::UnpinPost });
    let closed =
        comments_closed.map(|closed| if closed { PostCommand::CloseComments } else { PostCommand::OpenComments });
    status.map(PostCommand::from).into_iter().chain(pinned).chain(closed).collect()
}

/// The copy that the asker may see: the working one of those who may write it, the published one of all others.
fn visible_content<'p>(who: Option<&Principal>, post: &'p Post) -> Option<&'p Content> {
    if who.is_some_and(|who| who.may_write(post.created_by)) && post.deleted_at.is_none() {
        Some(&post.working)
    } else {
        post.live().map(|published| &*published.content)
    }
}

fn view(id: PostId, post: &Post, content: &Content, html: String) -> PostView {
    let authors = content
        .authors
        .iter()
        .map(|author| AuthorView { handle: author.handle.to_string(), name: author.name.clone() })
        .collect();
    PostView {
        id,
        slug: content.slug.to_string(),
        title: content.title.clone(),
        body: content.body.clone(),
        html,
        excerpt: content.excerpt.clone(),
        tags: content.tags.iter().map(Label::to_string).collect(),
        category: content.category.as_ref().map(Label::to_string),
        authors,
        kind: content.kind,
        language: content.language.as_ref().map(Language::to_string),
        cover: content.cover.clone(),
        canonical_url: content.canonical_url.clone(),
        status: post.status(),
        has_unpublished_changes: post.has_unpublished_changes(),
        version: post.version,
        created_at: post.created_at,
        updated_at: post.updated_at,
        published_at: post
            .live()
            .map(|published| published.published_at)
            .or(content.published_at)
            .or(post.schedule_times().publish_at),
        schedule: post.schedule.map(|schedule| schedule.times),
        schedule_failure: post.schedule_failure,
        review: None,
        cover_alt: content.cover_alt.clone(),
        social_title: content.social_title.clone(),
        social_description: content.social_description.clone(),
        social_image: content.social_image.clone(),
        series: content.series.as_ref().map(|part| part.series.to_string()),
        series_number: content.series.as_ref().and_then(|part| part.number),
        pinned: post.is_pinned,
        comments_closed: post.are_comments_closed,
    }
}

/// The part of an address that a label has, or was given as.
fn slug_of(label: &str) -> String {
    Label::parse(label).map_or_else(|_| label.to_owned(), |label| label.slug())
}

fn has_term(content: &Content, term: &Term<'_>) -> bool {
    match term.taxonomy {
        TermTaxonomy::Tag => content.tags.iter().any(|tag| tag.slug() == term.slug),
        TermTaxonomy::Category => content.category.as_ref().is_some_and(|category| category.slug() == term.slug),
        TermTaxonomy::Author => content.authors.iter().any(|author| author.handle.as_str() == term.slug),
        TermTaxonomy::Kind => content.kind.as_str() == term.slug,
    }
}

/// Cuts a list that was asked for one entry more than wanted, and says where it goes on.
fn cut(places: &mut Vec<(PostId, Place)>, limit: u32) -> Option<String> {
    let has_more = places.len() > limit as usize;
    places.truncate(limit as usize);
    places.last().filter(|_| has_more).map(|(_, place)| format!("{}.{}", place.date.as_milliseconds(), place.sequence))
}

fn parse_cursor(cursor: &str) -> Result<Place, Violations> {
    let place = cursor.split_once('.').and_then(|(date, sequence)| {
        Some(Place { date: Timestamp::from_milliseconds(date.parse().ok()?), sequence: sequence.parse().ok()? })
    });
    place.ok_or_else(|| Violations::one("cursor", Rule::NotOneOf { values: "the next_cursor of a page".into() }))
}
