//! Comments: under posts, for those who write them, and for those who decide on them.

use super::Text;

catalogue! {
    rule_said_already: "That has been said here already.", "Cela a déjà été dit ici.";

    comments_title: "Comments", "Commentaires";
    comments_count(count): "{count} comment" | "{count} comments", "{count} commentaire" | "{count} commentaires";
    comments_page_of(title: &str, page: u32): "Comments on “{title}”, page {page}", "Commentaires sur « {title} », page {page}";
    comments_under: "Under", "Sous";
    comments_write: "Write a comment", "Écrire un commentaire";
    comments_send: "Send the comment", "Envoyer le commentaire";
    comments_earlier: "← Earlier comments", "← Commentaires précédents";
    comments_later: "Later comments →", "Commentaires suivants →";
    comments_feed: "Feed of these comments", "Flux de ces commentaires";
    comments_feed_of(name: &str): "Comments on {name}", "Commentaires sur {name}";
    comments_closed: "Comments are closed.", "Les commentaires sont fermés.";
    comments_closed_title: "No more comments here", "Plus de commentaires ici";
    comments_closed_by_age: "This was published too long ago: it takes no more comments.", "Ce texte est trop ancien : il ne reçoit plus de commentaires.";
    comments_closed_next: "Nothing was saved. Going back brings back what you typed.", "Rien n’a été enregistré. Revenez en arrière pour retrouver ce que vous avez écrit.";
    comment_gone: "This comment is not there any more.", "Ce commentaire n’est plus là.";
    comment_nameless: "Somebody", "Quelqu’un";
    comment_by(name: &str, title: &str): "{name} on “{title}”", "{name} sur « {title} »";
    comment_by_member: "writes here", "écrit ici";
    comment_in_reply: "in reply to", "en réponse à";
    comment_edited: "changed since", "modifié depuis";
    comment_answer: "Reply", "Répondre";
    comment_answer_to(name: &str): "Reply to {name}", "Répondre à {name}";
    comment_name: "Name", "Nom";
    comment_email: "E-mail (optional)", "Courriel (facultatif)";
    comment_email_hint: "It is never shown.", "Il n’est jamais affiché.";
    comment_website: "Website (optional)", "Site web (facultatif)";
    comment_text: "Comment", "Commentaire";
    comment_text_hint(chars_max: u64):
        "At most {chars_max} characters. *Emphasis*, `code`, > quotations, lists and links are written as in Markdown.",
        "Au plus {chars_max} caractères. *Emphase*, `code`, > citations, listes et liens s’écrivent comme en Markdown.";
    comment_trap: "Leave this empty", "Laissez ce champ vide";
    comment_refused_title: "Your comment was not sent", "Votre commentaire n’a pas été envoyé";
    comment_refused_fields: "Look over the fields that are marked.", "Vérifiez les champs signalés.";
    comment_refused_too_many(seconds: u64):
        "That was fast. Send it again in {seconds} seconds; what you typed is still here.",
        "C’était rapide. Renvoyez-le dans {seconds} secondes ; ce que vous avez écrit est toujours là.";

    comment_refused_parent_gone:
        "What you reply to is not there any more. Sent once more, your comment stands under the text itself.",
        "Ce à quoi vous répondez n’est plus là. Envoyé à nouveau, votre commentaire sera sous le texte même.";
    own_comment_title: "Your comment", "Votre commentaire";
    own_comment_submitted: "Thank you: your comment is here.", "Merci : votre commentaire est bien arrivé.";
    own_comment_changed: "Your comment is changed.", "Votre commentaire est modifié.";
    own_comment_waits: "It waits until somebody has looked at it.", "Il attend que quelqu’un l’ait relu.";
    own_comment_shown: "Everybody can read it.", "Tout le monde peut le lire.";
    own_comment_see: "See it in its place", "Le voir à sa place";
    own_comment_keep:
        "Keep the address of this page if you may want to change or delete your comment later. Whoever has it can do so.",
        "Gardez l’adresse de cette page si vous souhaitez modifier ou supprimer votre commentaire plus tard. Qui la connaît peut le faire.";
    own_comment_change: "Change it", "Le modifier";
    own_comment_save: "Save the change", "Enregistrer la modification";
    own_comment_delete: "Delete it", "Le supprimer";
    own_comment_delete_explained:
        "Your words, your name and your addresses disappear from the site at once. This can’t be undone.",
        "Vos mots, votre nom et vos adresses disparaissent aussitôt du site. C’est irréversible.";
    own_comment_gone_title: "This comment is gone", "Ce commentaire a disparu";
    own_comment_gone: "It was deleted, or what it stood under is not there any more.", "Il a été supprimé, ou le texte commenté n’est plus là.";
    own_comment_gone_next: "There is nothing left to do.", "Il n’y a plus rien à faire.";

    inbox_waiting: "Waiting", "En attente";
    inbox_approved: "Approved", "Approuvés";
    inbox_spam: "Spam", "Indésirables";
    inbox_trash: "Trash", "Corbeille";
    inbox_places: "Comments by what became of them", "Commentaires selon leur sort";
    inbox_title_waiting(count): "Comments ({count} waiting)" | "Comments ({count} waiting)", "Commentaires ({count} en attente)" | "Commentaires ({count} en attente)";
    inbox_search: "Search comments", "Chercher dans les commentaires";
    inbox_search_clear: "All comments", "Tous les commentaires";
    inbox_none: "No comment is here.", "Aucun commentaire ici.";
    inbox_none_found(search: &str): "No comment here has “{search}”.", "Aucun commentaire ici ne contient « {search} ».";
    inbox_previous: "← Newer comments", "← Commentaires plus récents";
    inbox_next: "Older comments →", "Commentaires plus anciens →";
    inbox_select(name: &str): "Select the comment by {name}", "Sélectionner le commentaire de {name}";
    inbox_bulk: "With the selected comments", "Avec les commentaires sélectionnés";
    inbox_approve: "Approve", "Approuver";
    inbox_hold: "Hold again", "Retenir à nouveau";
    inbox_mark_as_spam: "Spam", "Indésirable";
    inbox_delete: "Move to the trash", "Mettre à la corbeille";
    inbox_restore: "Restore", "Restaurer";
    inbox_on: "on", "sur";
    inbox_hold_word: "holds one of your words", "contient un de vos mots";
    inbox_hold_links: "has many links", "contient beaucoup de liens";
    inbox_hold_honeypot: "filled in what people don’t see", "a rempli ce que personne ne voit";
    inbox_answer: "Reply…", "Répondre…";
    inbox_answer_text: "Your reply, as readers will see it; it approves the comment as well", "Votre réponse, telle qu’elle sera lue ; elle approuve aussi le commentaire";
    inbox_answer_send: "Send the reply", "Envoyer la réponse";
    inbox_refused_title: "The reply was not sent", "La réponse n’a pas été envoyée";
    done_comments_changed: "Done.", "C’est fait.";
    done_comment_answered: "Your reply is there for everybody.", "Votre réponse est lisible par tous.";
    done_no_comments: "No comment was selected: nothing was changed.", "Aucun commentaire sélectionné : rien n’a changé.";

    settings_comments: "Comments", "Commentaires";
    settings_comments_save: "Save how comments are taken", "Enregistrer les réglages des commentaires";
    settings_comments_policy: "Whether readers can comment", "Les lecteurs peuvent commenter";
    settings_comments_off: "No: there are no comments", "Non : pas de commentaires";
    settings_comments_moderated: "Yes: somebody looks at each comment first", "Oui : chaque commentaire est d’abord relu";
    settings_comments_open: "Yes: comments are shown at once, unless something about them is strange", "Oui : affichés aussitôt, sauf s’ils ont quelque chose d’étrange";
    settings_held_words: "Words that hold a comment", "Mots qui retiennent un commentaire";
    settings_held_words_hint: "One a line: a word, a name, a host. A comment that has one waits until somebody has looked at it.", "Un par ligne : un mot, un nom, un hôte. Un commentaire qui en contient attend d’être relu.";
    settings_close_after_days: "Days until comments close", "Jours avant la fermeture";
    settings_close_after_days_hint: "Counted from a post’s publication; 0 keeps them open.", "Comptés depuis la publication d’un article ; 0 les laisse ouverts.";

    editor_close_comments: "Close comments", "Fermer les commentaires";
    editor_open_comments: "Open comments", "Ouvrir les commentaires";
    done_comments_closed: "Saved; the post takes no more comments.", "Enregistré ; l’article ne reçoit plus de commentaires.";
    done_comments_opened: "Saved; the post takes comments.", "Enregistré ; l’article reçoit des commentaires.";

    event_post_comments_closed: "Comments closed", "Commentaires fermés";
    event_post_comments_opened: "Comments opened", "Commentaires ouverts";
    event_discussion_changed: "Settings of comments changed", "Réglages des commentaires modifiés";
    event_comment_submitted: "Comment submitted", "Commentaire envoyé";
    event_comment_imported: "Comment imported", "Commentaire importé";
    event_comment_carried_over: "Comment brought over, with its dates", "Commentaire repris, avec ses dates";
    event_comment_edited: "Comment changed by its writer", "Commentaire modifié par son auteur";
    event_comment_approved: "Comment approved", "Commentaire approuvé";
    event_comment_held: "Comment held", "Commentaire retenu";
    event_comment_marked_as_spam: "Comment marked as spam", "Commentaire signalé comme indésirable";
    event_comment_trashed: "Comment put into the trash", "Commentaire mis à la corbeille";
    event_comment_restored: "Comment restored", "Commentaire restauré";
    event_comment_withdrawn: "Comment deleted by its writer", "Commentaire supprimé par son auteur";
    event_comment_purged: "Comment erased", "Commentaire effacé";
}
