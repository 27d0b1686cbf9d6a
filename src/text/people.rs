//! Writers' pages: people, their own account, and the links by which passwords are chosen.

use super::Text;
use crate::domain::Role;
use crate::domain::views::Standing;

impl Text {
    /// What a role is called.
    pub const fn role(self, role: Role) -> &'static str {
        match role {
            Role::Contributor => self.role_contributor(),
            Role::Author => self.role_author(),
            Role::Editor => self.role_editor(),
            Role::Admin => self.role_admin(),
        }
    }

    /// What a role may do.
    pub const fn role_explained(self, role: Role) -> &'static str {
        match role {
            Role::Contributor => self.role_contributor_explained(),
            Role::Author => self.role_author_explained(),
            Role::Editor => self.role_editor_explained(),
            Role::Admin => self.role_admin_explained(),
        }
    }

    /// Whether somebody can sign in.
    pub const fn standing(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Active => self.standing_active(),
            Standing::Invited => self.standing_invited(),
            Standing::Suspended => self.standing_suspended(),
        }
    }
}

catalogue! {
    held_title: "You are signed out", "Vous êtes déconnecté";
    held_send: "Send it again", "Renvoyer";
    role_contributor: "Contributor", "Contributeur";
    role_author: "Author", "Auteur";
    role_editor: "Editor", "Éditeur";
    role_admin: "Admin", "Administrateur";
    role_contributor_explained: "writes drafts, and hands them in", "écrit des brouillons et les soumet";
    role_author_explained: "publishes their own posts", "publie ses propres articles";
    role_editor_explained: "publishes anybody’s posts", "publie les articles de tous";
    role_admin_explained: "looks after people and the site as well", "gère aussi les personnes et le site";
    standing_active: "Can sign in", "Peut se connecter";
    standing_invited: "Has not chosen a password yet", "N’a pas encore choisi de mot de passe";
    standing_suspended: "Suspended", "Suspendu";

    people_title: "People", "Personnes";
    people_add: "Add somebody", "Ajouter quelqu’un";
    people_add_submit: "Add, and make a link", "Ajouter et créer un lien";
    people_handle_hint:
        "They sign in with it, and it is part of the address of their author page.",
        "Il leur sert à se connecter et fait partie de l’adresse de leur page d’auteur.";
    people_handle: "Handle", "Identifiant";
    people_name: "Name", "Nom";
    people_role: "Role", "Rôle";
    people_role_of(name: &str): "Role of {name}", "Rôle de {name}";
    people_role_change: "Change role", "Changer le rôle";
    people_role_change_of(name: &str): "Change the role of {name}", "Changer le rôle de {name}";
    people_suspend: "Suspend", "Suspendre";
    people_suspend_named(name: &str): "Suspend {name}", "Suspendre {name}";
    people_reinstate: "Let in again", "Réadmettre";
    people_reinstate_named(name: &str): "Let {name} in again", "Réadmettre {name}";
    people_link: "Make a link", "Créer un lien";
    people_link_named(name: &str): "Make a link for {name}", "Créer un lien pour {name}";
    people_link_pending: "A link can be followed until", "Un lien peut être suivi jusqu’au";
    people_link_title(name: &str): "The link for {name}", "Le lien pour {name}";
    people_link_explained:
        "Send it to them, and to nobody else: whoever follows it chooses the password. It works once, until",
        "Envoyez-le à cette personne, et à personne d’autre : qui le suit choisit le mot de passe. Il fonctionne une fois, jusqu’au";
    people_link_once: "It is not shown again; a new one can be made at any time.", "Il ne sera plus affiché ; un autre peut être créé à tout moment.";
    people_refused_title: "This was not done", "Rien n’a été fait";
    people_you: "you", "vous";

    link_title: "Choose a password", "Choisir un mot de passe";
    link_welcome(name: &str, site: &str): "Welcome to {site}, {name}.", "Bienvenue sur {site}, {name}.";
    link_sign_in_with(handle: &str): "You will sign in as {handle}.", "Vous vous connecterez en tant que {handle}.";
    link_submit: "Choose it and sign in", "Le choisir et se connecter";
    link_gone_title: "This link leads nowhere", "Ce lien ne mène nulle part";
    link_gone:
        "It was followed before, or it is too old. Ask whoever sent it for a new one; the operator can make one with “lithair-blog account link”.",
        "Il a déjà été suivi, ou il est trop ancien. Demandez-en un autre à qui vous l’a envoyé ; l’opérateur peut en créer un avec « lithair-blog account link ».";

    sign_in_forgotten:
        "Forgotten your password? An admin can make you a link to choose another.",
        "Mot de passe oublié ? Un administrateur peut vous créer un lien pour en choisir un autre.";

    profile_title: "Your account", "Votre compte";
    profile_handle(handle: &str): "You sign in as {handle}.", "Vous vous connectez en tant que {handle}.";
    profile_name_hint: "Posts keep the names that are written under them.", "Les articles gardent les noms inscrits sous eux.";
    profile_name_submit: "Change name", "Changer le nom";
    profile_password: "Password", "Mot de passe";
    profile_present_password: "Present password", "Mot de passe actuel";
    profile_new_password: "New password", "Nouveau mot de passe";
    profile_password_hint(chars_min: usize):
        "At least {chars_min} characters. You are signed out everywhere else.",
        "Au moins {chars_min} caractères. Vous serez déconnecté partout ailleurs.";
    profile_password_submit: "Change password", "Changer le mot de passe";
    profile_sign_ins: "Where you are signed in", "Où vous êtes connecté";
    profile_sign_in_here: "here", "ici";
    profile_sign_in_unknown: "Something unknown", "Appareil inconnu";
    profile_sign_out_there: "Sign out there", "S’y déconnecter";
    profile_sign_out_named(device: &str, at: &str): "Sign out of {device}, since {at}", "Se déconnecter de {device}, depuis {at}";
    profile_sign_out_elsewhere: "Sign out everywhere else", "Se déconnecter partout ailleurs";

    done_role_changed: "The role was changed.", "Le rôle a été changé.";
    done_suspended: "Suspended, and signed out everywhere.", "Suspendu et déconnecté partout.";
    done_reinstated: "They can sign in again.", "Cette personne peut de nouveau se connecter.";
    done_renamed: "Your name was changed.", "Votre nom a été changé.";
    done_password_changed: "Your password was changed.", "Votre mot de passe a été changé.";
    done_signed_out_there: "Signed out there.", "Déconnecté de cet appareil.";
}
