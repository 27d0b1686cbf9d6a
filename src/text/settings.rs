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
    settings_posts_per_page: "Posts on a page", "Articles par page";
    done_settings_saved: "The settings were saved.", "Les réglages ont été enregistrés.";
}
