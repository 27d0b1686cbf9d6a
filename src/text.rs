//! Every sentence of the interface, in every language: one catalogue, checked by the compiler.
//!
//! A sentence that lacks a language does not compile, nor does one that names an argument it hasn't got.

use crate::domain::{Language, Rule};

/// The sentences in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// English.
    English,
    /// French.
    French,
}

impl Text {
    /// Every language of the interface, with its tag and its own name.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::English, "en", "English"), (Self::French, "fr", "Français")];

    /// The interface's language for a site or text in that language; English where there is no better one.
    pub fn in_language(language: &Language) -> Self {
        Self::matching(language.as_str()).unwrap_or(Self::English)
    }

    /// The language that a tag names, whatever country or script it names besides; `None` where the interface doesn't speak
    /// it.
    pub fn matching(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|(_, tag, _)| tag.eq_ignore_ascii_case(primary)).map(|(text, ..)| text)
    }

    /// The tag of the language (BCP 47).
    pub const fn language_tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// Declares sentences: `name: "English", "French";`, or with arguments
/// `name(count: u64): "{count} …", "{count} …";`, or by number
/// `name(count): "singular" | "plural", "singular" | "plural";`.
macro_rules! catalogue {
    ($($rest:tt)*) => {
        impl Text {
            catalogue_entries! { $($rest)* }
        }
    };
}

macro_rules! catalogue_entries {
    () => {};
    ($name:ident: $english:literal, $french:literal; $($rest:tt)*) => {
        #[doc = $english]
        pub const fn $name(self) -> &'static str {
            match self {
                Self::English => $english,
                Self::French => $french,
            }
        }
        catalogue_entries! { $($rest)* }
    };
    ($name:ident($count:ident): $one:literal | $many:literal, $un:literal | $des:literal; $($rest:tt)*) => {
        #[doc = $many]
        pub fn $name(self, $count: u64) -> String {
            match self {
                Self::English if $count == 1 => format!($one),
                Self::English => format!($many),
                Self::French if $count < 2 => format!($un),
                Self::French => format!($des),
            }
        }
        catalogue_entries! { $($rest)* }
    };
    ($name:ident($($argument:ident: $type:ty),+): $english:literal, $french:literal; $($rest:tt)*) => {
        #[doc = $english]
        pub fn $name(self, $($argument: $type),+) -> String {
            match self {
                Self::English => format!($english),
                Self::French => format!($french),
            }
        }
        catalogue_entries! { $($rest)* }
    };
}

mod autosave;
mod comments;
mod labels;
mod link_cards;
mod lists;
mod mail;
mod media;
mod mentions;
mod names;
mod notes;
mod people;
mod previews;
mod review;
mod schedule;
mod search;
mod settings;
mod writing;

impl Text {
    /// What is said of a field that breaks a rule.
    pub fn rule(self, rule: &Rule) -> String {
        match rule {
            Rule::Required => self.rule_required().to_owned(),
            Rule::TooLong { chars_max } => self.rule_too_long(*chars_max),
            Rule::TooShort { chars_min } => self.rule_too_short(*chars_min),
            Rule::TooMany { entries_max } => self.rule_too_many(*entries_max),
            Rule::ControlCharacter => self.rule_control_character().to_owned(),
            Rule::NotASlug => self.rule_not_a_slug().to_owned(),
            Rule::Comma => self.rule_comma().to_owned(),
            Rule::Reserved => self.rule_reserved().to_owned(),
            Rule::Taken => self.rule_taken().to_owned(),
            Rule::NotADate => self.rule_not_a_date().to_owned(),
            Rule::NotAMoment => self.rule_not_a_moment().to_owned(),
            Rule::InTheFuture => self.rule_in_the_future().to_owned(),
            Rule::InThePast => self.rule_in_the_past().to_owned(),
            Rule::NotAfterPublication => self.rule_not_after_publication().to_owned(),
            Rule::WrongPassword => self.rule_wrong_password().to_owned(),
            Rule::LastAdmin => self.rule_last_admin().to_owned(),
            Rule::NothingToReview => self.rule_nothing_to_review().to_owned(),
            Rule::NotInReview => self.rule_not_in_review().to_owned(),
            Rule::NotAnEmail => self.rule_not_an_email().to_owned(),
            Rule::SaidAlready => self.rule_said_already().to_owned(),
            Rule::NotAnAddress => self.rule_not_an_address().to_owned(),
            Rule::NotALanguage => self.rule_not_a_language().to_owned(),
            Rule::NotAColor => self.rule_not_a_color().to_owned(),
            Rule::NotALink => self.rule_not_a_link().to_owned(),
            Rule::OfEntry { entry, rule } => self.rule_of_entry(*entry, &self.rule(rule)),
            Rule::NotATimeZone => self.rule_not_a_time_zone().to_owned(),
            Rule::NotBetween { least, most } => self.rule_not_between(*least, *most),
            Rule::TooManyBytes { bytes_max } => self.rule_too_many_bytes(bytes_max.div_ceil(1024 * 1024)),
            Rule::TooWide { side_pixels_max } => self.rule_too_wide(*side_pixels_max),
            Rule::TooManyPixels { pixels_max } => self.rule_too_many_pixels(pixels_max / 1_000_000),
            Rule::Damaged => self.rule_damaged().to_owned(),
            Rule::InUse => self.rule_in_use().to_owned(),
            Rule::NotOneOf { values } => self.rule_not_one_of(values),
        }
    }
}

// Constraints.
catalogue! {
    rule_required: "Must not be empty.", "Ne doit pas être vide.";
    rule_too_long(chars_max: usize):
        "Too long: at most {chars_max} characters.",
        "Trop long : au plus {chars_max} caractères.";
    rule_too_short(chars_min: usize):
        "Too short: at least {chars_min} characters.",
        "Trop court : au moins {chars_min} caractères.";
    rule_too_many(entries_max: usize):
        "Too many: at most {entries_max}.",
        "Trop nombreux : au plus {entries_max}.";
    rule_comma:
        "Must have no comma: commas stand between tags.",
        "Ne doit pas avoir de virgule : elle sépare les étiquettes.";
    rule_control_character:
        "Contains a control character.",
        "Contient un caractère de contrôle.";
    rule_not_a_slug:
        "Use letters, digits, hyphens, underscores and single dots only.",
        "N’utilisez que des lettres, des chiffres, des traits d’union, des tirets bas et des points isolés.";
    rule_reserved:
        "The site uses this address itself; choose another.",
        "Le site utilise lui-même cette adresse ; choisissez-en une autre.";
    rule_taken:
        "Already taken; choose another.",
        "Déjà pris ; choisissez-en un autre.";
    rule_not_an_email:
        "Not an e-mail address, such as ada@example.org.",
        "Ce n’est pas une adresse électronique, comme ada@example.org.";
    rule_not_a_date:
        "Not a date and time, such as 2026-01-31T12:00:00Z.",
        "Ce n’est pas une date et une heure, comme 2026-01-31T12:00:00Z.";
    rule_not_a_moment:
        "Not a date and time, such as 2026-01-31T12:00:00Z, nor a position in the log.",
        "Ce n’est ni une date et une heure, comme 2026-01-31T12:00:00Z, ni une position dans le journal.";
    rule_in_the_future:
        "Lies in the future; a post can be published as of now or earlier.",
        "Dans le futur ; un article peut être publié à la date d’aujourd’hui ou avant.";
    rule_in_the_past:
        "This time has passed; choose one to come.",
        "Cette heure est passée ; choisissez-en une à venir.";
    rule_not_after_publication:
        "Must be later than the publication.",
        "Doit venir après la publication.";
    rule_wrong_password: "Not your password.", "Ce n’est pas votre mot de passe.";
    rule_last_admin:
        "Nobody else is an admin: make somebody one first.",
        "Personne d’autre n’est administrateur : nommez-en un d’abord.";
    rule_not_an_address:
        "Not an address that begins with https:// or http://.",
        "Ce n’est pas une adresse qui commence par https:// ou http://.";
    rule_not_a_language:
        "Not a language tag, such as en or pt-BR.",
        "Ce n’est pas un code de langue, comme fr ou pt-BR.";
    rule_not_a_color:
        "Not a colour, such as #0a6355.",
        "Ce n’est pas une couleur, comme #0a6355.";
    rule_not_a_link:
        "Must begin with /, https://, http:// or mailto:.",
        "Doit commencer par /, https://, http:// ou mailto:.";
    rule_of_entry(entry: usize, rule: &str): "Entry {entry}: {rule}", "Entrée {entry} : {rule}";
    rule_not_a_time_zone:
        "Not a time zone, such as Europe/Paris.",
        "Ce n’est pas un fuseau horaire, comme Europe/Paris.";
    rule_not_between(least: u32, most: u32):
        "Must be a whole number from {least} to {most}.",
        "Doit être un nombre entier de {least} à {most}.";
    rule_not_one_of(values: &str):
        "Must be one of: {values}.",
        "Doit être l’une de ces valeurs : {values}.";
}

// Readers' pages.
catalogue! {
    skip_to_content: "Skip to the content", "Aller au contenu";
    site_navigation: "Site", "Site";
    breadcrumbs: "Where this is", "Fil d’Ariane";
    home: "Home", "Accueil";
    archive: "Archive", "Archives";
    archive_of(site: &str): "Every post of {site}, by date.", "Tous les articles de {site}, par date.";
    archive_of_period(period: &str, site: &str):
        "Posts of {site} from {period}, by date.",
        "Articles de {site}, {period}, par date.";
    years: "Years", "Années";
    months: "Months", "Mois";
    feed: "Feed", "Flux";
    search: "Search", "Rechercher";
    past_label: "The past", "Le passé";
    past_as_of: "You see this site as it was on", "Vous voyez ce site tel qu’il était le";
    past_back_to_now: "Back to now", "Revenir à maintenant";
    search_title: "Search", "Recherche";
    search_of(site: &str): "Search the posts of {site}.", "Rechercher dans les articles de {site}.";
    search_site: "Search this site", "Rechercher sur ce site";
    search_words: "Words to look for", "Mots à rechercher";
    search_for(query: &str): "Search: {query}", "Recherche\u{a0}: {query}";
    found(count): "{count} text found" | "{count} texts found", "{count} texte trouvé" | "{count} textes trouvés";
    see_archive: "Or look through the archive.", "Ou parcourez les archives.";
    authors: "Authors", "Auteurs";
    author: "Author", "Auteur";
    tags: "Tags", "Étiquettes";
    tag: "Tag", "Étiquette";
    category: "Category", "Catégorie";
    posts_with_tag(tag: &str, site: &str): "Posts tagged {tag} on {site}.", "Articles étiquetés {tag} sur {site}.";
    posts_in_category(category: &str, site: &str):
        "Posts in the category {category} on {site}.",
        "Articles de la catégorie {category} sur {site}.";
    posts_by_author(author: &str, site: &str): "Posts by {author} on {site}.", "Articles de {author} sur {site}.";
    post_count(count): "{count} post" | "{count} posts", "{count} article" | "{count} articles";
    reading_minutes(count): "{count} min read" | "{count} min read", "{count} min de lecture" | "{count} min de lecture";
    contents: "Contents", "Sommaire";
    updated_on: "Updated on", "Mis à jour le";
    pages: "Pages", "Pages";
    page_number(page: u32): "Page {page}", "Page {page}";
    page_of(page: u32, pages: u32): "page {page} of {pages}", "page {page} sur {pages}";
    newer_posts: "Newer posts", "Articles plus récents";
    older_posts: "Older posts", "Articles plus anciens";
    previous_page: "Previous page", "Page précédente";
    next_page: "Next page", "Page suivante";
    welcome_title: "Welcome", "Bienvenue";
    welcome_lead:
        "This blog is running, and nobody has set it up yet.",
        "Ce blog fonctionne, mais personne ne l’a encore configuré.";
    welcome_next:
        "If it is yours, set it up with the one-time token that the server printed when it started.",
        "S’il est à vous, configurez-le avec le jeton à usage unique que le serveur a affiché au démarrage.";
    welcome_action: "Set up this blog", "Configurer ce blog";
    empty_title: "Nothing to read yet", "Rien à lire pour l’instant";
    empty_lead: "This blog has no post so far. Come back soon.", "Ce blog n’a encore aucun article. Revenez bientôt.";
    empty_next: "If you write here, begin with the first one.", "Si vous écrivez ici, commencez par le premier.";
    empty_action: "Write a post", "Écrire un article";
    error_status(status: u16): "Error {status}", "Erreur {status}";
    request_id: "The operator finds this failure in the log under", "L’exploitant trouvera cette erreur dans le journal sous";
    to_home: "To the home page", "Vers la page d’accueil";
    bad_request_title: "This request makes no sense", "Cette requête n’a pas de sens";
    bad_request:
        "The address or what was sent with it has a form that the site can’t read.",
        "L’adresse, ou ce qui l’accompagne, a une forme que le site ne sait pas lire.";
    bad_request_next: "Check the address, or start from the home page.", "Vérifiez l’adresse, ou repartez de l’accueil.";
    refused_request_title: "This can’t be done", "C’est impossible";
    refused_request: "The site refused the request.", "Le site a refusé la requête.";
    foreign_origin(origin: &str, base_url: &str):
        "This request comes from {origin}, but this site is {base_url}.",
        "Cette requête vient de {origin}, mais ce site est {base_url}.";
    foreign_origin_next:
        "If that is the same site, its operator has to set LITHAIR_BASE_URL to the address that the browser shows.",
        "S’il s’agit du même site, son exploitant doit donner à LITHAIR_BASE_URL l’adresse que montre le navigateur.";
    not_found_title: "There is nothing here", "Il n’y a rien ici";
    not_found: "No page has this address.", "Aucune page n’a cette adresse.";
    not_found_next:
        "It may have been mistyped, or the link that led here is wrong. The search may know where the text is.",
        "Elle a peut-être été mal saisie, ou le lien est erroné. La recherche sait peut-être où est le texte.";
    gone_title: "This text is gone", "Ce texte a disparu";
    gone: "It was here once; its authors have taken it away.", "Il était ici\u{a0}; ses auteurs l’ont retiré.";
    gone_next: "The search may find something like it.", "La recherche trouvera peut-être un texte semblable.";
    wrong_method_title: "This can’t be done here", "Impossible à cette adresse";
    wrong_method: "The address exists, but not for this kind of request.", "L’adresse existe, mais pas pour ce type de requête.";
    wrong_method_next: "Open it as a page instead.", "Ouvrez-la plutôt comme une page.";
    too_large_title: "That is too large", "C’est trop volumineux";
    too_large: "What was sent is larger than the site takes.", "L’envoi dépasse ce que le site accepte.";
    too_large_next: "Make it smaller, or send it in parts.", "Réduisez-le, ou envoyez-le en plusieurs parties.";
    too_many_title: "Too many requests", "Trop de requêtes";
    too_many: "More came from your address than the site answers.", "Votre adresse en a envoyé plus que le site n’en traite.";
    too_many_next: "Wait a minute and try again.", "Attendez une minute, puis réessayez.";
    broken_title: "Something broke", "Quelque chose a lâché";
    broken:
        "The site failed to answer. It isn’t your fault, and nothing that was saved is lost.",
        "Le site n’a pas pu répondre. Ce n’est pas votre faute, et rien de ce qui a été enregistré n’est perdu.";
    broken_next: "Try again in a moment. If it stays so, tell whoever runs the site.",
        "Réessayez dans un instant. Si cela persiste, prévenez qui s’occupe du site.";
    unavailable_title: "The site is busy", "Le site est occupé";
    unavailable: "It can’t answer right now.", "Il ne peut pas répondre pour le moment.";
    unavailable_next: "Try again in a few seconds.", "Réessayez dans quelques secondes.";
}

// Timelines.
catalogue! {
    event_post_created: "Post written", "Article créé";
    event_post_edited: "Post edited", "Article modifié";
    event_post_published: "Post published", "Article publié";
    event_post_unpublished: "Post unpublished", "Article dépublié";
    event_post_deleted: "Post deleted", "Article supprimé";
    event_post_restored: "Post restored", "Article restauré";
    event_post_purged: "Post purged", "Article purgé";
    event_post_pinned: "Post pinned", "Article épinglé";
    event_post_relabelled: "Label changed", "Étiquetage modifié";
    event_post_unpinned: "Post unpinned", "Article désépinglé";
    event_media_added: "File added", "Fichier ajouté";
    event_site_configured: "Settings changed", "Réglages modifiés";
    event_redirect_added: "Redirect added", "Redirection ajoutée";
    event_account_registered: "Account made", "Compte créé";
    event_password_changed: "Password changed", "Mot de passe modifié";
    event_token_issued: "Access token issued", "Jeton d’accès émis";
    event_token_revoked: "Access token revoked", "Jeton d’accès révoqué";
    event_link_issued: "Link to choose a password issued", "Lien pour choisir un mot de passe émis";
    event_account_renamed: "Name changed", "Nom modifié";
    event_email_changed: "E-mail address changed", "Adresse électronique modifiée";
    event_role_changed: "Role changed", "Rôle modifié";
    event_account_suspended: "Account suspended", "Compte suspendu";
    event_account_reinstated: "Account let in again", "Compte réadmis";
    event_post_carried_over: "Brought over, with its dates", "Repris d’ailleurs, avec ses dates";
    event_account_erased: "Person erased", "Personne effacée";
    event_payloads_erased: "Erasure recorded", "Effacement consigné";
    event_other: "Something else", "Autre chose";
    actor_operator: "the operator", "l’opérateur";
    actor_system: "the program", "le programme";
    actor_gone: "somebody whose account is gone", "quelqu’un dont le compte n’existe plus";
}

impl Text {
    /// What an event of that kind says, in a few words.
    pub fn event_kind(self, kind: &str) -> &'static str {
        match kind {
            "PostCreated" => self.event_post_created(),
            "PostEdited" => self.event_post_edited(),
            "PostPublished" => self.event_post_published(),
            "PostUnpublished" => self.event_post_unpublished(),
            "PostScheduled" => self.event_post_scheduled(),
            "PostUnscheduled" => self.event_post_unscheduled(),
            "PostScheduleFailed" => self.event_post_schedule_failed(),
            "PostDeleted" => self.event_post_deleted(),
            "PostRestored" => self.event_post_restored(),
            "PostPurged" => self.event_post_purged(),
            "PostSubmitted" => self.event_post_submitted(),
            "PostSubmissionWithdrawn" => self.event_post_submission_withdrawn(),
            "PostReturned" => self.event_post_returned(),
            "PostPinned" => self.event_post_pinned(),
            "PostRelabelled" => self.event_post_relabelled(),
            "PostUnpinned" => self.event_post_unpinned(),
            "PostVersionNamed" => self.event_post_version_named(),
            "PostCommentsClosed" => self.event_post_comments_closed(),
            "PostCommentsOpened" => self.event_post_comments_opened(),
            "DiscussionChanged" => self.event_discussion_changed(),
            "CommentSubmitted" => self.event_comment_submitted(),
            "CommentImported" => self.event_comment_imported(),
            "CommentCarriedOver" => self.event_comment_carried_over(),
            "CommentEdited" => self.event_comment_edited(),
            "WebmentionsSent" => self.event_webmentions_sent(),
            "SentWebmentionsPurged" => self.event_webmentions_purged(),
            "MentionReceived" => self.event_mention_received(),
            "CommentApproved" => self.event_comment_approved(),
            "CommentHeld" => self.event_comment_held(),
            "CommentMarkedAsSpam" => self.event_comment_marked_as_spam(),
            "CommentTrashed" => self.event_comment_trashed(),
            "CommentRestored" => self.event_comment_restored(),
            "CommentWithdrawn" => self.event_comment_withdrawn(),
            "CommentPurged" => self.event_comment_purged(),
            "PostCarriedOver" => self.event_post_carried_over(),
            "NoteWritten" => self.event_note_written(),
            "NoteResolved" => self.event_note_resolved(),
            "NoteReopened" => self.event_note_reopened(),
            "NoteDeleted" => self.event_note_deleted(),
            "PreviewLinkMade" => self.event_preview_link_made(),
            "PreviewLinkRevoked" => self.event_preview_link_revoked(),
            "MediaAdded" => self.event_media_added(),
            "MediaDescribed" => self.event_media_described(),
            "MediaMeasured" => self.event_media_measured(),
            "MediaDeleted" => self.event_media_deleted(),
            "MediaRestored" => self.event_media_restored(),
            "MediaPurged" => self.event_media_purged(),
            "SiteConfigured" => self.event_site_configured(),
            "AppearanceChanged" => self.event_appearance_changed(),
            "NavigationChanged" => self.event_navigation_changed(),
            "StylesheetChanged" => self.event_stylesheet_changed(),
            "RedirectAdded" => self.event_redirect_added(),
            "LabelRenamed" => self.event_label_renamed(),
            "AccountRegistered" => self.event_account_registered(),
            "PasswordChanged" => self.event_password_changed(),
            "TokenIssued" => self.event_token_issued(),
            "TokenRevoked" => self.event_token_revoked(),
            "LinkIssued" => self.event_link_issued(),
            "AccountRenamed" => self.event_account_renamed(),
            "EmailChanged" => self.event_email_changed(),
            "RoleChanged" => self.event_role_changed(),
            "AccountSuspended" => self.event_account_suspended(),
            "AccountReinstated" => self.event_account_reinstated(),
            "AccountErased" => self.event_account_erased(),
            "PayloadsErased" => self.event_payloads_erased(),
            _ => self.event_other(),
        }
    }

    /// Who did something, where they have no account that could name them.
    pub fn actor(self, actor: &str) -> &'static str {
        match actor {
            "operator" => self.actor_operator(),
            "system" => self.actor_system(),
            _ => self.actor_gone(),
        }
    }

    /// The name of a month (1 to 12) as it stands inside a date; empty for any other number.
    pub fn month(self, month: i8) -> &'static str {
        let names = match self {
            Self::English => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::French => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
        };
        let index = usize::try_from(month).unwrap_or_default().wrapping_sub(1);
        names.get(index).copied().unwrap_or_default()
    }

    /// A day of the month as it stands inside a date.
    pub fn day_of_month(self, day: i8) -> String {
        match (self, day) {
            (Self::French, 1) => "1er".to_owned(),
            _ => day.to_string(),
        }
    }
}

// Writers' pages: the frame.
catalogue! {
    admin_navigation: "Writers’ pages", "Pages de rédaction";
    history_title: "History", "Historique";
    history_of_post: "This post’s history", "Historique de cet article";
    history_export: "Export as JSON lines", "Exporter en JSON Lines";
    history_person: "Person (handle)", "Personne (identifiant)";
    history_kind: "What happened", "Ce qui s’est passé";
    history_every_kind: "Everything", "Tout";
    history_from: "From", "Du";
    history_to: "To", "Au";
    history_show: "Show", "Afficher";
    history_older: "Older events", "Événements plus anciens";
    history_empty: "Nothing of that kind happened.", "Rien de tel ne s’est passé.";
    history_see_version: "See this version", "Voir cette version";
    history_see_site: "See the site then", "Voir le site d’alors";
    history_to_editor: "Back to the editor", "Revenir à l’éditeur";
    history_version(version: u64): "Version {version}", "Version {version}";
    admin_posts: "Posts", "Articles";
    admin_new_post: "New post", "Nouvel article";
    admin_view_site: "View site", "Voir le site";
    admin_sign_out: "Sign out", "Se déconnecter";
    admin_signed_in_as(name: &str): "Signed in as {name}", "Connecté en tant que {name}";
}

// Writers' pages: what was done.
catalogue! {
    done_saved:
        "Saved. Readers see no difference until you publish it.",
        "Enregistré. Les lecteurs ne verront la différence qu’à la publication.";
    done_published: "Published. Readers see it as it is now.", "Publié. Les lecteurs le voient tel qu’il est maintenant.";
    done_unpublished:
        "Withdrawn. Readers don’t see it any more; your text is unchanged.",
        "Dépublié. Les lecteurs ne le voient plus ; votre texte est intact.";
    done_deleted: "Moved to the trash. Nothing is lost.", "Mis à la corbeille. Rien n’est perdu.";
    done_restored: "Restored as it was.", "Restauré tel qu’il était.";
    done_signed_out: "You are signed out.", "Vous êtes déconnecté.";
    done_undo: "Undo", "Annuler";
    done_open: "Open it", "L’ouvrir";
}

// Writers' pages: states.
catalogue! {
    state_draft: "Draft", "Brouillon";
    state_published: "Published", "Publié";
    state_changed: "Changed since published", "Modifié depuis la publication";
    state_deleted: "In the trash", "Dans la corbeille";
    state_page: "Page", "Page";
}

// Writers' pages: refused forms.
catalogue! {
    refused_title: "Nothing was saved yet", "Rien n’a encore été enregistré";
    refused_fields(count):
        "One field needs your attention:" | "{count} fields need your attention:",
        "Un champ est à revoir :" | "{count} champs sont à revoir :";
    refused_field(label: &str, sentence: &str): "{label}: {sentence}", "{label} : {sentence}";
    refused_kept: "What you typed is below, as you typed it.", "Votre saisie est ci-dessous, telle quelle.";
    refused_signed_out:
        "You are signed out. Sign in again in another tab, then send this form once more.",
        "Vous êtes déconnecté. Reconnectez-vous dans un autre onglet, puis renvoyez ce formulaire.";
    refused_sign_in_elsewhere: "Sign in (in a new tab)", "Se connecter (dans un nouvel onglet)";
    refused_forbidden:
        "Your role does not allow this. To have your own draft published, submit it for review.",
        "Votre rôle ne le permet pas. Pour faire publier votre brouillon, soumettez-le à relecture.";
    refused_gone:
        "This post is in the trash. Restore it, then send this form once more.",
        "Cet article est dans la corbeille. Restaurez-le, puis renvoyez ce formulaire.";
    refused_conflict:
        "Somebody saved a newer version while you were writing.",
        "Une version plus récente a été enregistrée pendant que vous écriviez.";
    refused_overloaded:
        "The server is busy. Wait a moment, then send this form once more.",
        "Le serveur est occupé. Patientez un instant, puis renvoyez ce formulaire.";
    refused_failed:
        "Something went wrong on the server. Wait a moment, then send this form once more.",
        "Une erreur s’est produite sur le serveur. Patientez un instant, puis renvoyez ce formulaire.";
}

// Writers' pages: what can't be shown.
catalogue! {
    problem_not_found_title: "No such page", "Page introuvable";
    problem_not_found:
        "There is nothing at this address, or nothing that you may see.",
        "Il n’y a rien à cette adresse, ou rien que vous puissiez voir.";
    problem_forbidden_title: "Not allowed", "Accès refusé";
    problem_forbidden: "Your role does not allow this.", "Votre rôle ne le permet pas.";
    problem_gone_title: "This post is in the trash", "Cet article est dans la corbeille";
    problem_gone:
        "Readers don’t see it, and its text can’t be changed. Restore it to go on writing.",
        "Les lecteurs ne le voient pas et son texte ne peut pas être modifié. Restaurez-le pour continuer à écrire.";
    problem_failed_title: "Something went wrong", "Une erreur s’est produite";
    problem_failed: "Wait a moment, then load the page again.", "Patientez un instant, puis rechargez la page.";
    problem_back_to_posts: "Back to the posts", "Retour aux articles";
}

// Writers' pages: signing in.
catalogue! {
    sign_in_title: "Sign in", "Connexion";
    sign_in_handle: "Handle", "Identifiant";
    sign_in_password: "Password", "Mot de passe";
    sign_in_submit: "Sign in", "Se connecter";
    sign_in_refused_title: "You are not signed in", "Vous n’êtes pas connecté";
    sign_in_wrong:
        "Handle and password don’t belong together. Check both and try again.",
        "L’identifiant et le mot de passe ne correspondent pas. Vérifiez les deux et réessayez.";
    sign_in_too_often:
        "Too many attempts. Wait a minute, then try again.",
        "Trop de tentatives. Attendez une minute, puis réessayez.";
}

// Writers' pages: the first run.
catalogue! {
    setup_title: "Set up your blog", "Configurer votre blog";
    setup_welcome:
        "You make the first account, which may do everything. The token proves that the machine is yours: the server printed it on its console.",
        "Vous créez le premier compte, qui peut tout faire. Le jeton prouve que la machine est à vous : le serveur l’a affiché sur sa console.";
    setup_token: "One-time token", "Jeton à usage unique";
    setup_token_hint: "Printed on the server’s console when it started.", "Affiché sur la console du serveur à son démarrage.";
    setup_token_wrong:
        "Not the token on the console. Copy the line that the server printed last.",
        "Ce n’est pas le jeton de la console. Copiez la dernière ligne que le serveur a affichée.";
    setup_site: "Your site", "Votre site";
    setup_site_name: "Name", "Nom";
    setup_site_description: "Description", "Description";
    setup_site_description_hint: "What it is about, in a sentence. May be left empty.", "De quoi il parle, en une phrase. Facultatif.";
    setup_language: "Language", "Langue";
    setup_language_hint:
        "A tag such as en, fr or pt-BR. The interface speaks English and French.",
        "Un code comme fr, en ou pt-BR. L’interface parle français et anglais.";
    setup_account: "Your account", "Votre compte";
    setup_handle: "Handle", "Identifiant";
    setup_handle_hint:
        "You sign in with it, and it is part of your author page’s address.",
        "Il sert à vous connecter et fait partie de l’adresse de votre page d’auteur.";
    setup_name: "Name", "Nom";
    setup_name_hint: "As readers see it.", "Tel que les lecteurs le voient.";
    setup_password: "Password", "Mot de passe";
    setup_password_hint(chars_min: usize): "At least {chars_min} characters.", "Au moins {chars_min} caractères.";
    setup_password_again: "Password, again", "Mot de passe, encore une fois";
    setup_password_differs: "Not the same as the password above.", "Différent du mot de passe ci-dessus.";
    setup_submit: "Set up", "Configurer";
    setup_present:
        "This site is set up already. Sign in instead.",
        "Ce site est déjà configuré. Connectez-vous plutôt.";
    setup_refused_title: "Nothing was set up yet", "Rien n’a encore été configuré";
}

// Writers' pages: the list of posts.
catalogue! {
    list_states: "State", "État";
    list_all: "All", "Tous";
    list_drafts: "Drafts", "Brouillons";
    list_published: "Published", "Publiés";
    list_trash: "Trash", "Corbeille";
    list_count(count): "{count} post" | "{count} posts", "{count} article" | "{count} articles";
    list_untitled: "Untitled", "Sans titre";
    list_changed: "Changed", "Modifié le";
    list_by(names: &str): "by {names}", "par {names}";
    list_restore: "Restore", "Restaurer";
    list_restore_named(title: &str): "Restore “{title}”", "Restaurer « {title} »";
    list_previous: "Previous", "Précédente";
    list_next: "Next", "Suivante";
    list_empty: "No posts yet. Write the first one.", "Pas encore d’article. Écrivez le premier.";
    list_empty_draft: "No drafts.", "Aucun brouillon.";
    list_empty_published: "Nothing is published yet.", "Rien n’est encore publié.";
    list_empty_trash: "The trash is empty.", "La corbeille est vide.";
}

// Writers' pages: the editor.
catalogue! {
    editor_new: "New post", "Nouvel article";
    editor_edit: "Edit post", "Modifier l’article";
    editor_title: "Title", "Titre";
    editor_body: "Text (Markdown)", "Texte (Markdown)";
    editor_details: "Details", "Détails";
    editor_slug: "Address", "Adresse";
    editor_slug_hint: "The last part of it. Made from the title when empty.", "Sa dernière partie. Tirée du titre si elle est vide.";
    editor_slug_hint_stored: "The last part of it. Kept when empty.", "Sa dernière partie. Conservée si elle est vide.";
    editor_excerpt: "Summary", "Résumé";
    editor_excerpt_hint: "For lists and search engines. The text’s beginning serves when empty.", "Pour les listes et les moteurs de recherche. Le début du texte sinon.";
    editor_history: "History", "Historique";
    editor_tags: "Tags", "Étiquettes";
    editor_tags_hint: "With commas between them.", "Séparées par des virgules.";
    editor_category: "Category", "Catégorie";
    editor_not_yours_title: "This post is somebody else’s", "Cet article est à quelqu’un d’autre";
    editor_not_yours(title: &str):
        "“{title}” can be read by everybody, and changed by its writer and by editors.",
        "«\u{a0}{title}\u{a0}» peut être lu par tous, et modifié par son auteur et par les éditeurs.";
    editor_authors: "Authors", "Auteurs";
    editor_authors_hint: "The first author first. You, when nobody is chosen.", "L’auteur principal d’abord. Vous, si personne n’est choisi.";
    editor_authors_hint_stored: "The first author first. Kept when nobody is chosen.", "L’auteur principal d’abord. Conservés si personne n’est choisi.";
    editor_author(place: usize): "Author {place}", "Auteur {place}";
    editor_authors_somebody: "Somebody without an account", "Quelqu’un sans compte";
    editor_authors_other: "Further authors", "Autres auteurs";
    editor_authors_other_hint: "One name a line. They come after those above.", "Un nom par ligne. Ils viennent après ceux ci-dessus.";
    editor_kind: "Kind", "Genre";
    editor_kind_post: "Post, in the blog’s lists and feeds", "Article, dans les listes et les flux du blog";
    editor_kind_page: "Page, beside the blog", "Page, à côté du blog";
    editor_language: "Language", "Langue";
    editor_language_hint(site: &str): "A tag such as en or pt-BR. The site’s ({site}) when empty.", "Un code comme fr ou pt-BR. Celui du site ({site}) si c’est vide.";
    editor_cover: "Cover image", "Image de couverture";
    editor_cover_hint: "Its address, beginning with https:// or /.", "Son adresse, commençant par https:// ou /.";
    editor_canonical_url: "First published at", "Publié d’abord à";
    editor_canonical_url_hint: "The original’s address, where this is a copy.", "L’adresse de l’original, si ceci est une copie.";
    editor_published_at: "Date shown", "Date affichée";
    editor_published_at_hint(zone: &str):
        "That of publication when empty. Time zone: {zone}.",
        "Celle de la publication si c’est vide. Fuseau horaire : {zone}.";
    editor_version(version: u64): "Version {version}", "Version {version}";
    editor_view_live: "View on the site", "Voir sur le site";
    editor_actions: "Actions", "Actions";
    editor_save_draft: "Save draft", "Enregistrer le brouillon";
    editor_save_changes: "Save, don’t publish yet", "Enregistrer sans publier";
    editor_publish: "Publish", "Publier";
    editor_update: "Publish changes", "Publier les modifications";
    editor_unpublish: "Unpublish", "Dépublier";
    editor_preview: "Preview", "Aperçu";
    editor_delete: "Delete…", "Supprimer…";
    editor_delete_confirm:
        "It leaves the site at once and can be restored from the trash, with what you have typed.",
        "Il quitte le site aussitôt et peut être restauré depuis la corbeille, avec ce que vous avez saisi.";
    editor_delete_submit: "Move to the trash", "Mettre à la corbeille";
    editor_no_publish:
        "Your role writes drafts; an editor publishes them.",
        "Votre rôle rédige des brouillons ; un éditeur les publie.";
}

// Writers' pages: versions.
catalogue! {
    compare_title: "What changed", "Ce qui a changé";
    compare_versions: "Compare two versions", "Comparer deux versions";
    compare_older: "Older", "Ancienne";
    compare_newer: "Newer", "Récente";
    compare_show: "Compare", "Comparer";
    compare_with_before: "What changed", "Ce qui a changé";
    compare_view: "Shown", "Affichage";
    compare_inline: "In one text", "Dans un seul texte";
    compare_side: "Side by side", "Côte à côte";
    compare_rendered: "As readers see it", "Comme le voient les lecteurs";
    compare_version(version: u64, who: &str): "Version {version}, by {who}", "Version {version}, par {who}";
    compare_body: "The text", "Le texte";
    compare_same: "The texts are the same.", "Les textes sont identiques.";
    compare_unchanged(count): "one word unchanged" | "{count} words unchanged", "un mot inchangé" | "{count} mots inchangés";
    compare_field: "Field", "Champ";
    restore_passage: "Bring back", "Rétablir";
    restore_passage_named(number: u64): "Bring back passage {number}", "Rétablir le passage {number}";
    restore_version(version: u64): "Bring back version {version}", "Rétablir la version {version}";
    restore_explained:
        "It becomes a new version; what came between stays in the history.",
        "Cela devient une nouvelle version ; ce qui a eu lieu entre-temps reste dans l’historique.";
    words_title: "Who wrote what", "Qui a écrit quoi";
    words_empty: "There is no text yet.", "Il n’y a pas encore de texte.";
    done_brought_back: "Brought back, as a new version.", "Rétabli, comme nouvelle version.";
}

// Writers' pages: two people's versions.
catalogue! {
    merge_title: "Two versions", "Deux versions";
    merge_by(people: &str):
        "While you were writing, a newer version was saved by: {people}.",
        "Pendant que vous écriviez, une version plus récente a été enregistrée par : {people}.";
    merge_explained:
        "What each of you changed in other places is together already. Below is what you both changed: decide what stays. Both versions remain in the history.",
        "Ce que chacun a modifié ailleurs est déjà réuni. Voici ce que vous avez modifié tous deux : décidez de ce qui reste. Les deux versions demeurent dans l’historique.";
    merge_look_over:
        "It is together with yours below. Look it over, then send it once more.",
        "Elle est réunie à la vôtre ci-dessous. Relisez, puis renvoyez.";
    merge_count(count): "One thing to decide." | "{count} things to decide.", "Un choix à faire." | "{count} choix à faire.";
    merge_passage(number: u64): "Passage {number}", "Passage {number}";
    merge_theirs: "Theirs", "Le leur";
    merge_mine: "Yours", "Le vôtre";
    merge_both: "Both, one after the other", "Les deux, à la suite";
    merge_nothing: "(nothing)", "(rien)";
    merge_save: "Save what was decided", "Enregistrer ces choix";
    merge_edit: "Go on writing with it", "Continuer à écrire avec";
    merge_publish: "Publish what was decided", "Publier ces choix";
    done_merged:
        "Saved, together with what somebody else saved meanwhile.",
        "Enregistré, avec ce que quelqu’un d’autre a enregistré entre-temps.";
}

// Writers' pages: the machines.
catalogue! {
    cluster_title: "Nodes", "Nœuds";
    cluster_this_node(node: &str): "This page comes from {node}.", "Cette page vient de {node}.";
    cluster_away:
        "The log that the nodes share does not answer. Readers notice nothing; writing waits until it does.",
        "Le journal que partagent les nœuds ne répond pas. Les lecteurs ne remarquent rien ; l’écriture attend son retour.";
    cluster_nobody: "nobody", "personne";
    cluster_log(first: u64, last: u64): "The shared log has messages {first} to {last}.", "Le journal partagé contient les messages {first} à {last}.";
    cluster_leader(server: &str): "{server} orders it; it is kept besides by:", "{server} l’ordonne ; il est aussi conservé par :";
    cluster_holder(node: &str): "What one node alone may do is done by {node}.", "Ce qu’un seul nœud peut faire est fait par {node}.";
    cluster_current: "up to date", "à jour";
    cluster_lag(messages: u64): "{messages} messages behind", "{messages} messages de retard";
    cluster_event(position: u64): "event {position}", "événement {position}";
    cluster_seen(seconds: u64): "seen {seconds} s ago", "vu il y a {seconds} s";
}

// Writers' pages: the preview.
catalogue! {
    preview_empty: "Nothing to preview yet.", "Rien à prévisualiser pour l’instant.";
    preview_updated: "Preview updated", "Aperçu mis à jour";
    preview_signed_out:
        "The preview has stopped: you are signed out. Sign in again in another tab; what you typed stays here.",
        "L’aperçu s’est arrêté : vous êtes déconnecté. Reconnectez-vous dans un autre onglet ; votre saisie reste ici.";
    preview_unreachable:
        "The preview waits: the server can’t be reached. What you typed stays here.",
        "L’aperçu attend : le serveur est injoignable. Votre saisie reste ici.";
    preview_refused: "The preview could not be made. What you typed stays here.", "L’aperçu n’a pas pu être fait. Votre saisie reste ici.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_speaks() {
        for (tag, text) in [("fr-CA", Text::French), ("en", Text::English), ("de", Text::English)] {
            assert_eq!(Text::in_language(&Language::parse(tag).unwrap()), text, "{tag}");
        }
    }
}
