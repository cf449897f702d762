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
        Word::ResumeKept => {
            "{name} está adjunto. Desmárquelo para quitarlo o elija otro archivo para sustituirlo."
        }
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
        Word::FileRequired => "Adjunte: {label}.",
        Word::FileKind => "No se acepta este tipo de archivo. Elija uno de estos: {kinds}.",
        Word::FileContent => {
            "El contenido del archivo no corresponde a su nombre. Guárdelo de nuevo como: {kinds}."
        }
        Word::FileMarkup => {
            "Es una página web o un archivo XML con nombre de documento de Word. Ábralo y guárdelo como PDF o DOCX."
        }
        Word::FileEmpty => "El archivo está vacío. Elija otro.",
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
        Word::Links => "Enlaces",
        Word::LinksHint => "Una dirección por línea, cada una empieza por https://",
        Word::Birthday => "Fecha de nacimiento",
        Word::Position => "Puesto actual",
        Word::Company => "Empresa actual",
        Word::Photo => "Foto",
        Word::Files => "Otros archivos",
        Word::BadDate => "Escriba una fecha, por ejemplo {date}.",
        Word::FileNamePath => {
            "El nombre del archivo contiene una ruta. Elija de nuevo el propio archivo."
        }
        Word::FileNameCharacters => {
            "El nombre del archivo tiene caracteres que no se pueden mostrar. Cámbielo por uno con letras, números y espacios, y elíjalo de nuevo."
        }
        Word::FileNameDirection => {
            "El nombre del archivo tiene marcas ocultas que cambian la dirección de escritura. Escríbalo de nuevo y elija el archivo otra vez."
        }
        Word::FileNameLong => {
            "El nombre del archivo tiene más de 255 caracteres. Acórtelo y elija el archivo de nuevo."
        }
        Word::FilePixels => "La imagen tiene más de 50 megapíxeles. Elija una más pequeña.",
        Word::FileInfected => {
            "Un antivirus no acepta este archivo. Revise su equipo y elija otro archivo."
        }
        Word::TooManyFiles => "Adjunte aquí como máximo {limit}.",
        Word::TooMany => "Han sido demasiados intentos. Vuelva a probar en un minuto.",
        Word::UploadOffset => "La carga continúa desde otro punto.",
        Word::UploadChecksum => "Una parte del archivo se dañó en el camino y se envía de nuevo.",
        Word::UploadClaimed => {
            "Este archivo pertenece a una candidatura enviada. Retírela para borrarlo."
        }
        Word::NoPrefill => {
            "Aquí el formulario no se puede rellenar desde un currículum. Rellénelo a mano."
        }
        Word::Uploading => "Subiendo: {percent}",
        Word::Uploaded => "Subido",
        Word::Paused => "En pausa: {percent}",
        Word::Waiting => "La conexión es mala. Continuará por sí solo en un momento.",
        Word::Offline => {
            "No tiene conexión. No se ha perdido nada: continuará por sí solo cuando vuelva."
        }
        Word::Pause => "Pausar",
        Word::GoOn => "Continuar",
        Word::Remove => "Quitar",
        Word::Sending => "Enviando…",
        Word::PrefillAsk => {
            "Rellenar el formulario con este currículum. Para ello el archivo se envía de inmediato a la empresa; después solo ella puede borrarlo."
        }
        Word::PrefillDone => "Rellenado con su currículum. Compruébelo, por favor.",
        Word::PrefillNothing => {
            "No se pudo leer nada de este archivo. Rellene el formulario a mano."
        }
        Word::FromResume => "leído del currículum",
        Word::DraftRestored => "Lo que escribió antes está aquí de nuevo.",
        Word::StartAnew => "Borrarlo y empezar de nuevo",
        Word::Search => "Buscar",
        Word::Division => "Departamento",
        Word::Region => "Ubicación",
        Word::Every => "Todos",
        Word::BadNumber => "Escriba un número entero, por ejemplo 5.",
        Word::BadChoice => "Elija una opción de la lista.",
        Word::CheckAsk => "Para mostrar que se inscribe una persona: ¿cuánto es {a} + {b}?",
        Word::CheckRequired => {
            "Responda a esta pregunta para que sepamos que se inscribe una persona."
        }
        Word::CheckWrong => "Esa no es la respuesta. Escriba la suma con cifras.",
        Word::Robot => "No hemos podido comprobar que se inscribe una persona. Inténtelo de nuevo.",
        Word::RobotWaiting => "Comprobando que se inscribe una persona…",
        Word::RobotBlocked => {
            "No se ha podido cargar la comprobación de que se inscribe una persona. Envíelo de todos modos: en su lugar se hace una pregunta sencilla."
        }
        Word::PoolHint => {
            "Lo que ha escrito sigue aquí. La empresa puede guardarlo para otros puestos:"
        }
        Word::PoolOffer => "Enviar a la bolsa de talento",
        Word::FileKept => "{name} está adjunto. Desmárquelo para quitarlo.",
        Word::FileUnreadable => "No se pudo leer el archivo. Elíjalo de nuevo.",
        Word::FileFailed => "No se pudo enviar el archivo. Quítelo y elíjalo de nuevo.",
        Word::ResumePhoto => "Enviar también la foto de este currículum",
        Word::NoFit => "Ningún empleo coincide con esta búsqueda.",
        Word::Posted => "Publicado: {date}",
    }
}
