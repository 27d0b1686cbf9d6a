//! Writers' pages: what is to become of a post by itself.

use super::Text;
use crate::domain::post::ScheduleFailure;

impl Text {
    /// Why a schedule was not carried out.
    pub const fn schedule_failure(self, failure: ScheduleFailure) -> &'static str {
        match failure {
            ScheduleFailure::DateInTheFuture => self.schedule_failed_date(),
            ScheduleFailure::AddressTaken => self.schedule_failed_address(),
            ScheduleFailure::Refused => self.schedule_failed_refused(),
        }
    }
}

catalogue! {
    event_post_scheduled: "Post scheduled", "Article programmé";
    event_post_unscheduled: "Schedule cancelled", "Programmation annulée";
    event_post_schedule_failed: "Schedule not carried out", "Programmation non exécutée";

    list_scheduled: "Scheduled", "Programmés";
    list_empty_scheduled: "Nothing is scheduled.", "Rien n’est programmé.";
    state_scheduled: "Scheduled", "Programmé";
    state_publishes: "Is published", "Publication le";
    state_updates: "Is updated", "Mise à jour le";
    state_unpublishes: "Is unpublished", "Dépublication le";
    state_schedule_failed: "Not published as scheduled", "Non publié comme programmé";

    waiting_times:
        "The times of the schedule are typed, but not settled: their own button does that.",
        "Les heures de la programmation sont saisies mais pas enregistrées : leur propre bouton le fait.";
    waiting_note:
        "The note to the writer is typed, but not sent: returning the post sends it.",
        "La note au rédacteur est saisie mais pas envoyée : renvoyer l’article l’envoie.";
    waiting_note_beside:
        "The note beside the text is typed, but not added: its own button does that.",
        "La note en marge est saisie mais pas ajoutée : son propre bouton le fait.";

    schedule_legend: "Schedule", "Programmation";
    schedule_publish_at: "Publish at", "Publier le";
    schedule_update_at: "Update at", "Mettre à jour le";
    schedule_unpublish_at: "Unpublish at", "Dépublier le";
    schedule_publish_hint(zone: &str):
        "Time zone: {zone}. What readers are given is the post as it is saved then. A time that the clocks skip when they go forward means the moment of the change; one that comes twice, the first.",
        "Fuseau horaire : {zone}. Les lecteurs reçoivent l’article tel qu’il est enregistré à ce moment. Une heure que le changement d’heure saute désigne l’instant du changement ; une heure qui vient deux fois, la première.";
    schedule_unpublish_hint: "Leave empty to let it stay.", "Laissez vide pour qu’il reste.";
    schedule_submit: "Schedule", "Programmer";
    schedule_change: "Change schedule", "Modifier la programmation";
    schedule_cancel: "Cancel schedule", "Annuler la programmation";
    schedule_failed_title: "The schedule was not carried out", "La programmation n’a pas été exécutée";
    schedule_failed_date:
        "The date that the post shows still lay in the future. Change or empty it, and publish or schedule again.",
        "La date affichée par l’article était encore dans le futur. Changez-la ou videz-la, puis publiez ou programmez de nouveau.";
    schedule_failed_address:
        "The post’s address is another’s. Choose another, and publish or schedule again.",
        "L’adresse de l’article est déjà prise. Choisissez-en une autre, puis publiez ou programmez de nouveau.";
    schedule_failed_refused: "The post could not be published. Publish or schedule it again.", "L’article n’a pas pu être publié. Publiez-le ou programmez-le de nouveau.";
    done_scheduled: "The post is scheduled.", "L’article est programmé.";
    done_unscheduled: "The schedule is cancelled.", "La programmation est annulée.";
}
