//! Writers' pages: the library, and what is said of files.

use super::Text;

catalogue! {
    rule_too_many_bytes(mebibytes_max: u64): "Too large: at most {mebibytes_max} MiB are taken.", "Trop volumineux : au plus {mebibytes_max} Mio.";
    rule_too_wide(side_pixels_max: u32):
        "Too large a picture: at most {side_pixels_max} pixels on a side are taken. Make it smaller first.",
        "Image trop grande : au plus {side_pixels_max} pixels de côté. Réduisez-la d’abord.";
    rule_too_many_pixels(megapixels_max: u64):
        "Too large a picture: at most {megapixels_max} million pixels are taken. Make it smaller first.",
        "Image trop grande : au plus {megapixels_max} millions de pixels. Réduisez-la d’abord.";
    rule_damaged:
        "This file is damaged or not complete. Save it again from the program that made it, and try that.",
        "Ce fichier est abîmé ou incomplet. Enregistrez-le de nouveau depuis le logiciel d’origine, puis réessayez.";
    rule_in_use: "Posts or the site’s settings show this file.", "Des articles ou les réglages du site montrent ce fichier.";

    event_media_described: "File described", "Fichier décrit";
    event_media_measured: "Size of a file found", "Dimensions d’un fichier trouvées";
    event_media_deleted: "File deleted", "Fichier supprimé";
    event_media_restored: "File brought back", "Fichier rétabli";
    event_media_purged: "File purged", "Fichier purgé";

    media_title: "Media", "Médias";
    media_add: "Add pictures", "Ajouter des images";
    media_files: "Files", "Fichiers";
    media_files_hint(mebibytes_max: u64):
        "JPEG, PNG, GIF, WebP or SVG, at most {mebibytes_max} MiB each. Where and with what a picture was made is taken out of it.",
        "JPEG, PNG, GIF, WebP ou SVG, {mebibytes_max} Mio chacun au plus. Le lieu et l’appareil de prise de vue en sont retirés.";
    media_add_submit: "Add", "Ajouter";
    media_added_of(count): "One file was added." | "{count} files were added.", "{count} fichier a été ajouté." | "{count} fichiers ont été ajoutés.";
    media_refused_title: "Not everything was taken", "Tout n’a pas été pris";
    media_count(count): "One file" | "{count} files", "{count} fichier" | "{count} fichiers";
    media_filters: "Which files", "Quels fichiers";
    media_unused: "Unused", "Inutilisés";
    media_search: "Search names and descriptions", "Chercher dans les noms et descriptions";
    media_search_clear: "All files", "Tous les fichiers";
    media_nothing_found(search: &str): "No file has “{search}” in its name or description.", "Aucun fichier n’a « {search} » dans son nom ou sa description.";
    media_empty: "There are no files yet. What you add here can be shown in any post.", "Il n’y a pas encore de fichier. Ce que vous ajoutez ici peut être montré dans tout article.";
    media_empty_unused: "Every file is shown somewhere.", "Tous les fichiers sont montrés quelque part.";
    media_trash_days(count): "What is deleted is purged after one day." | "What is deleted is purged after {count} days.", "Ce qui est supprimé est purgé au bout d’un jour." | "Ce qui est supprimé est purgé au bout de {count} jours.";
    media_no_alt: "no description", "sans description";
    media_is_deleted: "This file was deleted: its address answers no more. It can be brought back.", "Ce fichier a été supprimé : son adresse ne répond plus. Il peut être rétabli.";
    media_added_at: "added", "ajouté le";
    media_back: "Back to the library", "Retour à la médiathèque";
    media_alt: "Description", "Description";
    media_alt_hint: "What the picture shows, for those who don’t see it.", "Ce que montre l’image, pour qui ne la voit pas.";
    media_name: "Name", "Nom";
    media_save: "Save", "Enregistrer";
    media_show: "To show it", "Pour la montrer";
    media_markdown: "Markdown", "Markdown";
    media_address: "Address", "Adresse";
    media_uses: "Where it is shown", "Où elle est montrée";
    media_uses_none: "Nothing shows it.", "Elle n’est montrée nulle part.";
    media_uses_site: "The site’s settings:", "Les réglages du site :";
    media_uses_hidden(count): "One post of somebody else." | "{count} posts of others.", "{count} article d’une autre personne." | "{count} articles d’autres personnes.";
    media_delete: "Delete", "Supprimer";
    media_delete_used: "It can be deleted when nothing shows it any more: no post, drafts and the trash included, and none of the settings.", "Elle pourra être supprimée quand plus rien ne la montrera : ni article, brouillons et corbeille compris, ni réglage.";
    media_choose: "Choose from the library", "Choisir dans la médiathèque";
    media_choose_for(place: &str): "Choose a picture, or add one: it becomes the site’s “{place}”.", "Choisissez une image ou ajoutez-en une : elle deviendra « {place} » du site.";
    media_use_here: "Use this one", "Utiliser celle-ci";
    media_use_as: "Use for the site", "Utiliser pour le site";
    media_chosen_back: "Back to the settings", "Retour aux réglages";
    media_restore: "Bring back", "Rétablir";
    media_progress: "Files on their way", "Fichiers en cours d’envoi";
    upload_added: "added", "ajouté";
    upload_signed_out: "You are signed out. Sign in again in another tab, then try once more.", "Vous êtes déconnecté. Reconnectez-vous dans un autre onglet, puis réessayez.";
    upload_unreachable: "The server can’t be reached. Try again in a moment.", "Le serveur est injoignable. Réessayez dans un instant.";
    done_media_added: "Added to the library.", "Ajouté à la médiathèque.";
    done_media_deleted: "Deleted. It can be brought back.", "Supprimé. Il peut être rétabli.";
    done_media_restored: "Brought back.", "Rétabli.";
}
