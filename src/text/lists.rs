//! Readers' lists: series, pinned posts, what stands beside a post; and what writers arrange them with.

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
    posts_beside: "Posts before and after", "Articles précédent et suivant";
    older_post: "Previous post", "Article précédent";
    newer_post: "Next post", "Article suivant";
    related_posts: "Related posts", "Articles liés";
}

// Writers' pages: a post's details.
catalogue! {
    editor_cover_alt: "What the cover shows", "Ce que montre la couverture";
    editor_cover_alt_hint:
        "For those who don’t see it. Leave it empty when the image is mere decoration.",
        "Pour celles et ceux qui ne la voient pas. Vide si l’image est purement décorative.";
    editor_author_first: "Choose an author", "Choisir un auteur";
    editor_author_further: "Add an author", "Ajouter un auteur";
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

// Writers' pages: what the list is narrowed to and ordered by.
catalogue! {
    list_filters: "Filter and order", "Filtrer et trier";
    list_search: "Search", "Recherche";
    list_search_submit: "Search", "Rechercher";
    list_author: "Author", "Auteur";
    list_any_author: "All authors", "Tous les auteurs";
    list_tag: "Tag", "Étiquette";
    list_any_tag: "All tags", "Toutes les étiquettes";
    list_category: "Category", "Catégorie";
    list_any_category: "All categories", "Toutes les catégories";
    list_kind: "Kind", "Type";
    list_any_kind: "Posts and pages", "Articles et pages";
    list_kind_posts: "Posts", "Articles";
    list_kind_pages: "Pages", "Pages";
    list_page: "Page", "Page";
    list_order: "Order", "Ordre";
    list_last_changed: "Last changed first", "Modifiés récemment d’abord";
    list_first_changed: "Longest unchanged first", "Modifiés il y a longtemps d’abord";
    list_last_published: "Newest first", "Plus récents d’abord";
    list_first_published: "Oldest first", "Plus anciens d’abord";
    list_by_title: "Title, A to Z", "Titre, de A à Z";
    list_by_title_backwards: "Title, Z to A", "Titre, de Z à A";
    list_apply: "Filter", "Filtrer";
    list_clear: "Show all", "Tout afficher";
    list_dated: "Published", "Publié le";
    list_more_than(count): "More than {count} post" | "More than {count} posts", "Plus de {count} article" | "Plus de {count} articles";
    list_nothing_found: "Nothing here is what you asked for.", "Rien ici ne correspond à votre demande.";
    list_left_out(names: &str):
        "The address asks for what there isn’t. This was left out: {names}.",
        "L’adresse demande ce qui n’existe pas. Ceci a été ignoré : {names}.";
}

// Writers' pages: many posts at once.
catalogue! {
    copy_of(title: &str): "Copy of {title}", "Copie de {title}";
    list_duplicate: "Duplicate", "Dupliquer";
    list_duplicate_named(title: &str): "Duplicate “{title}”", "Dupliquer «\u{a0}{title}\u{a0}»";
    list_select(title: &str): "Select “{title}”", "Sélectionner «\u{a0}{title}\u{a0}»";
    list_select_all: "Select all on this page", "Tout sélectionner sur cette page";
    list_select_none: "Select none", "Ne rien sélectionner";
    list_days_left(count): "Purged within a day" | "Purged in {count} days", "Purgé d’ici un jour" | "Purgé dans {count} jours";
    bulk_title: "With the selected posts", "Avec les articles sélectionnés";
    bulk_action: "What to do", "Action";
    bulk_label: "Tag or category", "Étiquette ou catégorie";
    bulk_apply: "Apply", "Appliquer";
    bulk_publish: "Publish", "Publier";
    bulk_unpublish: "Unpublish", "Dépublier";
    bulk_delete: "Move to the trash", "Mettre à la corbeille";
    bulk_restore: "Restore", "Restaurer";
    bulk_pin: "Pin to the home page", "Épingler à l’accueil";
    bulk_unpin: "Unpin", "Désépingler";
    bulk_add_tag: "Add a tag", "Ajouter une étiquette";
    bulk_remove_tag: "Remove a tag", "Retirer une étiquette";
    bulk_set_category: "Set the category", "Définir la catégorie";
    bulk_nothing: "No post is selected: nothing was changed.", "Aucun article sélectionné : rien n’a changé.";
    bulk_no_label:
        "No tag was given, or it can’t be used: nothing was changed.",
        "Aucune étiquette utilisable n’a été donnée : rien n’a changé.";
    bulk_published(count): "{count} post published." | "{count} posts published.", "{count} article publié." | "{count} articles publiés.";
    bulk_unpublished(count): "{count} post withdrawn." | "{count} posts withdrawn.", "{count} article dépublié." | "{count} articles dépubliés.";
    bulk_deleted(count):
        "{count} post moved to the trash." | "{count} posts moved to the trash.",
        "{count} article mis à la corbeille." | "{count} articles mis à la corbeille.";
    bulk_restored(count): "{count} post restored." | "{count} posts restored.", "{count} article restauré." | "{count} articles restaurés.";
    bulk_pinned(count): "{count} post pinned." | "{count} posts pinned.", "{count} article épinglé." | "{count} articles épinglés.";
    bulk_unpinned(count): "{count} post unpinned." | "{count} posts unpinned.", "{count} article désépinglé." | "{count} articles désépinglés.";
    bulk_relabelled(count):
        "The labels of {count} post are as asked." | "The labels of {count} posts are as asked.",
        "L’étiquetage de {count} article est fait." | "L’étiquetage de {count} articles est fait.";
    bulk_refused(count): "{count} refused:" | "{count} refused:", "{count} refus :" | "{count} refus :";
    bulk_some_post: "A post that you may not see", "Un article que vous ne pouvez pas voir";
    bulk_forbidden: "your role does not allow it", "votre rôle ne le permet pas";
    bulk_not_found: "there is no such post", "cet article n’existe pas";
    bulk_gone: "it is in the trash", "il est dans la corbeille";
    bulk_in_the_future: "its date lies in the future", "sa date est dans le futur";
    bulk_too_many: "it has as many tags as a post can have", "il a déjà le maximum d’étiquettes";
    bulk_invalid: "one of its fields can’t be taken as it is", "un de ses champs ne peut pas être accepté";
    bulk_failed: "the server could not do it; try again", "le serveur n’a pas pu ; réessayez";
    done_duplicated:
        "This is the copy: a draft that nobody else sees yet.",
        "Voici la copie : un brouillon que personne d’autre ne voit encore.";
}
