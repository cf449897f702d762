//! German.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "Vorname",
        Word::LastName => "Nachname",
        Word::MiddleName => "Weiterer Vorname",
        Word::Email => "E-Mail",
        Word::Phone => "Telefon",
        Word::Profile => "Link zu einem Profil",
        Word::Letter => "Anschreiben",
        Word::Salary => "Gehaltsvorstellung",
        Word::Resume => "Lebenslauf",
        Word::ResumeHint => "{kinds}, bis {max} MB",
        Word::ResumeKept => {
            "{name} ist angehängt. Zum Entfernen das Häkchen entfernen, zum Ersetzen eine andere Datei wählen."
        }
        Word::Optional => "optional",
        Word::Apply => "Bewerben",
        Word::ApplyFor => "Bewerbung: {job}",
        Word::Jobs => "Offene Stellen",
        Word::NoJobs => "Zurzeit gibt es keine offenen Stellen.",
        Word::AllJobs => "Alle Stellen",
        Word::Stale => {
            "Diese Liste ist möglicherweise nicht ganz aktuell; bewerben können Sie sich trotzdem."
        }
        Word::Mend => "Bitte prüfen Sie diese Felder",
        Word::Thanks => "Vielen Dank für Ihre Bewerbung",
        Word::StateReceived => {
            "Wir haben Ihre Bewerbung erhalten und leiten sie an das Unternehmen weiter."
        }
        Word::StateDelivered => "Ihre Bewerbung liegt dem Unternehmen vor.",
        Word::StateFailed => {
            "Ihre Bewerbung konnte nicht automatisch zugestellt werden. Jemand wurde informiert und kümmert sich darum."
        }
        Word::StateWithdrawn => {
            "Sie haben diese Bewerbung zurückgezogen. Was noch nicht beim Unternehmen war, ist gelöscht."
        }
        Word::Withdraw => "Bewerbung zurückziehen",
        Word::WithdrawHint => {
            "Löscht, was das Unternehmen noch nicht hat, und teilt es ihm mit, falls doch. Eine Datei, die schon beim Unternehmen ist, kann nur dieses löschen."
        }
        Word::Receipt => "Eingangsnummer",
        Word::Required => "Bitte füllen Sie dieses Feld aus.",
        Word::TooLong => "Bitte höchstens {limit} Zeichen.",
        Word::Characters => {
            "Dieses Feld enthält Zeichen, die nicht gespeichert werden können. Bitte tippen Sie es neu ein."
        }
        Word::BadEmail => "Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.",
        Word::BadPhone => {
            "Bitte geben Sie eine Telefonnummer mit 5 bis 15 Ziffern ein, zum Beispiel +44 20 7946 0000."
        }
        Word::BadUrl => "Bitte geben Sie eine Webadresse ein, die mit https:// beginnt.",
        Word::ConsentRequired => "Ohne diese Zustimmung kann die Bewerbung nicht gesendet werden.",
        Word::ConsentChanged => {
            "Dieser Text hat sich geändert, seit Sie das Formular geöffnet haben. Bitte lesen Sie ihn noch einmal."
        }
        Word::FileRequired => "Bitte anhängen: {label}.",
        Word::FileKind => "Diese Art von Datei wird nicht angenommen. Möglich sind: {kinds}.",
        Word::FileContent => {
            "Der Inhalt der Datei passt nicht zu ihrem Namen. Bitte speichern Sie sie neu als: {kinds}."
        }
        Word::FileMarkup => {
            "Das ist eine Webseite oder eine XML-Datei mit dem Namen eines Word-Dokuments. Bitte öffnen Sie sie und speichern Sie sie als PDF oder DOCX."
        }
        Word::FileEmpty => "Die Datei ist leer. Bitte wählen Sie eine andere.",
        Word::FileEncrypted => {
            "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."
        }
        Word::FileMacros => {
            "Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros als: {kinds}."
        }
        Word::FileUnsafe => {
            "Die Datei enthält Teile, die Schaden anrichten könnten. Bitte speichern Sie sie neu als: {kinds}."
        }
        Word::FileTooLarge => "Die Datei ist größer als {max} MB. Bitte wählen Sie eine kleinere.",
        Word::FileGone => {
            "Die Datei ist nicht mehr vorhanden. Bitte hängen Sie sie noch einmal an."
        }
        Word::UnknownField => "Ein solches Feld hat das Formular nicht.",
        Word::Invalid => "Einige Felder müssen geändert werden.",
        Word::NotFound => "Hier gibt es nichts.",
        Word::Closed => "Für diese Stelle werden keine Bewerbungen mehr angenommen.",
        Word::Origin => "Diese Seite darf hier keine Bewerbungen senden.",
        Word::TooLarge => "Das ist zu groß.",
        Word::MediaType => "Bitte senden Sie JSON oder multipart/form-data.",
        Word::Unreadable => "Die Anfrage konnte nicht gelesen werden.",
        Word::Method => "Das geht hier nicht.",
        Word::Unavailable => {
            "Bitte versuchen Sie es gleich noch einmal. Ihre Eingaben sind nicht verloren."
        }
        Word::KeyReused => "Diese Bewerbung wurde schon mit anderem Inhalt gesendet.",
        Word::Unauthorized => "Der Schlüssel fehlt oder ist falsch.",
        Word::Forbidden => "Dieser Schlüssel öffnet das nicht.",
        Word::Links => "Links",
        Word::LinksHint => "Eine Adresse pro Zeile, jede beginnt mit https://",
        Word::Birthday => "Geburtsdatum",
        Word::Position => "Derzeitige Position",
        Word::Company => "Derzeitiger Arbeitgeber",
        Word::Photo => "Foto",
        Word::Files => "Weitere Dateien",
        Word::BadDate => "Bitte geben Sie ein Datum ein, zum Beispiel {date}.",
        Word::FileNamePath => {
            "Der Name der Datei enthält einen Pfad. Bitte wählen Sie die Datei selbst noch einmal aus."
        }
        Word::FileNameCharacters => {
            "Der Name der Datei enthält nicht darstellbare Zeichen. Bitte benennen Sie sie mit Buchstaben, Ziffern und Leerzeichen um und wählen Sie sie erneut aus."
        }
        Word::FileNameDirection => {
            "Der Name der Datei enthält verborgene Zeichen, die die Schreibrichtung ändern. Bitte tippen Sie den Namen neu und wählen Sie die Datei erneut aus."
        }
        Word::FileNameLong => {
            "Der Name der Datei ist länger als 255 Zeichen. Bitte kürzen Sie ihn und wählen Sie die Datei erneut aus."
        }
        Word::FilePixels => "Das Bild hat mehr als 50 Megapixel. Bitte wählen Sie ein kleineres.",
        Word::FileInfected => {
            "Ein Virenscanner nimmt diese Datei nicht an. Bitte prüfen Sie Ihren Rechner und wählen Sie eine andere Datei."
        }
        Word::TooManyFiles => "Bitte hängen Sie hier höchstens {limit} an.",
        Word::TooMany => {
            "Das war etwas zu oft. Bitte versuchen Sie es in einer Minute noch einmal."
        }
        Word::UploadOffset => "Das Hochladen geht an einer anderen Stelle weiter.",
        Word::UploadChecksum => {
            "Ein Teil der Datei wurde unterwegs beschädigt und wird noch einmal gesendet."
        }
        Word::UploadClaimed => {
            "Diese Datei gehört zu einer gesendeten Bewerbung. Ziehen Sie diese zurück, um sie zu löschen."
        }
        Word::NoPrefill => {
            "Das Formular kann hier nicht aus einem Lebenslauf ausgefüllt werden. Bitte füllen Sie es selbst aus."
        }
        Word::Uploading => "Wird hochgeladen: {percent}",
        Word::Uploaded => "Hochgeladen",
        Word::Paused => "Angehalten bei {percent}",
        Word::Waiting => "Die Verbindung ist schlecht. Es geht gleich von selbst weiter.",
        Word::Offline => {
            "Sie sind offline. Nichts ist verloren: Es geht von selbst weiter, sobald Sie wieder online sind."
        }
        Word::Pause => "Anhalten",
        Word::GoOn => "Fortsetzen",
        Word::Remove => "Entfernen",
        Word::Sending => "Wird gesendet…",
        Word::PrefillAsk => {
            "Formular aus diesem Lebenslauf ausfüllen. Dafür geht die Datei sofort an das Unternehmen; löschen kann sie dann nur noch das Unternehmen."
        }
        Word::PrefillDone => "Aus Ihrem Lebenslauf ausgefüllt. Bitte prüfen Sie es.",
        Word::PrefillNothing => {
            "Aus dieser Datei konnte nichts gelesen werden. Bitte füllen Sie das Formular selbst aus."
        }
        Word::FromResume => "aus dem Lebenslauf",
        Word::DraftRestored => "Was Sie vorher eingegeben haben, ist wieder da.",
        Word::StartAnew => "Löschen und neu beginnen",
        Word::Search => "Suche",
        Word::Division => "Abteilung",
        Word::Region => "Ort",
        Word::Every => "Alle",
        Word::BadNumber => "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 5.",
        Word::BadChoice => "Bitte wählen Sie etwas aus der Liste.",
        Word::CheckAsk => "Um zu zeigen, dass ein Mensch sich bewirbt: Wie viel ist {a} + {b}?",
        Word::CheckRequired => {
            "Bitte beantworten Sie diese Frage, damit wir wissen, dass ein Mensch sich bewirbt."
        }
        Word::CheckWrong => "Das ist nicht die Lösung. Bitte schreiben Sie die Summe als Zahl.",
        Word::Robot => {
            "Wir konnten nicht feststellen, dass ein Mensch sich bewirbt. Bitte versuchen Sie es noch einmal."
        }
        Word::RobotWaiting => "Es wird geprüft, ob ein Mensch sich bewirbt …",
        Word::RobotBlocked => {
            "Die Prüfung, ob ein Mensch sich bewirbt, konnte nicht geladen werden. Senden Sie trotzdem: Stattdessen wird eine einfache Frage gestellt."
        }
        Word::PoolHint => {
            "Was Sie geschrieben haben, ist noch da. Das Unternehmen kann es für andere Stellen aufbewahren:"
        }
        Word::PoolOffer => "An den Talentpool senden",
        Word::FileKept => "{name} ist angehängt. Zum Entfernen das Häkchen entfernen.",
        Word::FileUnreadable => {
            "Die Datei konnte nicht gelesen werden. Bitte wählen Sie sie noch einmal aus."
        }
        Word::FileFailed => {
            "Die Datei konnte nicht gesendet werden. Bitte entfernen Sie sie und wählen Sie sie noch einmal aus."
        }
        Word::ResumePhoto => "Das Foto aus diesem Lebenslauf mitsenden",
        Word::NoFit => "Keine offene Stelle passt zu dieser Suche.",
        Word::Posted => "Veröffentlicht am {date}",
    }
}
