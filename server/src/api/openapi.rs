//! The API's description (OpenAPI 3.1), made from the table of routes and the constraints of the commands.

use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use blog::domain::TextRule;
use blog::domain::comment::{CommentStatus, DiscussionPolicy, MentionKind};
use blog::domain::media::rules as media_rules;
use blog::domain::post::{Taxonomy, rules};
use blog::domain::post_list::rules as post_list;
use blog::domain::site;
use blog::domain::{note, preview};
use serde_json::{Map, Value, json};

use super::events::JSON_LINES;
use super::idempotency::KEY_CHARS_MAX;
use super::query::LIMIT_MAX;
use super::{BASE_PATH, resources};

/// What is said of one method of one resource.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    id: &'static str,
    summary: &'static str,
    parameters: &'static [&'static str],
    /// The schema of the body, where one is taken.
    body: Option<&'static str>,
    /// Whether it asks who is there, or only looks.
    needs_token: bool,
    success: u16,
    /// The schema of a success's body, where there is one.
    answer: Option<&'static str>,
    failures: &'static [u16],
}

const READING: Operation = Operation {
    id: "",
    summary: "",
    parameters: &["id"],
    body: None,
    needs_token: false,
    success: 200,
    answer: Some("Post"),
    failures: &[],
};

const CHANGING: Operation = Operation {
    parameters: &["id", "if-match", "idempotency-key"],
    needs_token: true,
    failures: &[400, 401, 403, 404, 410, 412, 422, 503],
    ..READING
};

pub(super) const LIST_POSTS: Operation = Operation {
    id: "listPosts",
    summary: "Posts, the newest first: published ones, and those that the caller may write.",
    parameters: &["status", "author", "tag", "category", "post-kind", "posts-q", "limit", "cursor", "at"],
    answer: Some("Posts"),
    failures: &[400, 401],
    ..READING
};
pub(super) const CREATE_POST: Operation = Operation {
    id: "createPost",
    summary: "Writes a new post.",
    parameters: &["idempotency-key"],
    body: Some("PostInput"),
    success: 201,
    failures: &[400, 401, 403, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const READ_POST: Operation = Operation {
    id: "readPost",
    summary: "A post: its working copy for those who may write it, its published copy for everybody else.",
    parameters: &["id", "at", "if-none-match"],
    failures: &[400, 401, 404, 410],
    ..READING
};
pub(super) const REPLACE_POST: Operation = Operation {
    id: "replacePost",
    summary: "Replaces a post's working copy, and publishes or withdraws it where status says so.",
    body: Some("PostInput"),
    failures: &[400, 401, 403, 404, 410, 412, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const AUTOSAVE_POST: Operation = Operation {
    id: "autosavePost",
    summary: "Keeps what a writer has typed so far. Autosaves that follow each other become one event, and are all \
              answered when it is on disk, after a pause of seconds.",
    parameters: &["id", "if-match"],
    body: Some("PostInput"),
    failures: &[400, 401, 403, 404, 410, 412, 413, 415, 503],
    ..CHANGING
};
pub(super) const DELETE_POST: Operation = Operation {
    id: "deletePost",
    summary: "Puts a post into the trash. It can be restored.",
    success: 204,
    answer: None,
    ..CHANGING
};
pub(super) const PUBLISH_POST: Operation =
    Operation { id: "publishPost", summary: "Gives readers the working copy.", ..CHANGING };
pub(super) const UNPUBLISH_POST: Operation =
    Operation { id: "unpublishPost", summary: "Takes a post from readers.", ..CHANGING };
pub(super) const SUBMIT_POST: Operation =
    Operation { id: "submitPost", summary: "Asks an editor to publish the working copy.", ..CHANGING };
pub(super) const WITHDRAW_SUBMISSION: Operation = Operation {
    id: "withdrawSubmission",
    summary: "Takes a post back from review, by its writer or whoever submitted it.",
    ..CHANGING
};
pub(super) const RETURN_POST: Operation = Operation {
    id: "returnPost",
    summary: "Gives a post that is in review back to its writer, by an editor. To approve of it, publish it.",
    body: Some("ReviewInput"),
    failures: &[400, 401, 403, 404, 410, 412, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const SCHEDULE_POST: Operation = Operation {
    id: "schedulePost",
    summary: "Has readers given the working copy as it is at publish_at, and the post taken from them at unpublish_at. \
              Takes the place of whatever was scheduled before; of a live post, publish_at is an update.",
    body: Some("ScheduleInput"),
    failures: &[400, 401, 403, 404, 410, 412, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const UNSCHEDULE_POST: Operation =
    Operation { id: "unschedulePost", summary: "Cancels what is scheduled for a post.", ..CHANGING };
pub(super) const DUPLICATE_POST: Operation = Operation {
    id: "duplicatePost",
    summary: "Writes what a post's working copy says as another post, a draft of the caller's.",
    parameters: &["id", "idempotency-key"],
    success: 201,
    failures: &[400, 401, 403, 404, 410, 422, 503],
    ..CHANGING
};
pub(super) const PIN_POST: Operation =
    Operation { id: "pinPost", summary: "Has a post come first on the home page, at once.", ..CHANGING };
pub(super) const UNPIN_POST: Operation =
    Operation { id: "unpinPost", summary: "Has a post come where its date puts it, at once.", ..CHANGING };
pub(super) const LIST_WEBMENTIONS: Operation = Operation {
    id: "listWebmentions",
    summary: "What other sites were told of a post that links to their pages, and what they answered.",
    needs_token: true,
    answer: Some("Webmentions"),
    failures: &[401, 404],
    ..READING
};
pub(super) const LIST_NOTES: Operation = Operation {
    id: "listNotes",
    summary: "What those who may write a post say about it to each other, the first first.",
    needs_token: true,
    answer: Some("Notes"),
    failures: &[401, 404],
    ..READING
};
pub(super) const WRITE_NOTE: Operation = Operation {
    id: "writeNote",
    summary: "Writes a note beside a post. It changes nothing of the post, not even its version.",
    parameters: &["id", "idempotency-key"],
    body: Some("NoteInput"),
    success: 201,
    answer: Some("Note"),
    failures: &[400, 401, 404, 410, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const DELETE_NOTE: Operation =
    Operation { id: "deleteNote", summary: "Takes one's own note away.", ..CHANGING_NOTE };
pub(super) const RESOLVE_NOTE: Operation = Operation { id: "resolveNote", summary: "Settles a note.", ..CHANGING_NOTE };
pub(super) const REOPEN_NOTE: Operation =
    Operation { id: "reopenNote", summary: "Takes a note up again.", ..CHANGING_NOTE };
const CHANGING_NOTE: Operation = Operation {
    parameters: &["id", "note", "idempotency-key"],
    success: 204,
    answer: None,
    failures: &[400, 401, 403, 404, 422, 503],
    ..CHANGING
};
pub(super) const LIST_PREVIEWS: Operation = Operation {
    id: "listPreviews",
    summary: "The secret links at which a post's working copy can be read, for those who may write it.",
    needs_token: true,
    answer: Some("Previews"),
    failures: &[401, 404],
    ..READING
};
pub(super) const MAKE_PREVIEW: Operation = Operation {
    id: "makePreview",
    summary: "Makes a link at which whoever has it reads the working copy. Its address is told this once.",
    parameters: &["id"],
    body: Some("PreviewInput"),
    success: 201,
    answer: Some("IssuedPreview"),
    failures: &[400, 401, 404, 410, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const REVOKE_PREVIEW: Operation = Operation {
    id: "revokePreview",
    summary: "Ends a link.",
    parameters: &["id", "preview", "idempotency-key"],
    success: 204,
    answer: None,
    failures: &[400, 401, 404, 422, 503],
    ..CHANGING
};
pub(super) const RESTORE_POST: Operation =
    Operation { id: "restorePost", summary: "Takes a post out of the trash, as it was.", ..CHANGING };
const READING_COMMENT: Operation = Operation {
    parameters: &["comment"],
    needs_token: true,
    answer: Some("Comment"),
    failures: &[401, 403, 404],
    ..READING
};
pub(super) const LIST_COMMENTS: Operation = Operation {
    id: "listComments",
    summary: "What readers say, the newest first: for editors and admins all of it, for authors what is said under their own posts.",
    parameters: &["comment-status", "comments-q", "comment-post", "comments-page"],
    answer: Some("Comments"),
    failures: &[400, 401, 403],
    ..READING_COMMENT
};
pub(super) const READ_COMMENT: Operation =
    Operation { id: "readComment", summary: "A comment, for those who decide on it.", ..READING_COMMENT };
pub(super) const DECIDE_COMMENT: Operation = Operation {
    id: "decideComment",
    summary: "Decides what becomes of a comment: it waits, readers see it, it is spam, or it lies in the trash.",
    parameters: &["comment", "idempotency-key"],
    body: Some("CommentStatusInput"),
    failures: &[400, 401, 403, 404, 410, 413, 415, 422, 503],
    ..READING_COMMENT
};
pub(super) const DELETE_COMMENT: Operation = Operation {
    id: "deleteComment",
    summary: "Puts a comment into the trash.",
    parameters: &["comment", "idempotency-key"],
    success: 204,
    answer: None,
    failures: &[400, 401, 403, 404, 410, 422, 503],
    ..READING_COMMENT
};
const READING_LABEL: Operation = Operation {
    parameters: &["taxonomy", "label"],
    needs_token: true,
    answer: Some("Label"),
    failures: &[401, 403, 404],
    ..READING
};

pub(super) const LIST_LABELS: Operation = Operation {
    id: "listLabels",
    summary: "Tags, categories or series that posts have, in the order of their addresses; for editors and admins.",
    parameters: &["taxonomy", "label-q", "limit", "cursor"],
    answer: Some("Labels"),
    failures: &[400, 401, 403, 404],
    ..READING_LABEL
};
pub(super) const READ_LABEL: Operation =
    Operation { id: "readLabel", summary: "A label, where posts have it.", ..READING_LABEL };
pub(super) const RENAME_LABEL: Operation = Operation {
    id: "renameLabel",
    summary: "Has a label called otherwise in every post that has it; its old address leads to the new one. The answer \
              comes when every post was changed.",
    body: Some("LabelInput"),
    failures: &[400, 401, 403, 404, 413, 415, 503],
    ..READING_LABEL
};
pub(super) const DELETE_LABEL: Operation = Operation {
    id: "deleteLabel",
    summary: "Takes a label from every post that has it.",
    success: 204,
    answer: None,
    failures: &[401, 403, 404, 503],
    ..READING_LABEL
};

const READING_MEDIA: Operation =
    Operation { parameters: &["hash"], needs_token: true, answer: Some("Media"), failures: &[401, 404], ..READING };
const CHANGING_MEDIA: Operation = Operation {
    parameters: &["hash", "idempotency-key"],
    failures: &[400, 401, 403, 404, 410, 422, 503],
    ..READING_MEDIA
};

pub(super) const LIST_MEDIA: Operation = Operation {
    id: "listMedia",
    summary: "Files, the latest first: for editors and admins all, for others their own and those that readers see.",
    parameters: &["filter", "q", "limit", "cursor"],
    answer: Some("MediaList"),
    failures: &[400, 401],
    ..READING_MEDIA
};
pub(super) const ADD_MEDIA: Operation = Operation {
    id: "addMedia",
    summary: "Adds a picture, without what tells where and with what it was made. One that is there already is found again.",
    parameters: &["idempotency-key"],
    body: Some("MediaFile"),
    success: 201,
    failures: &[400, 401, 413, 422, 503],
    ..READING_MEDIA
};
pub(super) const READ_MEDIA: Operation = Operation { id: "readMedia", summary: "A file.", ..READING_MEDIA };
pub(super) const DESCRIBE_MEDIA: Operation = Operation {
    id: "describeMedia",
    summary: "Says what a file is called and what it shows.",
    body: Some("MediaInput"),
    ..CHANGING_MEDIA
};
pub(super) const DELETE_MEDIA: Operation = Operation {
    id: "deleteMedia",
    summary: "Takes a file out of the library that no post shows. It can be brought back.",
    success: 204,
    answer: None,
    ..CHANGING_MEDIA
};
pub(super) const RESTORE_MEDIA: Operation =
    Operation { id: "restoreMedia", summary: "Brings a deleted file back.", ..CHANGING_MEDIA };
pub(super) const NAME_VERSION: Operation = Operation {
    id: "nameVersion",
    summary: "Gives a version of a post a name, or another one.",
    parameters: &["id", "version", "idempotency-key"],
    body: Some("VersionNameInput"),
    failures: &[400, 401, 404, 410, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const REMOVE_VERSION_NAME: Operation = Operation {
    id: "removeVersionName",
    summary: "Takes the name of a version away.",
    parameters: &["id", "version", "idempotency-key"],
    failures: &[400, 401, 404, 410, 422, 503],
    ..CHANGING
};
pub(super) const POST_EVENTS: Operation = Operation {
    id: "postEvents",
    summary: "What happened to a post, the first first.",
    parameters: &["id", "after", "events-limit"],
    needs_token: true,
    answer: Some("PostEvents"),
    failures: &[400, 401, 404],
    ..READING
};
pub(super) const READ_SITE: Operation = Operation {
    id: "readSite",
    summary: "The settings of the site.",
    parameters: &["if-none-match"],
    answer: Some("Site"),
    failures: &[],
    ..READING
};
pub(super) const CHANGE_SITE: Operation = Operation {
    id: "changeSite",
    summary: "Changes settings of the site, for admins. What the body leaves out stays as it is.",
    parameters: &["if-match", "idempotency-key"],
    body: Some("SiteInput"),
    answer: Some("Site"),
    failures: &[400, 401, 403, 412, 413, 415, 422, 503],
    ..CHANGING
};
pub(super) const CREATE_LINK_CARD: Operation = Operation {
    id: "createLinkCard",
    summary: "Asks a page what it is called, keeps its picture as a file of the site, and answers with the Markdown that \
              shows a link to it as a card.",
    parameters: &["idempotency-key"],
    body: Some("LinkCardInput"),
    needs_token: true,
    answer: Some("LinkCard"),
    failures: &[400, 401, 403, 413, 415, 422, 429, 503],
    ..READING
};
pub(super) const LIST_EVENTS: Operation = Operation {
    id: "listEvents",
    summary: "What happened on the site, the newest first, for editors and admins. A page ends early where events are \
              large. With Accept: application/jsonl, the answer is that of exportEvents.",
    parameters: &["actor", "kind", "stream", "from", "to", "before", "events-limit"],
    needs_token: true,
    answer: Some("Events"),
    failures: &[400, 401, 403],
    ..READING
};
pub(super) const EXPORT_EVENTS: Operation = Operation {
    id: "exportEvents",
    summary: "What happened on the site, the newest first, for editors and admins: one event a line, and all of them \
              unless limit says otherwise.",
    parameters: &["actor", "kind", "stream", "from", "to", "before", "export-limit"],
    needs_token: true,
    answer: Some("Event"),
    failures: &[400, 401, 403],
    ..READING
};
pub(super) const READ_DESCRIPTION: Operation = Operation {
    id: "readDescription",
    summary: "This description.",
    parameters: &[],
    answer: Some("Description"),
    ..READING
};

/// Serves the description.
pub async fn read() -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-cache"))], axum::Json(document())).into_response()
}

/// The description.
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Lithair Blog",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Posts as data. Errors are problems (RFC 9457): errors says what is wrong with each field.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "servers": [{ "url": BASE_PATH }],
        "paths": paths(),
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "parameters": parameters(),
            "responses": { "Problem": {
                "description": "Why not.",
                "content": { super::problem::PROBLEM_JSON: { "schema": reference("schemas", "Problem") } },
            } },
            "schemas": schemas(),
        },
    })
}

fn paths() -> Value {
    resources()
        .into_iter()
        .map(|resource| {
            let operations: Map<String, Value> = resource
                .operations
                .iter()
                .map(|(method, operation)| ((*method).to_owned(), describe(operation)))
                .collect();
            (resource.path.to_owned(), Value::Object(operations))
        })
        .collect::<Map<String, Value>>()
        .into()
}

fn describe(operation: &Operation) -> Value {
    let parameters: Vec<Value> = operation.parameters.iter().map(|name| reference("parameters", name)).collect();
    let mut responses = Map::new();
    responses.insert(operation.success.to_string(), success(operation));
    if operation.parameters.contains(&"if-none-match") {
        responses.insert("304".to_owned(), json!({ "description": "It is still that version." }));
    }
    for status in operation.failures {
        responses.insert(status.to_string(), reference("responses", "Problem"));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
        "security": if operation.needs_token { json!([{ "token": [] }]) } else { json!([{}, { "token": [] }]) },
    });
    if let Some(schema) = operation.body {
        let content_type = if schema == "MediaFile" { "multipart/form-data" } else { "application/json" };
        described["requestBody"] =
            json!({ "required": true, "content": { content_type: { "schema": reference("schemas", schema) } } });
    }
    described
}

fn success(operation: &Operation) -> Value {
    let Some(schema) = operation.answer else { return json!({ "description": "Done." }) };
    let schema_reference = json!({ "schema": reference("schemas", schema) });
    let content = match schema {
        "Event" => json!({ JSON_LINES: schema_reference }),
        "Events" => {
            json!({ "application/json": schema_reference, JSON_LINES: { "schema": reference("schemas", "Event") } })
        }
        _ => json!({ "application/json": schema_reference }),
    };
    let mut described = json!({ "description": "Here it is.", "content": content });
    let mut headers = Map::new();
    if matches!(schema, "Post" | "Site") {
        headers.insert("ETag".to_owned(), header("The version in double quotes, for If-Match."));
    }
    if operation.success == 201 {
        headers.insert("Location".to_owned(), header("Its address in this API."));
    }
    if !headers.is_empty() {
        described["headers"] = headers.into();
    }
    described
}

fn header(description: &str) -> Value {
    json!({ "description": description, "schema": { "type": "string" } })
}

fn reference(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}

fn parameters() -> Value {
    let parameter = |name: &str, place: &str, description: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "description": description, "schema": schema });
    let text = || json!({ "type": "string" });
    let at_most = |rule: TextRule| json!({ "type": "string", "maxLength": rule.chars_max });
    let position = || json!({ "type": "integer", "minimum": 0 });
    let instant = || json!({ "type": "string", "format": "date-time" });
    json!({
        "id": parameter("id", "path", "The post's identifier.", json!({ "type": "string", "format": "uuid" })),
        "status": parameter("status", "query", "Only those with this status.", json!({ "enum": ["draft", "scheduled", "published"] })),
        "hash": parameter("hash", "path", "The hash that names the file's bytes.", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
        "filter": parameter("filter", "query", "Those that no post shows, or deleted ones; without it, all but those.", json!({ "enum": ["all", "unused", "trash"] })),
        "version": parameter("version", "path", "The version's number, as stream_version of the event that made it.", json!({ "type": "integer", "minimum": 1 })),
        "note": parameter("note", "path", "The note's identifier.", json!({ "type": "string", "format": "uuid" })),
        "preview": parameter("preview", "path", "The link's identifier.", json!({ "type": "string", "format": "uuid" })),
        "author": parameter("author", "query", "Only those by this author: a handle.", at_most(post_list::AUTHOR)),
        "tag": parameter("tag", "query", "Only those with this tag: its name or its part of an address.", at_most(post_list::TAG)),
        "category": parameter("category", "query", "Only those in this category: its name or its part of an address.", at_most(post_list::CATEGORY)),
        "post-kind": parameter("kind", "query", "Only posts, or only pages.", json!({ "enum": ["post", "page"] })),
        "taxonomy": parameter("taxonomy", "path", "What they are.",
            json!({ "type": "string", "enum": Taxonomy::ALL.map(Taxonomy::segment) })),
        "comment": parameter("id", "path", "The comment's identifier.", json!({ "type": "string", "format": "uuid" })),
        "comment-status": parameter("status", "query", "Those in this place; without it, those that wait.", json!({ "enum": comment_statuses() })),
        "comments-q": parameter("q", "query", "Only those that hold this: in what they say, in names and addresses.", text()),
        "comment-post": parameter("post", "query", "Only those under this post.", json!({ "type": "string", "format": "uuid" })),
        "comments-page": parameter("page", "query", "Which page, counted from 1.", json!({ "type": "integer", "minimum": 1 })),
        "label": parameter("slug", "path", "The label's part of its address.", text()),
        "label-q": parameter("q", "query", "Only those with this in their name.", text()),
        "q": parameter("q", "query", "Only those in which these words are found.", text()),
        "posts-q": parameter("q", "query", "Only those in which these words are found: in what readers see, and in the title and text of working copies that the caller may write.", at_most(post_list::SEARCH)),
        "limit": parameter("limit", "query", "At most so many; without it, 20.",
            json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX })),
        "cursor": parameter("cursor", "query", "Where the page before ended: its next_cursor.", text()),
        "at": parameter("at", "query", "As it was then, for signed-in callers: an instant by the log's time, or a position in the log.",
            json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "integer", "minimum": 0 }] })),
        "after": parameter("after", "query", "Only those behind this position: next_after of the page before.", position()),
        "before": parameter("before", "query", "Only those before this position: next_before of the page before.", position()),
        "events-limit": parameter("limit", "query", "At most so many; without it, 100.",
            json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX })),
        "export-limit": parameter("limit", "query", "At most so many; without it, all.",
            json!({ "type": "integer", "minimum": 1, "maximum": LIMIT_MAX })),
        "actor": parameter("actor", "query", "Only those of this person: a handle, or actor as an event names it.", text()),
        "kind": parameter("kind", "query", "Only those of this kind, such as PostPublished.", text()),
        "stream": parameter("stream", "query", "Only those of this stream, such as site.", text()),
        "from": parameter("from", "query", "Only those recorded then or later.", instant()),
        "to": parameter("to", "query", "Only those recorded then or earlier.", instant()),
        "if-match": parameter("If-Match", "header", "The version that must be the current one, as ETag gave it. \
             A review since then changes nothing of what the post says, and is not minded.", text()),
        "idempotency-key": parameter("Idempotency-Key", "header",
            "A name for this request, such as a UUID: sent again within a day, it is carried out once and answered as before.",
            json!({ "type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX })),
        "if-none-match": parameter("If-None-Match", "header", "The version that is known already.", text()),
    })
}

fn schemas() -> Value {
    let mut schemas = json!({
        "PostInput": post_input(),
        "Post": post(),
        "ScheduleInput": schedule_input(),
        "Schedule": object(json!({
            "publish_at": { "type": ["string", "null"], "format": "date-time" },
            "unpublish_at": { "type": ["string", "null"], "format": "date-time" },
        })),
        "Posts": object(json!({
            "posts": { "type": "array", "items": reference("schemas", "Post") },
            "next_cursor": nullable("string", "What to ask for to get the next page; null on the last."),
        })),
        "Label": label(),
        "Labels": object(json!({
            "labels": { "type": "array", "items": reference("schemas", "Label") },
            "next_cursor": nullable("string", "What to ask for to get the next page; null on the last."),
        })),
        "LabelInput": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
                "name": { "description": "What it is called from now on. A tag has no comma in it.", "type": "string" },
                "merge": {
                    "description": "Whether it becomes one with the label that is called so already, if there is one.",
                    "type": "boolean",
                    "default": false,
                },
            },
        },
        "Media": media(),
        "MediaList": object(json!({
            "media": { "type": "array", "items": reference("schemas", "Media") },
            "next_cursor": nullable("string", "What to ask for to get the next page; null on the last."),
        })),
        "MediaInput": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": { "name": text(&media_rules::NAME), "alt": text(&media_rules::ALT) },
        },
        "MediaFile": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "alt": text(&media_rules::ALT),
                "file": { "type": "string", "format": "binary", "description": "JPEG, PNG, GIF, WebP or SVG." },
            },
        },
        "Event": event(),
        "Events": object(json!({
            "events": { "type": "array", "items": reference("schemas", "Event") },
            "next_before": nullable("integer", "The value of before that gets the next page; null on the last."),
        })),
        "PostEvents": object(json!({
            "events": { "type": "array", "items": reference("schemas", "Event") },
            "next_after": nullable("integer", "The value of after that gets the next page; null on the last."),
        })),
        "SiteInput": site_input(),
        "Site": site(),
        "LinkCardInput": object(json!({ "url": { "description": "Where the link leads.", "type": "string", "format": "uri" } })),
        "LinkCard": link_card(),
        "Description": { "type": "object" },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "errors": {
                    "description": "What is wrong with each field.",
                    "type": "object",
                    "additionalProperties": { "type": "array", "items": { "type": "string" } },
                },
                "current_version": { "description": "The version that a stale write should have expected.", "type": "integer" },
                "request_id": { "description": "Finds the request in the site's log.", "type": "string" },
            },
        },
    });
    if let (Some(schemas), Value::Object(more)) = (schemas.as_object_mut(), schemas_beside_posts()) {
        schemas.extend(more);
    }
    schemas
}

/// What writers and editors say to each other, and whom they show a post before it is published.
fn schemas_beside_posts() -> Value {
    json!({
        "VersionNameInput": { "type": "object", "additionalProperties": false, "required": ["name"], "properties": { "name": text(&rules::VERSION_NAME) } },
        "Review": review(),
        "NoteInput": {
            "type": "object",
            "additionalProperties": false,
            "required": ["text"],
            "properties": {
                "text": text(&note::rules::TEXT),
                "quote": nullable("string", "The passage that it is about."),
            },
        },
        "Comment": comment(),
        "Comments": object(json!({
            "comments": { "type": "array", "items": reference("schemas", "Comment") },
            "next_page": nullable("integer", "The page after this one; null on the last."),
            "total": { "description": "How many all pages have together.", "type": "integer" },
        })),
        "CommentStatusInput": {
            "type": "object",
            "additionalProperties": false,
            "required": ["status"],
            "properties": { "status": { "enum": comment_statuses() } },
        },
        "Webmentions": object(json!({ "webmentions": { "type": "array", "items": webmention() } })),
        "Note": note(),
        "Notes": object(json!({ "notes": { "type": "array", "items": reference("schemas", "Note") } })),
        "PreviewInput": preview_input(),
        "Preview": object(preview()),
        "Previews": object(json!({ "previews": { "type": "array", "items": reference("schemas", "Preview") } })),
        "IssuedPreview": {
            "allOf": [
                reference("schemas", "Preview"),
                object(json!({ "address": { "description": "Where it leads, with its secret.", "type": "string", "format": "uri" } })),
            ],
        },
        "ReviewInput": { "type": "object", "additionalProperties": false, "required": ["note"], "properties": { "note": text(&rules::REVIEW_NOTE) } },
    })
}

fn post_input() -> Value {
    json!({
        "type": "object",
        "required": ["title"],
        "additionalProperties": false,
        "properties": {
            "title": text(&rules::TITLE),
            "slug": nullable("string", "Its part of the address; without one, the title suggests it."),
            "body": text(&rules::BODY),
            "excerpt": nullable("string", "The summary; without one, the text's beginning serves."),
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": rules::TAGS_MAX },
            "category": nullable("string", "Its category."),
            "authors": {
                "description": "Names; without any, a new post has its creator's and an old post keeps its own.",
                "type": ["array", "null"],
                "items": { "type": "string" },
                "maxItems": rules::AUTHORS_MAX,
            },
            "kind": { "enum": ["post", "page", null] },
            "language": nullable("string", "A language tag such as en or pt-BR."),
            "cover": nullable("string", "The address of its cover image."),
            "canonical_url": nullable("string", "Where it was published first."),
            "published_at": nullable("string", "The date to show, or when a scheduled post is published: RFC 3339, or a date alone."),
            "status": { "enum": ["draft", "scheduled", "published", null] },
            "schedule": { "anyOf": [reference("schemas", "ScheduleInput"), { "type": "null" }] },
            "cover_alt": nullable_text(&rules::COVER_ALT, "What its cover image shows, for those who don't see it."),
            "social_title": nullable_text(&rules::SOCIAL_TITLE, "The title on the card of a link to it; without one, its title."),
            "social_description": nullable_text(&rules::SOCIAL_DESCRIPTION, "What that card says; without it, the summary."),
            "social_image": nullable("string", "The address of that card's image; without one, the cover."),
            "series": nullable("string", "The name of the series that it is a part of."),
            "series_number": {
                "description": "Which part of the series it is; parts without a number come last, by date.",
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": rules::SERIES_NUMBER_MAX,
            },
            "pinned": {
                "description": "Whether it comes first on the home page, at once; null leaves that as it is.",
                "type": ["boolean", "null"],
            },
            "comments_closed": {
                "description": "Whether it takes no more comments, at once; null leaves that as it is.",
                "type": ["boolean", "null"],
            },
        },
    })
}

fn schedule_input() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "publish_at": nullable("string", "When readers are given the working copy as it is then: RFC 3339."),
            "unpublish_at": nullable("string", "When the post is taken from them; later than publish_at."),
        },
    })
}

fn post() -> Value {
    object(json!({
        "id": { "type": "string", "format": "uuid" },
        "slug": { "type": "string" },
        "title": { "type": "string" },
        "body": { "description": "Markdown.", "type": "string" },
        "html": { "description": "The body as sanitised HTML.", "type": "string" },
        "excerpt": nullable("string", "The summary as its writer gave it."),
        "tags": { "type": "array", "items": { "type": "string" } },
        "category": nullable("string", "Its category."),
        "authors": { "type": "array", "items": object(json!({
            "handle": { "type": "string" },
            "name": { "type": "string" },
        })) },
        "kind": { "enum": ["post", "page"] },
        "language": nullable("string", "Its language, where it isn't the site's."),
        "cover": nullable("string", "The address of its cover image."),
        "canonical_url": nullable("string", "Where it was published first."),
        "status": { "enum": ["draft", "scheduled", "published"] },
        "has_unpublished_changes": { "type": "boolean" },
        "version": { "description": "The version to expect when changing it.", "type": "integer" },
        "created_at": { "type": "string", "format": "date-time" },
        "updated_at": { "type": "string", "format": "date-time" },
        "published_at": { "type": ["string", "null"], "format": "date-time" },
        "schedule": { "anyOf": [reference("schemas", "Schedule"), { "type": "null" }] },
        "schedule_failure": {
            "description": "Why its last schedule was not carried out.",
            "enum": ["date_in_the_future", "address_taken", "refused", null],
        },
        "review": {
            "description": "Where it stands in its review; null where it is in none, and for those who may not write it.",
            "anyOf": [reference("schemas", "Review"), { "type": "null" }],
        },
        "cover_alt": nullable("string", "What its cover image shows."),
        "social_title": nullable("string", "The title on the card of a link to it."),
        "social_description": nullable("string", "What that card says."),
        "social_image": nullable("string", "The address of that card's image."),
        "series": nullable("string", "The name of the series that it is a part of."),
        "series_number": nullable("integer", "Which part of the series it is, where it has a number."),
        "pinned": { "description": "Whether it comes first on the home page.", "type": "boolean" },
        "comments_closed": { "description": "Whether somebody decided that it takes no more comments.", "type": "boolean" },
    }))
}

fn note() -> Value {
    object(json!({
        "id": { "type": "string", "format": "uuid" },
        "text": { "type": "string" },
        "quote": nullable("string", "The passage that it is about."),
        "written_by": person("Who wrote it; null where they have no account."),
        "written_at": { "type": "string", "format": "date-time" },
        "is_own": { "description": "Whether the caller wrote it.", "type": "boolean" },
        "resolved_by": person("Who settled it; null where nobody did, or they have no account."),
        "resolved_at": { "type": ["string", "null"], "format": "date-time" },
    }))
}

fn person(description: &str) -> Value {
    let named = object(json!({ "handle": { "type": "string" }, "name": { "type": "string" } }));
    json!({ "description": description, "anyOf": [named, { "type": "null" }] })
}

fn preview_input() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "label": text(&preview::rules::LABEL),
            "days": { "description": "For how long it can be followed; without it, 7.", "enum": [1, 7, 30] },
        },
    })
}

fn preview() -> Value {
    json!({
        "id": { "type": "string", "format": "uuid" },
        "label": { "description": "For whom it is, or what for; may be empty.", "type": "string" },
        "made_by": person("Who made it; null where they have no account."),
        "made_at": { "type": "string", "format": "date-time" },
        "expires_at": { "description": "When it shows nothing any more.", "type": "string", "format": "date-time" },
    })
}

fn review() -> Value {
    object(json!({
        "state": { "description": "Whether it waits for an editor or for its writer.", "enum": ["submitted", "returned"] },
        "by": person("Who submitted or returned it; null where they have no account."),
        "at": { "type": "string", "format": "date-time" },
        "is_changed": { "description": "Whether it changed since it was submitted.", "type": "boolean" },
        "note": nullable("string", "What is to be mended, where it was returned."),
    }))
}

fn site_input() -> Value {
    let (least, most) = (site::rules::POSTS_PER_PAGE_MIN, site::rules::POSTS_PER_PAGE_MAX);
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "name": or_null(text(&site::rules::NAME)),
            "description": or_null(text(&site::rules::DESCRIPTION)),
            "language": nullable("string", "A language tag such as en or pt-BR."),
            "time_zone": nullable("string", "A name of the IANA database, such as Europe/Paris."),
            "posts_per_page": or_null(json!({ "type": "integer", "minimum": least, "maximum": most })),
            "logo": nullable("string", "The address of a picture that stands for its name; empty for none, here and below."),
            "icon": nullable("string", "The address of its icon."),
            "social_image": nullable("string", "The address of a picture for links to pages that have none."),
            "accent": nullable("string", "Its accent colour, such as #0a6355. What readers get of it can be read in light and dark."),
            "footer": or_null(text(&site::rules::FOOTER)),
            "navigation": or_null(json!({ "type": "array", "items": navigation_entry(), "maxItems": site::rules::ENTRIES_MAX })),
            "custom_css": or_null(text(&site::rules::STYLESHEET)),
            "comments": or_null(json!({ "description": "Whether readers say something under posts, and whether somebody looks at it first.", "enum": policies() })),
            "held_words": nullable("string", "Words that hold a comment for somebody to look at, one a line."),
            "close_after_days": nullable("integer", "So many days after its publication a post takes no more comments; 0 where it always does."),
            "mentions": or_null(json!({ "description": "The same of what other sites' pages say of posts (Webmention).", "enum": policies() })),
            "sends_mentions": nullable("boolean", "Whether other sites are told of posts that link to their pages."),
        },
    })
}

fn comment_statuses() -> [&'static str; 4] {
    CommentStatus::MODERATED.map(CommentStatus::as_str)
}

fn comment() -> Value {
    object(json!({
        "id": { "type": "string", "format": "uuid" },
        "post": object(json!({
            "id": { "type": "string", "format": "uuid" },
            "title": { "type": "string" },
            "path": nullable("string", "Where the comment stands, or would; null where readers don't see the post."),
        })),
        "status": { "description": "What became of it. Of one that was withdrawn, nothing is left.", "enum": ["waiting", "approved", "spam", "trash", "withdrawn"] },
        "hold": { "description": "Why nobody saw it at first.", "enum": ["moderation", "word", "links", "honeypot", null] },
        "name": { "description": "Who says it; may be empty.", "type": "string" },
        "email": nullable("string", "Where they can be written to."),
        "website": nullable("string", "Their own site."),
        "text": { "description": "What it says, in Markdown.", "type": "string" },
        "html": { "description": "The same as sanitised HTML.", "type": "string" },
        "written_at": { "type": "string", "format": "date-time" },
        "edited_at": { "type": ["string", "null"], "format": "date-time" },
        "parent": {
            "anyOf": [
                object(json!({ "id": { "type": "string", "format": "uuid" }, "name": nullable("string", "Who said it.") })),
                { "type": "null" },
            ],
        },
        "author": person("Whose account it was written with; null where with none."),
        "mention": {
            "description": "Where it was made, where that was on another site's page; its text is plain then.",
            "anyOf": [
                object(json!({
                    "source": { "description": "The page's address.", "type": "string" },
                    "kind": { "description": "What the page does.", "enum": MentionKind::ALL.map(MentionKind::as_str) },
                    "title": { "description": "What it is called; may be empty.", "type": "string" },
                })),
                { "type": "null" },
            ],
        },
    }))
}

fn webmention() -> Value {
    object(json!({
        "source": { "description": "Where the post was read then.", "type": "string", "format": "uri" },
        "target": { "description": "The page that was told of.", "type": "string", "format": "uri" },
        "is_linked": { "description": "Whether the post linked to it then.", "type": "boolean" },
        "answer": {
            "description": "Its site takes what it was told, wants to be told nothing, refused, did not answer, or was not asked, as it is none of the public web.",
            "enum": ["taken", "no_endpoint", "refused", "silent", "not_asked"],
        },
        "status": nullable("integer", "The status of the answer, where there was one."),
        "at": { "type": "string", "format": "date-time" },
    }))
}

fn policies() -> [&'static str; 3] {
    DiscussionPolicy::ALL.map(DiscussionPolicy::as_str)
}

fn navigation_entry() -> Value {
    object(json!({
        "label": text(&site::rules::LABEL),
        "address": { "description": "A path of the site, or an https, http or mailto address.", "type": "string" },
    }))
}

fn site() -> Value {
    object(json!({
        "name": { "type": "string" },
        "description": { "type": "string" },
        "language": { "description": "That of its interface, and of posts that name none.", "type": "string" },
        "time_zone": { "description": "The zone in which its times are shown.", "type": "string" },
        "posts_per_page": { "description": "Posts on a page of readers' lists.", "type": "integer" },
        "logo": nullable("string", "The address of a picture that stands for its name."),
        "icon": nullable("string", "The address of its icon."),
        "social_image": nullable("string", "The address of a picture for links to pages that have none."),
        "accent": nullable("string", "Its accent colour, as it was chosen."),
        "footer": { "description": "Markdown.", "type": "string" },
        "navigation": { "type": "array", "items": navigation_entry() },
        "custom_css": { "description": "CSS that readers' pages have besides the program's own.", "type": "string" },
        "comments": { "description": "Whether readers say something under posts, and whether somebody looks at it first.", "enum": policies() },
        "held_words": nullable("string", "Words that hold a comment for somebody to look at, one a line; null for all but admins."),
        "close_after_days": { "description": "So many days after its publication a post takes no more comments; 0 where it always does.", "type": "integer" },
        "mentions": { "description": "The same of what other sites' pages say of posts (Webmention).", "enum": policies() },
        "sends_mentions": { "description": "Whether other sites are told of posts that link to their pages.", "type": "boolean" },
        "version": { "description": "The version to expect when changing it.", "type": "integer" },
    }))
}

fn link_card() -> Value {
    object(json!({
        "markdown": { "description": "The card as a paragraph of Markdown.", "type": "string" },
        "url": { "type": "string", "format": "uri" },
        "title": { "type": "string" },
        "description": nullable("string", "What the page is about."),
        "host": { "description": "The machine that has it, without www.", "type": "string" },
        "picture": nullable("string", "The address of its picture on this site."),
        "is_video": { "type": "boolean" },
    }))
}

fn label() -> Value {
    object(json!({
        "slug": { "description": "Its part of the address.", "type": "string" },
        "name": { "description": "What it is called, as the latest post with it writes it.", "type": "string" },
        "path": { "description": "Where readers find its posts.", "type": "string" },
        "posts": { "description": "How many posts have it, drafts and the trash included.", "type": "integer" },
        "published": { "description": "How many of them readers see.", "type": "integer" },
    }))
}

fn media() -> Value {
    object(json!({
        "hash": { "description": "The hash that names its bytes.", "type": "string" },
        "path": { "description": "Its address.", "type": "string" },
        "name": { "description": "What it is called in the library.", "type": "string" },
        "content_type": { "type": "string" },
        "length_bytes": { "type": "integer" },
        "width": nullable("integer", "In pixels, as it is shown."),
        "height": nullable("integer", "In pixels, as it is shown."),
        "is_animated": { "type": "boolean" },
        "alt": { "description": "What it shows, for those who don't see it.", "type": "string" },
        "created_at": { "type": "string", "format": "date-time" },
        "deleted_at": { "type": ["string", "null"], "format": "date-time" },
        "used_by": { "description": "How many posts show it, drafts and the trash included.", "type": "integer" },
        "used_by_site": { "description": "Whether the site's settings show it.", "type": "boolean" },
    }))
}

fn event() -> Value {
    object(json!({
        "global_position": { "description": "Its place in the log.", "type": "integer" },
        "stream_id": { "type": "string" },
        "stream_version": { "description": "Its place in its stream.", "type": "integer" },
        "kind": { "description": "What happened.", "type": "string" },
        "at": { "description": "When it was recorded.", "type": "string", "format": "date-time" },
        "actor": { "description": "Who did it: system, operator or an account.", "type": "string" },
        "handle": nullable("string", "The name by which that person signs in now, where there is an account."),
        "correlation_id": nullable("string", "What all events of one request have in common."),
        "causation_id": nullable("string", "The event that made this one happen: its stream and its version there, as in site@1."),
        "version_name": nullable("string", "The name that somebody gave the version that it made, in the events of one post."),
        "changes": { "description": "The fields that it gave a value.", "type": "array", "items": { "type": "string" } },
        "payload": { "description": "Their values; null empties a field of a post.", "type": "object" },
    }))
}

/// An object that has every one of these members.
fn object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|members| members.keys().collect()).unwrap_or_default();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn nullable(kind: &str, description: &str) -> Value {
    json!({ "type": [kind, "null"], "description": description })
}

fn nullable_text(rule: &TextRule, description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description, "maxLength": rule.chars_max })
}

fn text(rule: &TextRule) -> Value {
    let mut schema = json!({ "type": "string", "maxLength": rule.chars_max });
    if rule.required {
        schema["minLength"] = json!(rule.chars_min.max(1));
    }
    schema
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use blog::domain::post::PostInput;

    use super::*;

    fn keys(value: &Value) -> BTreeSet<&str> {
        value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn the_description_has_every_field_of_what_is_sent() {
        let input = serde_json::to_value(PostInput::default()).unwrap();
        assert_eq!(keys(&post_input()["properties"]), keys(&input));
    }

    #[test]
    fn the_description_has_every_setting_that_is_sent() {
        let input = serde_json::to_value(site::SiteInput::default()).unwrap();
        assert_eq!(keys(&site_input()["properties"]), keys(&input));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn check(value: &Value, document: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
                    }
                    members.values().for_each(|member| check(member, document));
                }
                Value::Array(entries) => entries.iter().for_each(|entry| check(entry, document)),
                _ => {}
            }
        }
        let document = document();
        check(&document, &document);
    }
}
