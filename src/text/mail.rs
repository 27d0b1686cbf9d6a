//! Letters, and the pages that say that one was sent.

use super::Text;

catalogue! {
    mail_invitation_subject(site: &str): "Your account at {site}", "Votre compte sur {site}";
    mail_invitation(name: &str, site: &str, handle: &str, address: &str, until: &str):
        "Hello {name},\n\nYou have an account at {site}. Choose a password here:\n\n{address}\n\nYou sign in as {handle}. The link works once, until {until}.\n\nIf this means nothing to you, somebody mistyped an address: leave it alone.\n",
        "Bonjour {name},\n\nVous avez un compte sur {site}. Choisissez un mot de passe ici :\n\n{address}\n\nVous vous connectez en tant que {handle}. Le lien fonctionne une fois, jusqu’au {until}.\n\nSi cela ne vous dit rien, quelqu’un s’est trompé d’adresse : n’y touchez pas.\n";
    mail_password_subject(site: &str): "Choose another password at {site}", "Choisissez un autre mot de passe sur {site}";
    mail_password(name: &str, site: &str, handle: &str, address: &str, until: &str):
        "Hello {name},\n\nHere you can choose another password at {site}:\n\n{address}\n\nYou sign in as {handle}. The link works once, until {until}.\n\nIf you did not ask for it, leave it alone: your password stays what it is.\n",
        "Bonjour {name},\n\nVous pouvez choisir ici un autre mot de passe sur {site} :\n\n{address}\n\nVous vous connectez en tant que {handle}. Le lien fonctionne une fois, jusqu’au {until}.\n\nSi vous ne l’avez pas demandé, n’y touchez pas : votre mot de passe reste le même.\n";

    email: "E-mail address", "Adresse électronique";
    email_invite_hint: "The link is sent there as well.", "Le lien y sera également envoyé.";
    email_hint: "Links for a new password go there. Readers never see it.", "Les liens pour un nouveau mot de passe y sont envoyés. Les lecteurs ne la voient jamais.";
    email_submit: "Change address", "Changer l’adresse";
    email_mailed(email: &str): "It is on its way to {email} as well.", "Il est aussi en route vers {email}.";
    email_failed_title: "A letter could not be sent", "Un courriel n’a pas pu être envoyé";
    email_failed(handle: &str, reason: &str): "The one to {handle}: {reason}. Make a new link and give it to them.", "Celui pour {handle} : {reason}. Créez un autre lien et donnez-le à cette personne.";

    forgotten_title: "Forgotten your password?", "Mot de passe oublié ?";
    forgotten_name: "Handle or e-mail address", "Identifiant ou adresse électronique";
    forgotten_explained: "You get a letter with a link to choose another one.", "Vous recevrez un courriel avec un lien pour en choisir un autre.";
    forgotten_submit: "Send me a link", "M’envoyer un lien";
    forgotten_back: "Back to signing in", "Retour à la connexion";

    done_link_sent:
        "If there is such an account and its address is known, a link is on its way. Otherwise, ask an admin.",
        "Si ce compte existe et que son adresse est connue, un lien est en route. Sinon, demandez à un administrateur.";
    done_email_changed: "Your address was changed.", "Votre adresse a été changée.";
}
