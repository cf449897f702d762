//! French.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "Prénom",
        Word::LastName => "Nom",
        Word::MiddleName => "Deuxième prénom",
        Word::Email => "Adresse e-mail",
        Word::Phone => "Téléphone",
        Word::Profile => "Lien vers un profil",
        Word::Letter => "Lettre de motivation",
        Word::Salary => "Prétentions salariales",
        Word::Resume => "CV",
        Word::ResumeHint => "{kinds}, {max} Mo au maximum",
        Word::ResumeKept => {
            "{name} est joint. Décochez-le pour le retirer ou choisissez un autre fichier pour le remplacer."
        }
        Word::Optional => "facultatif",
        Word::Apply => "Postuler",
        Word::ApplyFor => "Candidature : {job}",
        Word::Jobs => "Postes ouverts",
        Word::NoJobs => "Aucun poste n’est ouvert pour le moment.",
        Word::AllJobs => "Tous les postes",
        Word::Stale => "Cette liste date peut-être un peu ; vous pouvez postuler malgré tout.",
        Word::Mend => "Veuillez vérifier ces champs",
        Word::Thanks => "Merci de votre candidature",
        Word::StateReceived => {
            "Nous avons reçu votre candidature et la transmettons à l’entreprise."
        }
        Word::StateDelivered => "Votre candidature est entre les mains de l’entreprise.",
        Word::StateFailed => {
            "Votre candidature n’a pas pu être transmise automatiquement. Une personne a été prévenue et s’en occupe."
        }
        Word::StateWithdrawn => {
            "Vous avez retiré cette candidature. Ce qui n’était pas encore chez l’entreprise est effacé."
        }
        Word::Withdraw => "Retirer la candidature",
        Word::WithdrawHint => {
            "Efface ce que l’entreprise n’a pas encore, et la prévient si elle l’a déjà. Un fichier déjà chez l’entreprise ne peut être effacé que par elle."
        }
        Word::Receipt => "Numéro de reçu",
        Word::Required => "Veuillez remplir ce champ.",
        Word::TooLong => "{limit} caractères au maximum.",
        Word::Characters => {
            "Ce champ contient des caractères qui ne peuvent pas être enregistrés. Veuillez le saisir à nouveau."
        }
        Word::BadEmail => "Veuillez saisir une adresse e-mail, par exemple name@example.com.",
        Word::BadPhone => {
            "Veuillez saisir un numéro de téléphone de 5 à 15 chiffres, par exemple +44 20 7946 0000."
        }
        Word::BadUrl => "Veuillez saisir une adresse web commençant par https://.",
        Word::ConsentRequired => "Sans cet accord, la candidature ne peut pas être envoyée.",
        Word::ConsentChanged => {
            "Ce texte a changé depuis l’ouverture du formulaire. Veuillez le relire."
        }
        Word::FileRequired => "Veuillez joindre : {label}.",
        Word::FileKind => "Ce type de fichier n’est pas accepté. Choisissez parmi : {kinds}.",
        Word::FileContent => {
            "Le contenu du fichier ne correspond pas à son nom. Veuillez l’enregistrer à nouveau au format : {kinds}."
        }
        Word::FileMarkup => {
            "C’est une page web ou un fichier XML qui porte le nom d’un document Word. Veuillez l’ouvrir et l’enregistrer au format PDF ou DOCX."
        }
        Word::FileEmpty => "Le fichier est vide. Veuillez en choisir un autre.",
        Word::FileEncrypted => {
            "Le fichier est protégé par un mot de passe. Veuillez l’enregistrer sans mot de passe."
        }
        Word::FileMacros => {
            "Le fichier contient des macros. Veuillez l’enregistrer sans macros au format : {kinds}."
        }
        Word::FileUnsafe => {
            "Le fichier contient des éléments qui pourraient être dangereux. Veuillez l’enregistrer à nouveau au format : {kinds}."
        }
        Word::FileTooLarge => "Le fichier dépasse {max} Mo. Veuillez en choisir un plus petit.",
        Word::FileGone => "Le fichier n’est plus disponible. Veuillez le joindre à nouveau.",
        Word::UnknownField => "Le formulaire n’a pas ce champ.",
        Word::Invalid => "Certains champs sont à corriger.",
        Word::NotFound => "Il n’y a rien ici.",
        Word::Closed => "Ce poste n’accepte plus de candidatures.",
        Word::Origin => "Cette page n’est pas autorisée à envoyer des candidatures ici.",
        Word::TooLarge => "C’est trop volumineux.",
        Word::MediaType => "Veuillez envoyer du JSON ou du multipart/form-data.",
        Word::Unreadable => "La requête n’a pas pu être lue.",
        Word::Method => "Cela n’est pas possible ici.",
        Word::Unavailable => {
            "Veuillez réessayer dans un instant. Rien de ce que vous avez saisi n’est perdu."
        }
        Word::KeyReused => "Cette candidature a déjà été envoyée avec un autre contenu.",
        Word::Unauthorized => "La clé manque ou n’est pas la bonne.",
        Word::Forbidden => "Cette clé n’ouvre pas cela.",
        Word::Links => "Liens",
        Word::LinksHint => "Une adresse par ligne, chacune commençant par https://",
        Word::Birthday => "Date de naissance",
        Word::Position => "Poste actuel",
        Word::Company => "Employeur actuel",
        Word::Photo => "Photo",
        Word::Files => "Autres fichiers",
        Word::BadDate => "Veuillez saisir une date, par exemple {date}.",
        Word::FileNamePath => {
            "Le nom du fichier contient un chemin. Veuillez choisir de nouveau le fichier lui-même."
        }
        Word::FileNameCharacters => {
            "Le nom du fichier contient des caractères qui ne peuvent pas être affichés. Renommez-le avec des lettres, des chiffres et des espaces, puis choisissez-le de nouveau."
        }
        Word::FileNameDirection => {
            "Le nom du fichier contient des marques cachées qui changent le sens d’écriture. Retapez son nom et choisissez-le de nouveau."
        }
        Word::FileNameLong => {
            "Le nom du fichier dépasse 255 caractères. Raccourcissez-le et choisissez le fichier de nouveau."
        }
        Word::FilePixels => "L’image dépasse 50 mégapixels. Veuillez en choisir une plus petite.",
        Word::FileInfected => {
            "Un antivirus n’accepte pas ce fichier. Vérifiez votre ordinateur et choisissez un autre fichier."
        }
        Word::TooManyFiles => "Veuillez joindre ici {limit} au maximum.",
        Word::TooMany => "C’était un peu trop souvent. Veuillez réessayer dans une minute.",
        Word::UploadOffset => "L’envoi reprend à un autre endroit.",
        Word::UploadChecksum => "Une partie du fichier a été endommagée en route et est renvoyée.",
        Word::UploadClaimed => {
            "Ce fichier appartient à une candidature envoyée. Retirez-la pour l’effacer."
        }
        Word::NoPrefill => {
            "Le formulaire ne peut pas être rempli depuis un CV ici. Veuillez le remplir à la main."
        }
        Word::Uploading => "Envoi : {percent}",
        Word::Uploaded => "Envoyé",
        Word::Paused => "En pause : {percent}",
        Word::Waiting => "La connexion est mauvaise. Cela reprendra tout seul dans un instant.",
        Word::Offline => {
            "Vous êtes hors ligne. Rien n’est perdu : cela reprendra tout seul à votre retour."
        }
        Word::Pause => "Mettre en pause",
        Word::GoOn => "Reprendre",
        Word::Remove => "Retirer",
        Word::Sending => "Envoi en cours…",
        Word::PrefillAsk => {
            "Remplir le formulaire à partir de ce CV. Pour cela, le fichier est transmis aussitôt à l’entreprise ; elle seule pourra ensuite l’effacer."
        }
        Word::PrefillDone => "Rempli à partir de votre CV. Veuillez vérifier.",
        Word::PrefillNothing => {
            "Rien n’a pu être lu dans ce fichier. Veuillez remplir le formulaire à la main."
        }
        Word::FromResume => "lu dans le CV",
        Word::DraftRestored => "Ce que vous aviez saisi est de nouveau là.",
        Word::StartAnew => "Tout effacer et recommencer",
        Word::Search => "Rechercher",
        Word::Division => "Service",
        Word::Region => "Lieu",
        Word::Every => "Tous",
        Word::BadNumber => "Veuillez saisir un nombre entier, par exemple 5.",
        Word::BadChoice => "Veuillez choisir dans la liste.",
        Word::CheckAsk => "Pour montrer qu’une personne postule : combien font {a} + {b} ?",
        Word::CheckRequired => {
            "Veuillez répondre à cette question, pour que nous sachions qu’une personne postule."
        }
        Word::CheckWrong => "Ce n’est pas la réponse. Veuillez écrire la somme en chiffres.",
        Word::Robot => "Nous n’avons pas pu vérifier qu’une personne postule. Veuillez réessayer.",
        Word::RobotWaiting => "Vérification qu’une personne postule…",
        Word::RobotBlocked => {
            "La vérification qu’une personne postule n’a pas pu être chargée. Envoyez quand même : une question simple est posée à la place."
        }
        Word::PoolHint => {
            "Ce que vous avez écrit est toujours là. L’entreprise peut le garder pour d’autres postes :"
        }
        Word::PoolOffer => "Envoyer au vivier de talents",
        Word::FileKept => "{name} est joint. Décochez-le pour le retirer.",
        Word::FileUnreadable => "Le fichier n’a pas pu être lu. Veuillez le choisir à nouveau.",
        Word::FileFailed => {
            "Le fichier n’a pas pu être envoyé. Veuillez le retirer et le choisir à nouveau."
        }
        Word::ResumePhoto => "Envoyer aussi la photo de ce CV",
        Word::NoFit => "Aucun poste ouvert ne correspond à cette recherche.",
        Word::Posted => "Publié le {date}",
    }
}
