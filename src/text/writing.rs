//! Writers' pages: the editor's tools.

use super::Text;

catalogue! {
    tools_title: "Formatting", "Mise en forme";
    tool_heading_1: "Heading 1", "Titre 1";
    tool_heading_2: "Heading 2", "Titre 2";
    tool_heading_3: "Heading 3", "Titre 3";
    tool_bold: "Bold", "Gras";
    tool_italic: "Italic", "Italique";
    tool_struck: "Strikethrough", "Barré";
    tool_code: "Code", "Code";
    tool_bullets: "List", "Liste";
    tool_numbers: "Numbered list", "Liste numérotée";
    tool_tasks: "Task list", "Liste de tâches";
    tool_quote: "Quote", "Citation";
    tool_code_block: "Block of code", "Bloc de code";
    tool_rule: "Line across", "Ligne de séparation";
    tool_link: "Link…", "Lien…";
    tool_image: "Image…", "Image…";
    tool_table: "Table…", "Tableau…";
    tool_footnote: "Footnote", "Note de bas de page";
    tool_undo: "Undo", "Annuler";
    tool_redo: "Redo", "Rétablir";
    tool_focus: "Text alone", "Texte seul";
    tool_full_screen: "Full screen", "Plein écran";
    tool_help: "Keyboard shortcuts", "Raccourcis clavier";
    tool_save: "Save", "Enregistrer";
    tool_leave_full_screen: "Leave full screen", "Quitter le plein écran";
    tool_next_entry: "Next entry of a list", "Entrée suivante d’une liste";
    tool_help_formulas:
        "Formulas are written in TeX: $E = mc^2$ in a line of text, $$E = mc^2$$ on lines of their own.",
        "Les formules s’écrivent en TeX\u{a0}: $E = mc^2$ dans une ligne de texte, $$E = mc^2$$ sur des lignes à elles seules.";
    tool_paste_plain: "Paste as plain text", "Coller sans mise en forme";
    tool_along_tools: "Along the formatting tools", "Parcourir les outils de mise en forme";
    key_control: "Ctrl", "Ctrl";
    key_shift: "Shift", "Maj";
    key_enter: "Enter", "Entrée";
    key_escape: "Esc", "Échap";
    key_arrows: "← →", "← →";
    dialog_close: "Close", "Fermer";
    dialog_cancel: "Cancel", "Annuler";
    dialog_insert: "Insert", "Insérer";
    table_title: "Insert a table", "Insérer un tableau";
    table_rows: "Rows", "Lignes";
    table_columns: "Columns", "Colonnes";
    table_alignment: "Columns are set", "Alignement des colonnes";
    table_start: "At the start", "Au début";
    table_center: "In the middle", "Au centre";
    table_end: "At the end", "À la fin";
    table_heading: "Column", "Colonne";
    editor_words(count): "{count} word" | "{count} words", "{count} mot" | "{count} mots";
    editor_too_long(chars: usize, chars_max: usize):
        "This text has {chars} characters; at most {chars_max} can be saved. Nothing of it was cut off: shorten it, or make two posts of it.",
        "Ce texte a {chars} caractères ; au plus {chars_max} peuvent être enregistrés. Rien n’a été coupé : raccourcissez-le, ou faites-en deux articles.";
    paste_too_long(chars: usize, chars_max: usize):
        "Nothing was pasted: with it the text would have {chars} characters, and at most {chars_max} can be saved. The text is as it was.",
        "Rien n’a été collé : le texte aurait {chars} caractères, et au plus {chars_max} peuvent être enregistrés. Le texte est resté tel quel.";
}

impl Text {
    /// The language with that tag; English where there is none.
    pub fn of_tag(tag: &str) -> Self {
        Self::matching(tag).unwrap_or(Self::English)
    }

    /// How long a text is.
    pub fn editor_counts(self, word_count: u32) -> String {
        let minutes = crate::domain::reading::reading_minutes(word_count);
        format!("{}, {}", self.editor_words(word_count.into()), self.reading_minutes(minutes.into()))
    }
}

// Links to other posts.
catalogue! {
    link_dialog_title: "Insert a link", "Insérer un lien";
    link_query: "Address, or words to look for", "Adresse, ou mots à chercher";
    link_query_hint: "Posts and pages of this site are found by their title.", "Les articles et pages de ce site sont trouvés par leur titre.";
    link_found(count): "{count} found" | "{count} found", "{count} trouvé" | "{count} trouvés";
    link_nothing: "Nothing has these words in its title.", "Aucun titre ne contient ces mots.";
    link_failed: "The search can’t be reached. An address can be inserted all the same.", "La recherche est injoignable. Une adresse peut être insérée malgré tout.";
    link_draft: "Draft: readers can’t follow it yet", "Brouillon : les lecteurs ne peuvent pas encore le suivre";
    link_results: "Found", "Résultats";
}

// Images that are uploaded.
catalogue! {
    image_dialog_title: "Choose a picture", "Choisir une image";
    image_choices: "Pictures of the library", "Images de la médiathèque";
    image_none: "The library has no such picture.", "La médiathèque n’a pas de telle image.";
    image_search_failed: "The library can’t be reached. Try again in a moment.", "La médiathèque est injoignable. Réessayez dans un instant.";
    image_upload_choose: "Upload another…", "En envoyer une autre…";
    image_upload_placeholder: "Uploading", "Envoi de";
    image_upload_sending(name: &str): "Uploading {name}", "Envoi de {name}";
    image_upload_done(name: &str): "{name} is uploaded and in the text.", "{name} est envoyé et dans le texte.";
    image_upload_done_unplaced(name: &str):
        "{name} is uploaded and in the library. Its place in the text was removed, so it was not put there.",
        "{name} est envoyé et dans la médiathèque. Sa place dans le texte a été retirée : il n’y a pas été mis.";
    image_upload_refused(name: &str, reason: &str): "{name} was not taken: {reason}", "{name} n’a pas été pris : {reason}";
    image_upload_not_an_image: "it is not an image.", "ce n’est pas une image.";
    image_upload_too_large: "it is larger than the server takes.", "il dépasse la taille que le serveur accepte.";
    image_upload_no_reason: "the server gives no reason.", "le serveur ne donne pas de raison.";
    image_upload_offline(name: &str):
        "{name} waits: the server can’t be reached. It is tried again when the network is back.",
        "{name} attend : le serveur est injoignable. Nouvel essai au retour du réseau.";
    image_upload_signed_out(name: &str):
        "{name} waits: you are signed out. Sign in again in another tab, then try again.",
        "{name} attend : vous êtes déconnecté. Reconnectez-vous dans un autre onglet, puis réessayez.";
    image_upload_cancelled(name: &str): "{name} is no longer uploaded.", "L’envoi de {name} est annulé.";
    image_upload_cancel: "Cancel", "Annuler";
    image_upload_again: "Try again", "Réessayer";
    image_upload_dismiss: "Close", "Fermer";
    image_upload_list: "Images being uploaded", "Images en cours d’envoi";
    image_upload_wait:
        "An image is still being uploaded. Wait until it is in the text, or cancel it; then save again.",
        "Une image est encore en cours d’envoi. Attendez qu’elle soit dans le texte, ou annulez-la, puis enregistrez à nouveau.";
    paste_converted(shift: &str):
        "Pasted with its formatting, as Markdown. Ctrl+{shift}+V pastes the words alone.",
        "Collé avec sa mise en forme, en Markdown. Ctrl+{shift}+V colle le texte seul.";
}
