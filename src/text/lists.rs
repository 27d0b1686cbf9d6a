//! Readers' lists: series and pinned posts; and what writers arrange them with.

use super::Text;

// Readers' pages.
catalogue! {
    pinned: "Pinned", "Épinglé";
    series: "Series", "Série";
    series_part(part: u64, parts: u64): "Part {part} of {parts}", "Partie {part} sur {parts}";
    series_contents: "All parts", "Toutes les parties";
    series_steps: "Other parts of the series", "Autres parties de la série";
    series_previous: "Previous part", "Partie précédente";
    series_next: "Next part", "Partie suivante";
    posts_of_series(series: &str, site: &str):
        "The series {series} on {site}, from its first part on.",
        "La série {series} sur {site}, depuis sa première partie.";
}

// Writers' pages: a post's details.
catalogue! {
    editor_cover_alt: "What the cover shows", "Ce que montre la couverture";
    editor_cover_alt_hint:
        "For those who don’t see it. Leave it empty when the image is mere decoration.",
        "Pour celles et ceux qui ne la voient pas. Vide si l’image est purement décorative.";
    editor_organising: "Where it belongs", "Classement";
    editor_address: "Address and date", "Adresse et date";
    editor_appearance: "Summary and cover", "Résumé et couverture";
    editor_social: "Card of a link", "Carte d’un lien";
    editor_social_explained:
        "What social networks and messengers show of a link to it. What is empty is taken from the post.",
        "Ce que les réseaux sociaux et messageries montrent d’un lien. Ce qui est vide est pris de l’article.";
    editor_social_title: "Heading of the card", "En-tête de la carte";
    editor_social_description: "What the card says", "Ce que dit la carte";
    editor_social_image: "Image of the card", "Image de la carte";
    editor_series: "Series", "Série";
    editor_series_hint: "Its name. Parts lead to each other.", "Son nom. Les parties mènent les unes aux autres.";
    editor_series_number: "Number in the series", "Numéro dans la série";
    editor_series_number_hint: "By date when empty.", "Par date si c’est vide.";
    editor_pin: "Pin to the home page", "Épingler à l’accueil";
    editor_unpin: "Unpin", "Désépingler";
    done_pinned: "Saved, and pinned: it comes first on the home page.", "Enregistré et épinglé : il vient en premier à l’accueil.";
    done_unpinned:
        "Saved, and unpinned: it stands where its date puts it.",
        "Enregistré et désépinglé : il est à la place que lui donne sa date.";
}
