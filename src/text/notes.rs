//! Writers' pages: notes beside a draft.

use super::Text;

catalogue! {
    notes_title: "Notes", "Notes";
    notes_explained:
        "For those who may write this text. Readers never see them.",
        "Pour ceux qui peuvent écrire ce texte. Les lecteurs ne les voient jamais.";
    notes_empty: "No notes yet.", "Pas encore de notes.";
    notes_text: "Note", "Note";
    notes_quote: "The passage that it is about", "Le passage dont il s’agit";
    notes_quote_hint: "Copied from the text. May be left empty.", "Copié du texte. Facultatif.";
    notes_write: "Write a note", "Écrire une note";
    notes_see: "See the notes", "Voir les notes";
    notes_submit: "Add the note", "Ajouter la note";
    notes_resolve: "Settled", "Réglée";
    notes_resolve_named(who: &str, at: &str): "Settle the note of {who}, {at}", "Régler la note de {who}, {at}";
    notes_reopen: "Take up again", "Reprendre";
    notes_reopen_named(who: &str, at: &str): "Take up the note of {who}, {at}, again", "Reprendre la note de {who}, {at}";
    notes_delete: "Delete", "Supprimer";
    notes_delete_named(at: &str): "Delete your note, {at}", "Supprimer votre note, {at}";
    notes_resolved_by(who: &str): "Settled by {who}", "Réglée par {who}";
    notes_resolved(count): "{count} settled note" | "{count} settled notes", "{count} note réglée" | "{count} notes réglées";

    done_note_written: "The note is there. Your text is below, as you typed it.", "La note est ajoutée. Votre texte est ci-dessous, tel que vous l’avez saisi.";
    done_note_resolved: "The note is settled.", "La note est réglée.";
    done_note_reopened: "The note is taken up again.", "La note est reprise.";
    done_note_deleted: "The note is gone.", "La note est supprimée.";

    event_note_written: "Note written", "Note écrite";
    event_note_resolved: "Note settled", "Note réglée";
    event_note_reopened: "Note taken up again", "Note reprise";
    event_note_deleted: "Note deleted", "Note supprimée";
}
