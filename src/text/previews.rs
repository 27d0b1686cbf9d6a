//! Secret links at which a post's working copy is read: making them, and what they show.

use super::Text;

catalogue! {
    previews_title: "Preview links", "Liens d’aperçu";
    previews_explained:
        "Whoever has such a link reads the text as it is now, published or not, without signing in. It shows what you save from then on as well.",
        "Qui possède un tel lien lit le texte tel qu’il est, publié ou non, sans se connecter. Il montre aussi ce que vous enregistrez ensuite.";
    previews_make: "Make a link", "Créer un lien";
    previews_label: "For whom, or what for", "Pour qui, ou pour quoi";
    previews_label_hint: "May be left empty.", "Facultatif.";
    previews_lifetime: "It can be followed for", "Il peut être suivi pendant";
    previews_days(count): "{count} day" | "{count} days", "{count} jour" | "{count} jours";
    previews_empty: "Nobody can see this text by a link.", "Personne ne peut voir ce texte par un lien.";
    previews_unlabelled: "Without a label", "Sans libellé";
    previews_made_by(who: &str): "made by {who}", "créé par {who}";
    previews_until: "until", "jusqu’au";
    previews_revoke: "End it", "Y mettre fin";
    previews_revoke_named(label: &str, at: &str): "End “{label}”, made {at}", "Mettre fin à « {label} », créé le {at}";
    previews_made_title: "The link", "Le lien";
    previews_made:
        "It is not shown again; a new one can be made at any time. It can be followed until",
        "Il ne sera plus affiché ; un autre peut être créé à tout moment. Il peut être suivi jusqu’au";
    previews_refused_title: "No link was made", "Aucun lien n’a été créé";

    done_preview_revoked: "The link shows nothing any more.", "Le lien ne montre plus rien.";

    event_preview_link_made: "Preview link made", "Lien d’aperçu créé";
    event_preview_link_revoked: "Preview link ended", "Lien d’aperçu supprimé";

    preview_label: "Preview", "Aperçu";
    preview_unpublished:
        "A preview, for you who have its link. It may change, and can be seen until",
        "Un aperçu, pour vous qui en avez le lien. Il peut changer, et se voit jusqu’au";
    preview_gone_title: "This preview has ended", "Cet aperçu est terminé";
    preview_gone:
        "The link is too old, or somebody ended it.",
        "Le lien est trop ancien, ou quelqu’un y a mis fin.";
    preview_missing_title: "No such preview", "Aperçu introuvable";
    preview_missing: "The link is not whole, or it never led anywhere.", "Le lien est incomplet, ou n’a jamais mené nulle part.";
    preview_ask: "Ask whoever sent it to you for a new one.", "Demandez-en un nouveau à qui vous l’a envoyé.";
}
