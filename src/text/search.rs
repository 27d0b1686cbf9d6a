//! Readers' search, and what it found.

use super::Text;

catalogue! {
    found_many(count: u64):
        "Very many texts found. These {count} come first: those whose title says it, then the newest.",
        "Un très grand nombre de textes trouvés. Voici les {count} premiers\u{a0}: ceux dont le titre le dit, puis les plus récents.";
    found_some(count):
        "No text has all of these words. {count} text has some of them:" | "No text has all of these words. {count} texts have some of them:",
        "Aucun texte ne contient tous ces mots. {count} texte en contient une partie\u{a0}:" | "Aucun texte ne contient tous ces mots. {count} textes en contiennent une partie\u{a0}:";
    found_and_some(count: u64, others: u64):
        "Texts with all of these words: {count}. Others with some of them: {others}.",
        "Textes contenant tous ces mots\u{a0}: {count}. Autres en contenant une partie\u{a0}: {others}.";
    looked_through(count: u64):
        "A great many texts have these words: all titles and the newest {count} texts were looked through.",
        "De très nombreux textes contiennent ces mots\u{a0}: la recherche a porté sur tous les titres et sur les {count} textes les plus récents.";
    nothing_found(query: &str): "Nothing found for “{query}”.", "Aucun résultat pour «\u{a0}{query}\u{a0}».";
    nothing_found_but(query: &str, meant: &str):
        "Nothing found for “{query}”. This is what there is for “{meant}”:",
        "Aucun résultat pour «\u{a0}{query}\u{a0}». Voici ce qu’il y a pour «\u{a0}{meant}\u{a0}»\u{a0}:";
    search_advice: "This may help:", "Ceci peut aider\u{a0}:";
    search_advice_fewer: "Fewer words, or others that mean the same.", "Moins de mots, ou d’autres de même sens.";
    search_advice_beginning:
        "The beginning of a word: “owner” finds “ownership” in titles.",
        "Le début d’un mot\u{a0}: «\u{a0}propri\u{a0}» trouve «\u{a0}propriété\u{a0}» dans les titres.";
    search_advice_exclusion:
        "Nothing ruled out: a word behind “-” must not be there.",
        "Sans exclusion\u{a0}: un mot précédé de «\u{a0}-\u{a0}» ne doit pas s’y trouver.";
    search_advice_phrase:
        "No quotation marks: between them, words must stand just so.",
        "Sans guillemets\u{a0}: entre eux, les mots doivent se suivre exactement.";
    search_hint:
        "“In quotation marks” finds words that stand just so, -word rules one out, tag:name looks at tags alone.",
        "«\u{a0}Entre guillemets\u{a0}», les mots se suivent exactement\u{a0}; -mot en exclut un\u{a0}; tag:nom ne regarde que les étiquettes.";
}
