//! Spanish.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "Nombre",
        Word::LastName => "Apellidos",
        Word::MiddleName => "Segundo nombre",
        Word::Email => "Correo electrónico",
        Word::Phone => "Teléfono",
        Word::Profile => "Enlace a un perfil",
        Word::Letter => "Carta de presentación",
        Word::Salary => "Expectativa salarial",
        Word::Resume => "Currículum",
        Word::ResumeHint => "{kinds}, hasta {max} MB",
        Word::ResumeKept => "{name} está adjunto. Elija otro archivo solo para sustituirlo.",
        Word::Optional => "opcional",
        Word::Apply => "Enviar candidatura",
        Word::ApplyFor => "Candidatura: {job}",
        Word::Jobs => "Empleos disponibles",
        Word::NoJobs => "Ahora mismo no hay empleos disponibles.",
        Word::AllJobs => "Todos los empleos",
        Word::Stale => "Puede que esta lista no esté al día; aun así puede enviar su candidatura.",
        Word::Mend => "Revise estos campos",
        Word::Thanks => "Gracias por su candidatura",
        Word::StateReceived => "Hemos recibido su candidatura y la estamos enviando a la empresa.",
        Word::StateDelivered => "Su candidatura está en manos de la empresa.",
        Word::StateFailed => {
            "Su candidatura no se pudo entregar automáticamente. Se ha avisado a una persona para que se ocupe."
        }
        Word::StateWithdrawn => {
            "Ha retirado esta candidatura. Lo que aún no tenía la empresa se ha borrado."
        }
        Word::Withdraw => "Retirar la candidatura",
        Word::WithdrawHint => {
            "Borra lo que la empresa aún no tiene y la avisa si ya lo tiene. Un archivo que ya está en la empresa solo puede borrarlo ella."
        }
        Word::Receipt => "Número de recibo",
        Word::Required => "Rellene este campo.",
        Word::TooLong => "Use como máximo {limit} caracteres.",
        Word::Characters => {
            "Este campo tiene caracteres que no se pueden guardar. Escríbalo de nuevo."
        }
        Word::BadEmail => "Escriba una dirección de correo, por ejemplo name@example.com.",
        Word::BadPhone => {
            "Escriba un número de teléfono de 5 a 15 cifras, por ejemplo +44 20 7946 0000."
        }
        Word::BadUrl => "Escriba una dirección web que empiece por https://.",
        Word::ConsentRequired => "Sin este consentimiento no se puede enviar la candidatura.",
        Word::ConsentChanged => {
            "Este texto ha cambiado desde que abrió el formulario. Léalo de nuevo."
        }
        Word::FileRequired => "Adjunte su currículum.",
        Word::FileKind => "No se acepta este tipo de archivo. Elija uno de estos: {kinds}.",
        Word::FileContent => {
            "El contenido del archivo no corresponde a su nombre. Guárdelo de nuevo como: {kinds}."
        }
        Word::FileEmpty => "El archivo está vacío. Elija otro.",
        Word::FileName => {
            "El nombre del archivo tiene caracteres ocultos. Cámbielo y elija el archivo de nuevo."
        }
        Word::FileEncrypted => "El archivo está protegido con contraseña. Guárdelo sin ella.",
        Word::FileMacros => "El archivo contiene macros. Guárdelo sin ellas como: {kinds}.",
        Word::FileUnsafe => {
            "El archivo contiene partes que podrían causar daño. Guárdelo de nuevo como: {kinds}."
        }
        Word::FileTooLarge => "El archivo supera {max} MB. Elija uno más pequeño.",
        Word::FileGone => "El archivo ya no está. Adjúntelo de nuevo.",
        Word::UnknownField => "El formulario no tiene ese campo.",
        Word::Invalid => "Hay que corregir algunos campos.",
        Word::NotFound => "Aquí no hay nada.",
        Word::Closed => "Este empleo ya no admite candidaturas.",
        Word::Origin => "Esta página no puede enviar candidaturas aquí.",
        Word::TooLarge => "Es demasiado grande.",
        Word::MediaType => "Envíe JSON o multipart/form-data.",
        Word::Unreadable => "No se pudo leer la solicitud.",
        Word::Method => "Aquí no se puede hacer eso.",
        Word::Unavailable => "Inténtelo de nuevo en un momento. Lo que escribió no se ha perdido.",
        Word::KeyReused => "Esta candidatura ya se envió con otro contenido.",
        Word::Unauthorized => "La clave falta o no es correcta.",
        Word::Forbidden => "Esta clave no da acceso a eso.",
    }
}
