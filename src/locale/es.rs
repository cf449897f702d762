//! The texts in Spanish.

use super::messages::MessageId::{self, *};

pub(super) fn text(word: MessageId) -> &'static str {
    match word {
        FirstName => "Nombre",
        LastName => "Apellidos",
        MiddleName => "Segundo nombre",
        Email => "Correo electrónico",
        Phone => "Teléfono",
        Profile => "Enlace a un perfil",
        Letter => "Carta de presentación",
        Salary => "Expectativa salarial",
        Resume => "Currículum",
        ResumeHint => "{kinds}, hasta {max} MB",
        ResumeKept => {
            "{name} está adjunto. Desmárquelo para quitarlo o elija otro archivo para sustituirlo."
        }
        Optional => "opcional",
        Apply => "Enviar candidatura",
        ApplyFor => "Candidatura: {job}",
        Jobs => "Empleos disponibles",
        NoJobs => "Ahora mismo no hay empleos disponibles.",
        AllJobs => "Todos los empleos",
        Stale => "Puede que esta lista no esté al día; aun así puede enviar su candidatura.",
        FixErrors => "Revise estos campos",
        Thanks => "Gracias por su candidatura",
        StateReceived => "Hemos recibido su candidatura y la estamos enviando a la empresa.",
        StateDelivered => "Su candidatura está en manos de la empresa.",
        StateFailed => {
            "Su candidatura no se pudo entregar automáticamente. Se ha avisado a una persona para que se ocupe."
        }
        StateWithdrawn => {
            "Ha retirado esta candidatura. Lo que aún no tenía la empresa se ha borrado."
        }
        Withdraw => "Retirar la candidatura",
        WithdrawHint => {
            "Borra lo que la empresa aún no tiene y la avisa si ya lo tiene. Un archivo que ya está en la empresa solo puede borrarlo ella."
        }
        Receipt => "Número de recibo",
        Required => "Rellene este campo.",
        TooLong => "Use como máximo {limit} caracteres.",
        Characters => "Este campo tiene caracteres que no se pueden guardar. Escríbalo de nuevo.",
        BadEmail => "Escriba una dirección de correo, por ejemplo name@example.com.",
        BadPhone => "Escriba un número de teléfono de 5 a 15 cifras, por ejemplo +44 20 7946 0000.",
        BadUrl => "Escriba una dirección web que empiece por https://.",
        ConsentRequired => "Sin este consentimiento no se puede enviar la candidatura.",
        ConsentChanged => "Este texto ha cambiado desde que abrió el formulario. Léalo de nuevo.",
        FileRequired => "Adjunte: {label}.",
        FileKind => "No se acepta este tipo de archivo. Elija uno de estos: {kinds}.",
        FileContent => {
            "El contenido del archivo no corresponde a su nombre. Guárdelo de nuevo como: {kinds}."
        }
        FileMarkup => {
            "Es una página web o un archivo XML con nombre de documento de Word. Ábralo y guárdelo como PDF o DOCX."
        }
        FileEmpty => "El archivo está vacío. Elija otro.",
        FileEncrypted => "El archivo está protegido con contraseña. Guárdelo sin ella.",
        FileMacros => "El archivo contiene macros. Guárdelo sin ellas como: {kinds}.",
        FileUnsafe => {
            "El archivo contiene partes que podrían causar daño. Guárdelo de nuevo como: {kinds}."
        }
        FileTooLarge => "El archivo supera {max} MB. Elija uno más pequeño.",
        UploadExpired => "El archivo ya no está. Adjúntelo de nuevo.",
        UnknownField => "El formulario no tiene ese campo.",
        Invalid => "Hay que corregir algunos campos.",
        NotFound => "Aquí no hay nada.",
        Closed => "Este empleo ya no admite candidaturas.",
        Origin => "Esta página no puede enviar candidaturas aquí.",
        TooLarge => "Es demasiado grande.",
        MediaType => "Envíe JSON o multipart/form-data.",
        Unreadable => "No se pudo leer la solicitud.",
        MethodNotAllowed => "Aquí no se puede hacer eso.",
        Unavailable => "Inténtelo de nuevo en un momento. Lo que escribió no se ha perdido.",
        KeyReused => "Esta candidatura ya se envió con otro contenido.",
        Unauthorized => "La clave falta o no es correcta.",
        Forbidden => "Esta clave no da acceso a eso.",
        Links => "Enlaces",
        LinksHint => "Una dirección por línea, cada una empieza por https://",
        Birthday => "Fecha de nacimiento",
        Position => "Puesto actual",
        Company => "Empresa actual",
        Photo => "Foto",
        Files => "Otros archivos",
        BadDate => "Escriba una fecha, por ejemplo {date}.",
        FileNamePath => {
            "El nombre del archivo contiene una ruta. Elija de nuevo el propio archivo."
        }
        FileNameCharacters => {
            "El nombre del archivo tiene caracteres que no se pueden mostrar. Cámbielo por uno con letras, números y espacios, y elíjalo de nuevo."
        }
        FileNameDirection => {
            "El nombre del archivo tiene marcas ocultas que cambian la dirección de escritura. Escríbalo de nuevo y elija el archivo otra vez."
        }
        FileNameLong => {
            "El nombre del archivo tiene más de 255 caracteres. Acórtelo y elija el archivo de nuevo."
        }
        FilePixels => "La imagen tiene más de 50 megapíxeles. Elija una más pequeña.",
        FileInfected => {
            "Un antivirus no acepta este archivo. Revise su equipo y elija otro archivo."
        }
        TooManyFiles => "Adjunte aquí como máximo {limit}.",
        TooMany => "Han sido demasiados intentos. Vuelva a probar en un minuto.",
        UploadOffset => "La carga continúa desde otro punto.",
        UploadChecksum => "Una parte del archivo se dañó en el camino y se envía de nuevo.",
        UploadClaimed => {
            "Este archivo pertenece a una candidatura enviada. Retírela para borrarlo."
        }
        NoPrefill => {
            "Aquí el formulario no se puede rellenar desde un currículum. Rellénelo a mano."
        }
        Uploading => "Subiendo: {percent}",
        Uploaded => "Subido",
        Paused => "En pausa: {percent}",
        Waiting => "La conexión es mala. Continuará por sí solo en un momento.",
        Offline => {
            "No tiene conexión. No se ha perdido nada: continuará por sí solo cuando vuelva."
        }
        Pause => "Pausar",
        ContinueUpload => "Continuar",
        Remove => "Quitar",
        Sending => "Enviando…",
        PrefillAsk => {
            "Rellenar el formulario con este currículum. Para ello el archivo se envía de inmediato a la empresa; después solo ella puede borrarlo."
        }
        PrefillDone => "Rellenado con su currículum. Compruébelo, por favor.",
        PrefillNothing => "No se pudo leer nada de este archivo. Rellene el formulario a mano.",
        FromResume => "leído del currículum",
        DraftRestored => "Lo que escribió antes está aquí de nuevo.",
        StartOver => "Borrarlo y empezar de nuevo",
        Search => "Buscar",
        Division => "Departamento",
        Region => "Ubicación",
        Every => "Todos",
        BadNumber => "Escriba un número entero, por ejemplo 5.",
        BadChoice => "Elija una opción de la lista.",
        CheckAsk => "Para mostrar que se inscribe una persona: ¿cuánto es {a} + {b}?",
        CheckRequired => "Responda a esta pregunta para que sepamos que se inscribe una persona.",
        CheckWrong => "Esa no es la respuesta. Escriba la suma con cifras.",
        ChallengeFailed => {
            "No hemos podido comprobar que se inscribe una persona. Inténtelo de nuevo."
        }
        ChallengeWaiting => "Comprobando que se inscribe una persona…",
        ChallengeBlocked => {
            "No se ha podido cargar la comprobación de que se inscribe una persona. Envíelo de todos modos: en su lugar se hace una pregunta sencilla."
        }
        PoolHint => "Lo que ha escrito sigue aquí. La empresa puede guardarlo para otros puestos:",
        PoolOffer => "Enviar a la bolsa de talento",
        FileKept => "{name} está adjunto. Desmárquelo para quitarlo.",
        FileUnreadable => "No se pudo leer el archivo. Elíjalo de nuevo.",
        FileFailed => "No se pudo enviar el archivo. Quítelo y elíjalo de nuevo.",
        ResumePhoto => "Enviar también la foto de este currículum",
        NoFit => "Ningún empleo coincide con esta búsqueda.",
        Posted => "Publicado: {date}",
    }
}
