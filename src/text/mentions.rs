//! What other sites say of posts, and what is said to them.

use super::Text;
use crate::domain::comment::MentionKind;
use crate::domain::sent_mentions::TargetAnswer;
use crate::domain::webmention::WebmentionRefusal;

impl Text {
    /// What a page of another site does, behind the name of whoever wrote it.
    pub const fn mention_kind(self, kind: MentionKind) -> &'static str {
        match kind {
            MentionKind::Mention => self.mention_mentions(),
            MentionKind::Reply => self.mention_replies(),
            MentionKind::Like => self.mention_likes(),
            MentionKind::Repost => self.mention_reposts(),
        }
    }

    /// What another site answered to what it was told.
    pub fn target_answer(self, answer: TargetAnswer) -> std::borrow::Cow<'static, str> {
        match answer {
            TargetAnswer::Taken { .. } => self.sent_taken().into(),
            TargetAnswer::NoEndpoint => self.sent_no_endpoint().into(),
            TargetAnswer::Refused { status } => self.sent_refused(status).into(),
            TargetAnswer::Silent => self.sent_silent().into(),
            TargetAnswer::NotAsked => self.sent_not_asked().into(),
        }
    }

    /// Why a mention is not looked at.
    pub const fn webmention_refusal(self, refusal: WebmentionRefusal) -> &'static str {
        match refusal {
            WebmentionRefusal::Off => self.webmention_off(),
            WebmentionRefusal::NoSource => self.webmention_no_source(),
            WebmentionRefusal::NoTarget => self.webmention_no_target(),
            WebmentionRefusal::Same => self.webmention_same(),
            WebmentionRefusal::OwnPage => self.webmention_own_page(),
            WebmentionRefusal::Elsewhere => self.webmention_elsewhere(),
            WebmentionRefusal::NoPost => self.webmention_no_post(),
            WebmentionRefusal::Closed => self.webmention_closed(),
            WebmentionRefusal::TooMany => self.webmention_too_many(),
            WebmentionRefusal::Busy => self.webmention_busy(),
        }
    }
}

catalogue! {
    mention_mentions: "mentions this in", "mentionne ceci dans";
    mention_replies: "replies in", "répond dans";
    mention_likes: "likes this in", "aime ceci dans";
    mention_reposts: "passes this on in", "relaie ceci dans";
    inbox_mention: "from another site", "d’un autre site";

    webmention_accepted: "Thank you. The page will be looked at soon.", "Merci. La page sera bientôt lue.";
    webmention_off: "This site takes no mentions.", "Ce site ne reçoit pas de mentions.";
    webmention_no_source: "The source is no address of a web page (http or https, at most 2000 bytes).", "La source n’est pas l’adresse d’une page web (http ou https, 2000 octets au plus).";
    webmention_no_target: "The target is no address of a web page.", "La cible n’est pas l’adresse d’une page web.";
    webmention_same: "Source and target are the same page.", "La source et la cible sont la même page.";
    webmention_own_page: "The source is a page of this site, which knows its own links.", "La source est une page de ce site, qui connaît ses propres liens.";
    webmention_elsewhere: "The target is not on this site.", "La cible n’est pas sur ce site.";
    webmention_no_post: "There is no post at the target.", "Il n’y a pas d’article à l’adresse de la cible.";
    webmention_closed: "This post takes no mentions.", "Cet article ne reçoit pas de mentions.";
    webmention_too_many: "This post has as many mentions as it takes.", "Cet article a autant de mentions qu’il en accepte.";
    webmention_busy: "Too many mentions wait to be looked at. Try again later.", "Trop de mentions attendent d’être lues. Réessayez plus tard.";
    webmention_too_fast(seconds: u64): "That was fast. Try again in {seconds} seconds.", "C’était rapide. Réessayez dans {seconds} secondes.";

    settings_mentions: "Whether other sites’ pages that link to a post are shown below it", "Montrer sous un article les pages d’autres sites qui y renvoient";
    settings_mentions_hint: "Other sites tell of them by Webmention. They come into the inbox of comments.", "Les autres sites les signalent par Webmention. Elles arrivent avec les commentaires.";
    settings_mentions_off: "No: there are no mentions", "Non : pas de mentions";
    settings_mentions_moderated: "Yes: somebody looks at each mention first", "Oui : chaque mention est d’abord relue";
    settings_mentions_open: "Yes: mentions are shown at once, unless one of your words is in them", "Oui : affichées aussitôt, sauf si elles contiennent un de vos mots";

    settings_sends_mentions: "Tell other sites of posts that link to their pages", "Signaler aux autres sites les articles qui renvoient à leurs pages";
    settings_sends_mentions_yes: "Yes: they can show the link", "Oui : ils peuvent montrer le lien";
    settings_sends_mentions_no: "No", "Non";
    settings_sends_mentions_hint: "By Webmention, when a post is published, changed or withdrawn. What was told is in the post’s history.", "Par Webmention, quand un article est publié, modifié ou retiré. L’historique de l’article dit ce qui a été signalé.";

    sent_title: "What other sites were told", "Ce qui a été signalé à d’autres sites";
    sent_explained: "Each page that the post links to is told of it, where its site wants to be.", "Chaque page à laquelle l’article renvoie en est informée, si son site le souhaite.";
    sent_taken: "Taken", "Accepté";
    sent_no_endpoint: "Wants to be told nothing", "Ne souhaite rien savoir";
    sent_refused(status: u16): "Refused (status {status})", "Refusé (statut {status})";
    sent_silent: "No answer, however often it was asked", "Aucune réponse, malgré plusieurs essais";
    sent_not_asked: "Not asked: no address of the public web", "Non interrogé : pas une adresse du web public";
    sent_unlinked: "told that it is no longer linked to", "informée qu’elle n’est plus citée";

    event_webmentions_sent: "Other sites told of links", "Liens signalés à d’autres sites";
    event_webmentions_purged: "What other sites were told erased", "Signalements effacés";
    event_mention_received: "Mention by another site", "Mention par un autre site";
}
