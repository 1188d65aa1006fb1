"""The sentences of the e-mails in French."""

from matcher.domain.introduction import DeclineReason
from matcher.notify.kinds import Kind
from matcher.notify.messages import DeskCount

COMMON = {
    "hello": "Bonjour,",
    "hello_named": "Bonjour {name},",
    "foot": "Passerelle, le service de mise en relation de Maroc PME.",
    "automatic": "Ce message est envoyé automatiquement. Nos liens ouvrent une page qui vous demande toujours de confirmer.",
}

LETTERS: dict[Kind, dict[str, str]] = {
    Kind.JOIN_REQUEST_RECEIVED: {
        "subject": "Votre demande d’inscription a bien été reçue",
        "received": "Nous avons bien reçu votre demande d’inscription pour {organisation}.",
        "next": "Un chargé de mise en relation l’examine. Vous recevrez sa réponse par e-mail, quelle qu’elle soit.",
    },
    Kind.JOIN_REQUEST_REFUSED: {
        "subject": "Votre demande d’inscription n’a pas été acceptée",
        "refused": "Nous ne pouvons pas donner suite à votre demande d’inscription pour {organisation}, pour la raison suivante :",
        "next": "Si votre situation change, vous pouvez déposer une nouvelle demande.",
    },
    Kind.INVITATION: {
        "subject": "Vous êtes invité à rejoindre Passerelle",
        "invited": "Vous êtes invité à ouvrir un compte sur Passerelle pour {organisation}.",
        "open": "Voir l’invitation",
        "until": "Cette invitation est valable jusqu’au {expires_at} (heure du Maroc).",
        "ignore": "Si vous n’attendiez pas cette invitation, ne faites rien : aucun compte ne sera ouvert.",
    },
    Kind.CONFIRM_EMAIL: {
        "subject": "Confirmez votre adresse e-mail",
        "confirm": "Il reste à confirmer que cette adresse est bien la vôtre.",
        "open": "Confirmer mon adresse",
        "until": "Ce lien est valable jusqu’au {expires_at} (heure du Maroc).",
        "ignore": "Si vous n’avez pas demandé de compte, ne faites rien.",
    },
    Kind.PASSWORD_RESET: {
        "subject": "Choisissez un nouveau mot de passe",
        "asked": "Un nouveau mot de passe a été demandé pour votre compte.",
        "open": "Choisir un nouveau mot de passe",
        "until": "Ce lien sert une seule fois et reste valable jusqu’au {expires_at} (heure du Maroc).",
        "ignore": "Si vous n’êtes pas à l’origine de cette demande, ne faites rien : votre mot de passe reste le même.",
    },
    Kind.PASSWORD_CHANGED: {
        "subject": "Votre mot de passe a été modifié",
        "changed": "Le mot de passe de votre compte a été modifié le {changed_at} (heure du Maroc).",
        "sessions": "Par sécurité, toutes vos sessions ouvertes ont été fermées.",
        "not_you": "Si vous n’êtes pas à l’origine de ce changement, demandez tout de suite un nouveau mot de passe et prévenez votre chargé de mise en relation.",
        "open": "Demander un nouveau mot de passe",
    },
    Kind.ACCOUNT_DISABLED: {
        "subject": "Votre compte a été désactivé",
        "disabled": "Votre compte Passerelle a été désactivé. Vous ne pouvez plus vous connecter.",
        "next": "Pour en connaître la raison ou le faire rouvrir, écrivez à votre chargé de mise en relation.",
    },
    Kind.ACCOUNT_EXISTS: {
        "subject": "Vous avez déjà un compte",
        "exists": "Un compte Passerelle a été demandé avec cette adresse, ou une nouvelle invitation vous a été adressée. Cette adresse a déjà un compte.",
        "next": "Connectez-vous comme d’habitude. Si vous ne connaissez plus votre mot de passe, demandez-en un nouveau.",
        "open": "Demander un nouveau mot de passe",
        "ignore": "Si cette demande ne vient pas de vous, vous n’avez rien à faire : votre compte reste inchangé.",
    },
    Kind.EMAIL_CHANGED: {
        "subject": "L’adresse de votre compte a changé",
        "changed": "Le {changed_at} (heure du Maroc), votre compte a pris une autre adresse e-mail. Celle-ci ne permet plus de l’ouvrir.",
        "not_you": "Si ce changement ne vient pas de vous, écrivez sans attendre à votre chargé de mise en relation.",
    },
    Kind.CHALLENGE_RECEIVED: {
        "subject": "Votre défi a bien été reçu : {challenge_title}",
        "received": "Nous avons bien reçu votre défi :",
        "next": "Un chargé de mise en relation recherche maintenant les startups qui peuvent y répondre. Vous recevrez une réponse dans tous les cas.",
        "open": "Suivre mon défi",
    },
    Kind.TEASER_APPROVED: {
        "subject": "Votre présentation anonyme est approuvée : {challenge_title}",
        "approved": "La présentation anonyme de votre défi est approuvée :",
        "next": "Les startups peuvent désormais la lire. Elles ne voient ni votre nom, ni votre site, ni le texte complet du défi.",
        "open": "Voir mon défi",
    },
    Kind.TEASER_REFUSED: {
        "subject": "Votre présentation anonyme est à revoir : {challenge_title}",
        "refused": "La présentation anonyme de votre défi ne peut pas encore être publiée :",
        "because": "Voici pourquoi :",
        "next": "Modifiez-la : elle sera relue aussitôt. En attendant, aucune startup ne voit votre défi.",
        "open": "Modifier la présentation",
    },
    Kind.SHORTLIST_RELEASED: {
        "subject": "Des startups vous sont proposées : {challenge_title}",
        "released": "Votre chargé de mise en relation a retenu des startups pour votre défi :",
        "count": "Nombre de startups proposées : {count}",
        "until": "Dites-nous avant le {answer_by} lesquelles vous intéressent. Un refus est utile aussi, avec sa raison.",
        "open": "Voir les startups proposées",
    },
    Kind.NO_PARTNER: {
        "subject": "Réponse à votre défi : {challenge_title}",
        "none": "Nous n’avons pas trouvé de startup qui convienne à votre défi :",
        "because": "Voici pourquoi :",
        "instead": "Nous vous conseillons de vous adresser à :",
        "next": "Vous pouvez aussi préciser votre défi et le soumettre à nouveau.",
        "open": "Voir mon défi",
    },
    Kind.INTRODUCTION_PROPOSED_TO_FIRM: {
        "subject": "Une mise en relation vous est proposée : {challenge_title}",
        "proposed": "Nous vous proposons une mise en relation pour votre défi :",
        "startup": "La startup en quelques mots :",
        "because": "Pourquoi nous vous la proposons :",
        "until": "Votre réponse est attendue avant le {answer_by}.",
        "open": "Lire la proposition et répondre",
        "unnamed": "Les noms et les coordonnées ne sont échangés que si les deux parties acceptent.",
        "support": "Un organisme d’appui est consulté en même temps que vous :",
        "unnamed_three": "Les coordonnées ne sont échangées que si les trois parties acceptent. Si l’organisme d’appui ne prend pas part, la mise en relation continue à deux.",
    },
    Kind.INTRODUCTION_PROPOSED_TO_STARTUP: {
        "subject": "Une mise en relation vous est proposée : {challenge_title}",
        "proposed": "Nous vous proposons une mise en relation avec une entreprise industrielle, pour le défi suivant :",
        "because": "Pourquoi nous pensons à vous :",
        "until": "Votre réponse est attendue avant le {answer_by}.",
        "open": "Lire la proposition et répondre",
        "unnamed": "Les noms et les coordonnées ne sont échangés que si les deux parties acceptent.",
        "support": "Un organisme d’appui est consulté en même temps que vous :",
        "unnamed_three": "Les coordonnées ne sont échangées que si les trois parties acceptent. Si l’organisme d’appui ne prend pas part, la mise en relation continue à deux.",
    },
    Kind.INTRODUCTION_PROPOSED_TO_SUPPORT: {
        "subject": "Une mise en relation à trois vous est proposée : {challenge_title}",
        "proposed": "Une entreprise industrielle et une startup pourraient avoir besoin de vous. Nous vous proposons de prendre part à leur mise en relation, pour le défi suivant :",
        "startup": "La startup en quelques mots :",
        "because": "Pourquoi nous pensons à vous :",
        "until": "Votre réponse est attendue avant le {answer_by}.",
        "open": "Lire la proposition et répondre",
        "unnamed": "Les noms et les coordonnées ne sont échangés que si les trois parties acceptent. Si vous déclinez, la mise en relation continue sans vous.",
    },
    Kind.INTRODUCTION_REMINDER: {
        "subject": "Votre réponse est attendue : {challenge_title}",
        "waiting": "Une proposition attend encore votre réponse :",
        "until": "Sans réponse de votre part, elle prendra fin le {answer_by}.",
        "open": "Lire la proposition et répondre",
        "only": "C’est notre seul rappel. Un refus est une bonne réponse : il libère l’autre partie.",
    },
    Kind.INTRODUCTION_ACCEPTED: {
        "subject": "Mise en relation : {challenge_title}",
        "accepted": "Les deux parties ont accepté cette mise en relation :",
        "because": "Pourquoi cette rencontre :",
        "of_firm": "Pour l’entreprise industrielle",
        "of_startup": "Pour la startup",
        "next": "Nous vous invitons à convenir d’un premier échange dans les prochains jours. Nous vous demanderons ensuite ce qu’il en est advenu.",
        "accepted_by_three": "Les trois parties ont accepté cette mise en relation :",
        "of_support": "Pour l’organisme d’appui",
    },
    Kind.INTRODUCTION_WITHOUT_SUPPORT: {
        "subject": "La mise en relation continue à deux : {challenge_title}",
        "without": "La mise en relation suivante continue entre l’entreprise et la startup seulement :",
        "support": "Cet organisme d’appui ne prend pas part :",
        "next": "Votre réponse, si vous l’avez donnée, reste valable : vous n’avez rien à refaire. Si vous ne souhaitez plus vous rencontrer sans lui, dites-le à votre chargé de mise en relation.",
        "open": "Voir la mise en relation",
    },
    Kind.INTRODUCTION_DECLINED: {
        "subject": "La mise en relation n’aura pas lieu : {challenge_title}",
        "declined": "La mise en relation suivante n’aura pas lieu :",
        "note": "Précision transmise par votre chargé de mise en relation :",
        "next": "Nous vous remercions de votre intérêt et continuons à chercher pour vous.",
        "open": "Voir le détail",
    },
    Kind.INTRODUCTION_EXPIRED: {
        "subject": "La proposition a pris fin : {challenge_title}",
        "expired": "La proposition suivante a pris fin, faute de réponse dans le délai prévu :",
        "next": "Si elle vous intéresse encore, votre chargé de mise en relation peut la proposer à nouveau.",
        "open": "Voir le détail",
    },
    Kind.OUTCOME_ASKED: {
        "subject": "Où en est votre mise en relation ? {challenge_title}",
        "asked": "Vous avez été mis en relation pour ce défi. Où en êtes-vous ?",
        "why": "Votre réponse prend une minute. Elle nous aide à mieux choisir les prochaines mises en relation.",
        "open": "Dire ce qu’il en est advenu",
    },
    Kind.SUGGESTIONS_DIGEST: {
        "subject": "De nouveaux défis pourraient vous convenir",
        "found": "Ces défis d’entreprises industrielles pourraient vous convenir :",
        "next": "Dites-nous si vous êtes intéressé, ou pourquoi ce n’est pas pour vous : les prochaines suggestions en tiendront compte.",
        "open": "Voir toutes mes suggestions",
    },
    Kind.DESK_DIGEST: {
        "subject": "Ce qui vous attend aujourd’hui",
        "waiting": "Voici ce qui attend une décision :",
        "oldest": "Attente la plus longue, en jours : {oldest_days}",
        "open": "Ouvrir mon bureau",
    },
}

DECLINES: dict[DeclineReason, str] = {
    DeclineReason.NO_TIME: "L’autre partie n’a pas la disponibilité nécessaire en ce moment.",
    DeclineReason.NOT_OUR_FIELD: "L’autre partie estime que le sujet s’éloigne trop de son domaine.",
    DeclineReason.ALREADY_SOLVED: "Une solution a été trouvée entre-temps.",
    DeclineReason.KNOWN_ALREADY: "Les deux parties sont déjà en contact.",
    DeclineReason.TOO_EARLY: "L’autre partie estime qu’il est encore trop tôt.",
    DeclineReason.BUDGET: "Le budget ne permet pas d’aller plus loin pour le moment.",
    DeclineReason.CONDITIONS: "Les conditions de la collaboration ne conviennent pas à l’autre partie.",
    DeclineReason.OTHER: "L’autre partie ne souhaite pas aller plus loin cette fois-ci.",
}

DESK: dict[DeskCount, str] = {
    DeskCount.JOIN_REQUESTS: "Demandes d’inscription : {count}",
    DeskCount.TEASERS: "Présentations anonymes à relire : {count}",
    DeskCount.CURATION: "Défis à traiter : {count}",
    DeskCount.SHORTLISTS: "Sélections sans réponse de l’entreprise : {count}",
    DeskCount.INTRODUCTIONS: "Mises en relation à suivre : {count}",
    DeskCount.OUTCOMES: "Résultats à recueillir : {count}",
    DeskCount.MAILS: "E-mails non remis : {count}",
}
