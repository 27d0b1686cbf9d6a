//! Writers' pages: links that become cards.

use super::Text;
use crate::domain::link_card::LinkCardRefusal;

impl Text {
    /// Why a link stays as it was typed.
    pub fn link_card_refusal(self, refusal: LinkCardRefusal) -> String {
        match refusal {
            LinkCardRefusal::Off => self.link_card_off().to_owned(),
            LinkCardRefusal::NotAnAddress => self.link_card_not_an_address().to_owned(),
            LinkCardRefusal::NotPublic => self.link_card_not_public().to_owned(),
            LinkCardRefusal::UnusualPort => self.link_card_unusual_port().to_owned(),
            LinkCardRefusal::Unreachable => self.link_card_unreachable().to_owned(),
            LinkCardRefusal::TimedOut => self.link_card_timed_out().to_owned(),
            LinkCardRefusal::TooManyRedirects => self.link_card_too_many_redirects().to_owned(),
            LinkCardRefusal::Status { status } => self.link_card_status(status),
            LinkCardRefusal::NotAPage => self.link_card_not_a_page().to_owned(),
            LinkCardRefusal::Untitled => self.link_card_untitled().to_owned(),
            LinkCardRefusal::TooMany { retry_after_seconds } => self.link_card_too_many(retry_after_seconds),
        }
    }
}

catalogue! {
    link_cards_make: "Make cards of links", "Transformer les liens en cartes";
    link_cards_title: "Links and cards", "Liens et cartes";
    link_cards_made(count): "{count} link became a card. Nothing is saved yet." | "{count} links became cards. Nothing is saved yet.",
        "{count} lien est devenu une carte. Rien n’est encore enregistré." | "{count} liens sont devenus des cartes. Rien n’est encore enregistré.";
    link_cards_none:
        "No link stands alone in a paragraph. A card is made of an address with empty lines around it.",
        "Aucun lien n’est seul dans son paragraphe. Une carte se fait d’une adresse entourée de lignes vides.";
    link_cards_kept(count): "{count} link stays as it is:" | "{count} links stay as they are:",
        "{count} lien reste tel quel :" | "{count} liens restent tels quels :";
    link_cards_left(count): "{count} more link is left: press the button again." | "{count} more links are left: press the button again.",
        "Il reste encore {count} lien : pressez de nouveau le bouton." | "Il reste encore {count} liens : pressez de nouveau le bouton.";
    link_card_asking: "A card is being made of the link…", "Le lien devient une carte…";
    link_card_made: "The link became a card. Undo brings the link back.", "Le lien est devenu une carte. Annuler rétablit le lien.";
    link_card_moved_on: "The link was changed meanwhile, and stays as it is.", "Le lien a été modifié entre-temps et reste tel quel.";
    link_card_failed: "The link stays as it is: the server can’t be reached.", "Le lien reste tel quel : le serveur est injoignable.";
    link_card_kept(reason: &str): "The link stays as it is. {reason}", "Le lien reste tel quel. {reason}";

    link_card_off: "This site makes no cards of links.", "Ce site ne fait pas de cartes.";
    link_card_not_an_address: "This is no address of a web page.", "Ce n’est pas l’adresse d’une page web.";
    link_card_not_public:
        "The address belongs to a private network, which the site does not ask.",
        "L’adresse appartient à un réseau privé, que le site n’interroge pas.";
    link_card_unusual_port:
        "The site asks at the usual ports of the web alone, 80 and 443.",
        "Le site n’interroge que les ports habituels du web, 80 et 443.";
    link_card_unreachable: "Nobody answers at this address.", "Personne ne répond à cette adresse.";
    link_card_timed_out: "The page takes too long to answer.", "La page met trop de temps à répondre.";
    link_card_too_many_redirects: "The address leads on and on without end.", "L’adresse redirige sans fin.";
    link_card_status(status: u16): "The page answers with an error ({status}).", "La page répond par une erreur ({status}).";
    link_card_not_a_page: "What is there is not a page.", "Ce qui s’y trouve n’est pas une page.";
    link_card_untitled: "The page does not say what it is called.", "La page ne dit pas comment elle s’appelle.";
    link_card_too_many(seconds: u64):
        "Too many cards were asked for. Try again in {seconds} seconds.",
        "Trop de cartes ont été demandées. Réessayez dans {seconds} secondes.";
}
