//! Writers' pages: the review of a post.

use super::Text;

catalogue! {
    state_in_review: "In review", "En relecture";
    state_returned: "Returned", "Renvoyé";

    list_review: "In review", "En relecture";
    list_review_count(count): "{count} waits" | "{count} wait", "{count} en attente" | "{count} en attente";
    list_empty_review: "Nothing waits for an editor.", "Rien n’attend un éditeur.";

    review_submit: "Submit for review", "Soumettre à relecture";
    review_submit_again: "Submit again", "Soumettre à nouveau";
    review_withdraw: "Take back from review", "Retirer de la relecture";
    review_return: "Return with a note…", "Renvoyer avec une note…";
    review_return_submit: "Return to the writer", "Renvoyer au rédacteur";
    review_note: "What is to be mended", "Ce qui est à reprendre";
    review_note_hint: "The writer sees it above the text.", "Le rédacteur la voit au-dessus du texte.";
    review_submitted_title: "In review", "En relecture";
    review_submitted_by(who: &str): "Submitted by {who}:", "Soumis par {who} :";
    review_submitted_for_writer:
        "An editor will publish it, or return it with a note. You can go on writing; they see that it changed.",
        "Un éditeur le publiera, ou le renverra avec une note. Vous pouvez continuer à écrire ; il verra que le texte a changé.";
    review_submitted_for_editor:
        "Publish it, or return it with a note.",
        "Publiez-le, ou renvoyez-le avec une note.";
    review_changed: "It changed since it was submitted.", "Il a été modifié depuis qu’il a été soumis.";
    review_returned_title: "Returned with a note", "Renvoyé avec une note";
    review_returned_by(who: &str): "From {who}:", "De {who} :";
    review_returned_next: "Mend it, and submit it again.", "Reprenez-le, puis soumettez-le à nouveau.";
    review_somebody: "somebody", "quelqu’un";

    done_submitted: "Submitted. An editor sees it in the list “In review”.", "Soumis. Un éditeur le voit dans la liste « En relecture ».";
    done_submission_withdrawn: "Taken back from review.", "Retiré de la relecture.";
    done_returned: "Returned to its writer, with your note.", "Renvoyé à son rédacteur, avec votre note.";

    event_post_submitted: "Submitted for review", "Soumis à relecture";
    event_post_submission_withdrawn: "Taken back from review", "Retiré de la relecture";
    event_post_returned: "Returned with a note", "Renvoyé avec une note";

    rule_nothing_to_review:
        "Readers see it just as it is: there is nothing to review.",
        "Les lecteurs le voient tel qu’il est : il n’y a rien à relire.";
    rule_not_in_review:
        "It is not in review any more: it was taken back, returned or published meanwhile.",
        "Il n’est plus en relecture : il a été retiré, renvoyé ou publié entre-temps.";
}
