//! The texts in French.

use super::messages::MessageId::{self, *};

pub(super) fn text(word: MessageId) -> &'static str {
    match word {
        FirstName => "Prénom",
        LastName => "Nom",
        MiddleName => "Deuxième prénom",
        Email => "Adresse e-mail",
        Phone => "Téléphone",
        Profile => "Lien vers un profil",
        Letter => "Lettre de motivation",
        Salary => "Prétentions salariales",
        Resume => "CV",
        ResumeHint => "{kinds}, {max} Mo au maximum",
        ResumeKept => {
            "{name} est joint. Décochez-le pour le retirer ou choisissez un autre fichier pour le remplacer."
        }
        Optional => "facultatif",
        Apply => "Postuler",
        ApplyFor => "Candidature : {job}",
        Jobs => "Postes ouverts",
        NoJobs => "Aucun poste n’est ouvert pour le moment.",
        AllJobs => "Tous les postes",
        Stale => "Cette liste date peut-être un peu ; vous pouvez postuler malgré tout.",
        FixErrors => "Veuillez vérifier ces champs",
        Thanks => "Merci de votre candidature",
        StateReceived => "Nous avons reçu votre candidature et la transmettons à l’entreprise.",
        StateDelivered => "Votre candidature est entre les mains de l’entreprise.",
        StateFailed => {
            "Votre candidature n’a pas pu être transmise automatiquement. Une personne a été prévenue et s’en occupe."
        }
        StateWithdrawn => {
            "Vous avez retiré cette candidature. Ce qui n’était pas encore chez l’entreprise est effacé."
        }
        Withdraw => "Retirer la candidature",
        WithdrawHint => {
            "Efface ce que l’entreprise n’a pas encore, et la prévient si elle l’a déjà. Un fichier déjà chez l’entreprise ne peut être effacé que par elle."
        }
        Receipt => "Numéro de reçu",
        Required => "Veuillez remplir ce champ.",
        TooLong => "{limit} caractères au maximum.",
        Characters => {
            "Ce champ contient des caractères qui ne peuvent pas être enregistrés. Veuillez le saisir à nouveau."
        }
        BadEmail => "Veuillez saisir une adresse e-mail, par exemple name@example.com.",
        BadPhone => {
            "Veuillez saisir un numéro de téléphone de 5 à 15 chiffres, par exemple +44 20 7946 0000."
        }
        BadUrl => "Veuillez saisir une adresse web commençant par https://.",
        ConsentRequired => "Sans cet accord, la candidature ne peut pas être envoyée.",
        ConsentChanged => "Ce texte a changé depuis l’ouverture du formulaire. Veuillez le relire.",
        FileRequired => "Veuillez joindre : {label}.",
        FileKind => "Ce type de fichier n’est pas accepté. Choisissez parmi : {kinds}.",
        FileContent => {
            "Le contenu du fichier ne correspond pas à son nom. Veuillez l’enregistrer à nouveau au format : {kinds}."
        }
        FileMarkup => {
            "C’est une page web ou un fichier XML qui porte le nom d’un document Word. Veuillez l’ouvrir et l’enregistrer au format PDF ou DOCX."
        }
        FileEmpty => "Le fichier est vide. Veuillez en choisir un autre.",
        FileEncrypted => {
            "Le fichier est protégé par un mot de passe. Veuillez l’enregistrer sans mot de passe."
        }
        FileMacros => {
            "Le fichier contient des macros. Veuillez l’enregistrer sans macros au format : {kinds}."
        }
        FileUnsafe => {
            "Le fichier contient des éléments qui pourraient être dangereux. Veuillez l’enregistrer à nouveau au format : {kinds}."
        }
        FileTooLarge => "Le fichier dépasse {max} Mo. Veuillez en choisir un plus petit.",
        UploadExpired => "Le fichier n’est plus disponible. Veuillez le joindre à nouveau.",
        UnknownField => "Le formulaire n’a pas ce champ.",
        Invalid => "Certains champs sont à corriger.",
        NotFound => "Il n’y a rien ici.",
        Closed => "Ce poste n’accepte plus de candidatures.",
        Origin => "Cette page n’est pas autorisée à envoyer des candidatures ici.",
        TooLarge => "C’est trop volumineux.",
        MediaType => "Veuillez envoyer du JSON ou du multipart/form-data.",
        Unreadable => "La requête n’a pas pu être lue.",
        MethodNotAllowed => "Cela n’est pas possible ici.",
        Unavailable => {
            "Veuillez réessayer dans un instant. Rien de ce que vous avez saisi n’est perdu."
        }
        KeyReused => "Cette candidature a déjà été envoyée avec un autre contenu.",
        Unauthorized => "La clé manque ou n’est pas la bonne.",
        Forbidden => "Cette clé n’ouvre pas cela.",
        Links => "Liens",
        LinksHint => "Une adresse par ligne, chacune commençant par https://",
        Birthday => "Date de naissance",
        Position => "Poste actuel",
        Company => "Employeur actuel",
        Photo => "Photo",
        Files => "Autres fichiers",
        BadDate => "Veuillez saisir une date, par exemple {date}.",
        FileNamePath => {
            "Le nom du fichier contient un chemin. Veuillez choisir de nouveau le fichier lui-même."
        }
        FileNameCharacters => {
            "Le nom du fichier contient des caractères qui ne peuvent pas être affichés. Renommez-le avec des lettres, des chiffres et des espaces, puis choisissez-le de nouveau."
        }
        FileNameDirection => {
            "Le nom du fichier contient des marques cachées qui changent le sens d’écriture. Retapez son nom et choisissez-le de nouveau."
        }
        FileNameLong => {
            "Le nom du fichier dépasse 255 caractères. Raccourcissez-le et choisissez le fichier de nouveau."
        }
        FilePixels => "L’image dépasse 50 mégapixels. Veuillez en choisir une plus petite.",
        FileInfected => {
            "Un antivirus n’accepte pas ce fichier. Vérifiez votre ordinateur et choisissez un autre fichier."
        }
        TooManyFiles => "Veuillez joindre ici {limit} au maximum.",
        TooMany => "C’était un peu trop souvent. Veuillez réessayer dans une minute.",
        UploadOffset => "L’envoi reprend à un autre endroit.",
        UploadChecksum => "Une partie du fichier a été endommagée en route et est renvoyée.",
        UploadClaimed => {
            "Ce fichier appartient à une candidature envoyée. Retirez-la pour l’effacer."
        }
        NoPrefill => {
            "Le formulaire ne peut pas être rempli depuis un CV ici. Veuillez le remplir à la main."
        }
        Uploading => "Envoi : {percent}",
        Uploaded => "Envoyé",
        Paused => "En pause : {percent}",
        Waiting => "La connexion est mauvaise. Cela reprendra tout seul dans un instant.",
        Offline => {
            "Vous êtes hors ligne. Rien n’est perdu : cela reprendra tout seul à votre retour."
        }
        Pause => "Mettre en pause",
        ContinueUpload => "Reprendre",
        Remove => "Retirer",
        Sending => "Envoi en cours…",
        PrefillAsk => {
            "Remplir le formulaire à partir de ce CV. Pour cela, le fichier est transmis aussitôt à l’entreprise ; elle seule pourra ensuite l’effacer."
        }
        PrefillDone => "Rempli à partir de votre CV. Veuillez vérifier.",
        PrefillNothing => {
            "Rien n’a pu être lu dans ce fichier. Veuillez remplir le formulaire à la main."
        }
        FromResume => "lu dans le CV",
        DraftRestored => "Ce que vous aviez saisi est de nouveau là.",
        StartOver => "Tout effacer et recommencer",
        Search => "Rechercher",
        Division => "Service",
        Region => "Lieu",
        Every => "Tous",
        BadNumber => "Veuillez saisir un nombre entier, par exemple 5.",
        BadChoice => "Veuillez choisir dans la liste.",
        CheckAsk => "Pour montrer qu’une personne postule : combien font {a} + {b} ?",
        CheckRequired => {
            "Veuillez répondre à cette question, pour que nous sachions qu’une personne postule."
        }
        CheckWrong => "Ce n’est pas la réponse. Veuillez écrire la somme en chiffres.",
        ChallengeFailed => {
            "Nous n’avons pas pu vérifier qu’une personne postule. Veuillez réessayer."
        }
        ChallengeWaiting => "Vérification qu’une personne postule…",
        ChallengeBlocked => {
            "La vérification qu’une personne postule n’a pas pu être chargée. Envoyez quand même : une question simple est posée à la place."
        }
        PoolHint => {
            "Ce que vous avez écrit est toujours là. L’entreprise peut le garder pour d’autres postes :"
        }
        PoolOffer => "Envoyer au vivier de talents",
        FileKept => "{name} est joint. Décochez-le pour le retirer.",
        FileUnreadable => "Le fichier n’a pas pu être lu. Veuillez le choisir à nouveau.",
        FileFailed => {
            "Le fichier n’a pas pu être envoyé. Veuillez le retirer et le choisir à nouveau."
        }
        ResumePhoto => "Envoyer aussi la photo de ce CV",
        NoFit => "Aucun poste ouvert ne correspond à cette recherche.",
        Posted => "Publié le {date}",
    }
}
