//! Writers' pages: the site's settings.

use super::Text;

catalogue! {
    settings_title: "Settings", "Réglages";
    settings_refused_title: "The settings were not saved", "Les réglages n’ont pas été enregistrés";
    settings_conflict:
        "Somebody changed the settings meanwhile. Nothing of yours was saved yet: look over it, and save again to have it so.",
        "Quelqu’un a modifié les réglages entre-temps. Rien de ce que vous avez saisi n’est enregistré : relisez, puis enregistrez de nouveau.";
    settings_general: "The site", "Le site";
    settings_general_save: "Save the site’s settings", "Enregistrer les réglages du site";
    settings_time_zone: "Time zone", "Fuseau horaire";
    settings_time_zone_hint:
        "Dates and times are shown in it, for writers and readers. What is scheduled keeps its moment when the zone changes: its time of day is then another.",
        "Dates et heures s’affichent dans ce fuseau, pour qui écrit et pour qui lit. Ce qui est programmé garde son instant quand le fuseau change : son heure affichée est alors une autre.";
    event_appearance_changed: "Appearance changed", "Apparence modifiée";
    event_navigation_changed: "Navigation changed", "Navigation modifiée";
    event_stylesheet_changed: "Stylesheet changed", "Feuille de style modifiée";
    settings_appearance: "Appearance", "Apparence";
    settings_appearance_save: "Save the appearance", "Enregistrer l’apparence";
    settings_logo: "Logo", "Logo";
    settings_logo_hint:
        "The address of a picture, such as /media/…; it stands where the site’s name would.",
        "L’adresse d’une image, comme /media/… ; elle prend la place du nom du site.";
    settings_icon: "Icon", "Icône";
    settings_icon_hint: "The address of a small square picture, for tabs and bookmarks.", "L’adresse d’une petite image carrée, pour les onglets et les favoris.";
    settings_social_image: "Picture for shared links", "Image des liens partagés";
    settings_social_image_hint: "Shown with links to pages that have no picture of their own.", "Montrée avec les liens vers les pages qui n’ont pas d’image.";
    settings_accent: "Accent colour", "Couleur d’accent";
    settings_accent_hint:
        "Such as #0a6355; empty for the site’s own. It is made darker or lighter as far as reading asks for.",
        "Comme #0a6355 ; vide pour celle d’origine. Elle est assombrie ou éclaircie autant que la lecture l’exige.";
    settings_accent_result(light: &str, dark: &str): "Readers get {light} in light and {dark} in dark.", "Les lecteurs voient {light} en clair et {dark} en sombre.";
    settings_accent_light: "Accent in light", "Accent en clair";
    settings_accent_dark: "Accent in dark", "Accent en sombre";
    settings_footer: "Footer", "Pied de page";
    settings_footer_hint: "Markdown: paragraphs, links, emphasis.", "Markdown : paragraphes, liens, emphase.";
    settings_navigation: "Navigation", "Navigation";
    settings_navigation_hint:
        "What readers find at the head of every page. Empty both fields of an entry to take it out; without any, the archive stands there.",
        "Ce que les lecteurs trouvent en tête de chaque page. Videz les deux champs d’une entrée pour la retirer ; sans entrée, les archives y sont.";
    settings_navigation_save: "Save the navigation", "Enregistrer la navigation";
    settings_navigation_label_short: "Label", "Libellé";
    settings_navigation_address_short: "Address", "Adresse";
    settings_navigation_label(entry: usize): "Label of entry {entry}", "Libellé de l’entrée {entry}";
    settings_navigation_address(entry: usize): "Address of entry {entry}", "Adresse de l’entrée {entry}";
    settings_navigation_up(entry: usize): "Move entry {entry} up", "Monter l’entrée {entry}";
    settings_navigation_down(entry: usize): "Move entry {entry} down", "Descendre l’entrée {entry}";
    settings_navigation_remove(entry: usize): "Remove entry {entry}", "Retirer l’entrée {entry}";
    settings_navigation_up_short: "Up", "Monter";
    settings_navigation_down_short: "Down", "Descendre";
    settings_navigation_remove_short: "Remove", "Retirer";
    settings_stylesheet: "Stylesheet", "Feuille de style";
    settings_stylesheet_label: "CSS for readers’ pages", "CSS des pages des lecteurs";
    settings_stylesheet_hint:
        "Comes after the site’s own. Writers’ pages stay as they are, so that a slip can be put right.",
        "Vient après celle du site. Les pages de rédaction restent telles quelles, pour qu’une erreur puisse être corrigée.";
    settings_stylesheet_save: "Save the stylesheet", "Enregistrer la feuille de style";
    settings_posts_per_page: "Posts on a page", "Articles par page";
    done_settings_saved: "The settings were saved.", "Les réglages ont été enregistrés.";
}
