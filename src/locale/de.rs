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
        Word::ResumeKept => "{name} ist angehängt. Wählen Sie nur zum Ersetzen eine andere Datei.",
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
        Word::FileRequired => "Bitte hängen Sie Ihren Lebenslauf an.",
        Word::FileKind => "Diese Art von Datei wird nicht angenommen. Möglich sind: {kinds}.",
        Word::FileContent => {
            "Der Inhalt der Datei passt nicht zu ihrem Namen. Bitte speichern Sie sie neu als: {kinds}."
        }
        Word::FileEmpty => "Die Datei ist leer. Bitte wählen Sie eine andere.",
        Word::FileName => {
            "Der Name der Datei enthält unsichtbare Zeichen. Bitte benennen Sie die Datei um und wählen Sie sie erneut."
        }
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
    }
}
