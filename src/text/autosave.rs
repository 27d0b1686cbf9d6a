//! Writers' pages: what the editor keeps by itself, and who else is there.

use super::Text;

catalogue! {
    autosave_typing: "Not saved yet", "Pas encore enregistré";
    autosave_saving: "Saving…", "Enregistrement…";
    autosave_saved: "Saved", "Enregistré";
    autosave_untitled:
        "Kept in this browser; saved once it has a title.",
        "Gardé dans ce navigateur ; enregistré dès qu’il y aura un titre.";
    autosave_offline:
        "The server can’t be reached. What you type is kept in this browser, and saved when it can be.",
        "Le serveur est injoignable. Votre saisie est gardée dans ce navigateur, et enregistrée dès que possible.";
    autosave_signed_out:
        "You are signed out. What you type is kept in this browser; sign in again in another tab, and it is saved.",
        "Vous êtes déconnecté. Votre saisie est gardée dans ce navigateur ; reconnectez-vous dans un autre onglet et elle sera enregistrée.";
    autosave_conflict:
        "Somebody else saved a newer version. What you type is kept in this browser; saving brings both together.",
        "Quelqu’un d’autre a enregistré une version plus récente. Votre saisie est gardée dans ce navigateur ; enregistrer réunit les deux.";
    autosave_invalid:
        "Kept in this browser: a field needs your attention before it can be saved. Saving shows which.",
        "Gardé dans ce navigateur : un champ demande votre attention avant l’enregistrement. Enregistrer montre lequel.";
    autosave_too_long:
        "Not saved: the text is too long. It is in this window alone until it is shorter.",
        "Pas enregistré : le texte est trop long. Il n’est que dans cette fenêtre tant qu’il n’est pas plus court.";
    autosave_not_kept:
        "Not saved, and this browser has no room to keep a copy. Leave this window open, or copy the text elsewhere.",
        "Pas enregistré, et ce navigateur n’a pas la place d’en garder une copie. Laissez cette fenêtre ouverte, ou copiez le texte ailleurs.";
    autosave_refused:
        "Kept in this browser: the server takes no changes of this post any more.",
        "Gardé dans ce navigateur : le serveur n’accepte plus de modifications de cet article.";
    autosave_offer:
        "This browser has a text that was never saved, from",
        "Ce navigateur a un texte qui n’a jamais été enregistré, du";
    autosave_put_back: "Put it into the form", "Le remettre dans le formulaire";
    autosave_throw_away: "Throw it away", "Le jeter";
    autosave_also_here: "Also here:", "Aussi ici :";
    autosave_newer:
        "Somebody saved a newer version than the one on this page.",
        "Quelqu’un a enregistré une version plus récente que celle de cette page.";
}
