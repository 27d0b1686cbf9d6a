//! Writers' pages: names for versions.

use super::Text;

catalogue! {
    names_all: "Every version", "Toutes les versions";
    names_only: "Named versions only", "Versions nommées seulement";
    names_which: "Which versions", "Quelles versions";
    names_empty: "No version has a name yet.", "Aucune version n’a encore de nom.";
    names_give: "Name…", "Nommer…";
    names_give_to(version: u64): "Name version {version}", "Nommer la version {version}";
    names_name: "Name", "Nom";
    names_name_of(version: u64): "Name of version {version}", "Nom de la version {version}";
    names_submit: "Keep the name", "Garder le nom";
    names_submit_of(version: u64): "Keep the name of version {version}", "Garder le nom de la version {version}";
    names_remove: "Take it away", "L’enlever";
    names_remove_of(version: u64): "Take the name of version {version} away", "Enlever le nom de la version {version}";
    names_refused_title: "No name was given", "Aucun nom n’a été donné";
    names_given(version: u64, name: &str): "Version {version} is called “{name}”", "La version {version} s’appelle « {name} »";
    names_taken(version: u64): "Version {version} has no name any more", "La version {version} n’a plus de nom";

    done_version_named: "The name is kept.", "Le nom est gardé.";
    done_version_name_removed: "The name is gone.", "Le nom est enlevé.";

    event_post_version_named: "Version named", "Version nommée";
}
