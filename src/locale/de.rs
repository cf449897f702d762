//! The texts in German.

use super::messages::MessageId::{self, *};

pub(super) fn text(word: MessageId) -> &'static str {
    match word {
        FirstName => "Vorname",
        LastName => "Nachname",
        MiddleName => "Weiterer Vorname",
        Email => "E-Mail",
        Phone => "Telefon",
        Profile => "Link zu einem Profil",
        Letter => "Anschreiben",
        Salary => "Gehaltsvorstellung",
        Resume => "Lebenslauf",
        ResumeHint => "{kinds}, bis {max} MB",
        ResumeKept => {
            "{name} ist angehängt. Zum Entfernen das Häkchen entfernen, zum Ersetzen eine andere Datei wählen."
        }
        Optional => "optional",
        Apply => "Bewerben",
        ApplyFor => "Bewerbung: {job}",
        Jobs => "Offene Stellen",
        NoJobs => "Zurzeit gibt es keine offenen Stellen.",
        AllJobs => "Alle Stellen",
        Stale => {
            "Diese Liste ist möglicherweise nicht ganz aktuell; bewerben können Sie sich trotzdem."
        }
        FixErrors => "Bitte prüfen Sie diese Felder",
        Thanks => "Vielen Dank für Ihre Bewerbung",
        StateReceived => {
            "Wir haben Ihre Bewerbung erhalten und leiten sie an das Unternehmen weiter."
        }
        StateDelivered => "Ihre Bewerbung liegt dem Unternehmen vor.",
        StateFailed => {
            "Ihre Bewerbung konnte nicht automatisch zugestellt werden. Jemand wurde informiert und kümmert sich darum."
        }
        StateWithdrawn => {
            "Sie haben diese Bewerbung zurückgezogen. Was noch nicht beim Unternehmen war, ist gelöscht."
        }
        Withdraw => "Bewerbung zurückziehen",
        WithdrawHint => {
            "Löscht, was das Unternehmen noch nicht hat, und teilt es ihm mit, falls doch. Eine Datei, die schon beim Unternehmen ist, kann nur dieses löschen."
        }
        Receipt => "Eingangsnummer",
        Required => "Bitte füllen Sie dieses Feld aus.",
        TooLong => "Bitte höchstens {limit} Zeichen.",
        Characters => {
            "Dieses Feld enthält Zeichen, die nicht gespeichert werden können. Bitte tippen Sie es neu ein."
        }
        BadEmail => "Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.",
        BadPhone => {
            "Bitte geben Sie eine Telefonnummer mit 5 bis 15 Ziffern ein, zum Beispiel +44 20 7946 0000."
        }
        BadUrl => "Bitte geben Sie eine Webadresse ein, die mit https:// beginnt.",
        ConsentRequired => "Ohne diese Zustimmung kann die Bewerbung nicht gesendet werden.",
        ConsentChanged => {
            "Dieser Text hat sich geändert, seit Sie das Formular geöffnet haben. Bitte lesen Sie ihn noch einmal."
        }
        FileRequired => "Bitte anhängen: {label}.",
        FileKind => "Diese Art von Datei wird nicht angenommen. Möglich sind: {kinds}.",
        FileContent => {
            "Der Inhalt der Datei passt nicht zu ihrem Namen. Bitte speichern Sie sie neu als: {kinds}."
        }
        FileMarkup => {
            "Das ist eine Webseite oder eine XML-Datei mit dem Namen eines Word-Dokuments. Bitte öffnen Sie sie und speichern Sie sie als PDF oder DOCX."
        }
        FileEmpty => "Die Datei ist leer. Bitte wählen Sie eine andere.",
        FileEncrypted => {
            "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."
        }
        FileMacros => "Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros als: {kinds}.",
        FileUnsafe => {
            "Die Datei enthält Teile, die Schaden anrichten könnten. Bitte speichern Sie sie neu als: {kinds}."
        }
        FileTooLarge => "Die Datei ist größer als {max} MB. Bitte wählen Sie eine kleinere.",
        UploadExpired => "Die Datei ist nicht mehr vorhanden. Bitte hängen Sie sie noch einmal an.",
        UnknownField => "Ein solches Feld hat das Formular nicht.",
        Invalid => "Einige Felder müssen geändert werden.",
        NotFound => "Hier gibt es nichts.",
        Closed => "Für diese Stelle werden keine Bewerbungen mehr angenommen.",
        Origin => "Diese Seite darf hier keine Bewerbungen senden.",
        TooLarge => "Das ist zu groß.",
        MediaType => "Bitte senden Sie JSON oder multipart/form-data.",
        Unreadable => "Die Anfrage konnte nicht gelesen werden.",
        MethodNotAllowed => "Das geht hier nicht.",
        Unavailable => {
            "Bitte versuchen Sie es gleich noch einmal. Ihre Eingaben sind nicht verloren."
        }
        KeyReused => "Diese Bewerbung wurde schon mit anderem Inhalt gesendet.",
        Unauthorized => "Der Schlüssel fehlt oder ist falsch.",
        Forbidden => "Dieser Schlüssel öffnet das nicht.",
        Links => "Links",
        LinksHint => "Eine Adresse pro Zeile, jede beginnt mit https://",
        Birthday => "Geburtsdatum",
        Position => "Derzeitige Position",
        Company => "Derzeitiger Arbeitgeber",
        Photo => "Foto",
        Files => "Weitere Dateien",
        BadDate => "Bitte geben Sie ein Datum ein, zum Beispiel {date}.",
        FileNamePath => {
            "Der Name der Datei enthält einen Pfad. Bitte wählen Sie die Datei selbst noch einmal aus."
        }
        FileNameCharacters => {
            "Der Name der Datei enthält nicht darstellbare Zeichen. Bitte benennen Sie sie mit Buchstaben, Ziffern und Leerzeichen um und wählen Sie sie erneut aus."
        }
        FileNameDirection => {
            "Der Name der Datei enthält verborgene Zeichen, die die Schreibrichtung ändern. Bitte tippen Sie den Namen neu und wählen Sie die Datei erneut aus."
        }
        FileNameLong => {
            "Der Name der Datei ist länger als 255 Zeichen. Bitte kürzen Sie ihn und wählen Sie die Datei erneut aus."
        }
        FilePixels => "Das Bild hat mehr als 50 Megapixel. Bitte wählen Sie ein kleineres.",
        FileInfected => {
            "Ein Virenscanner nimmt diese Datei nicht an. Bitte prüfen Sie Ihren Rechner und wählen Sie eine andere Datei."
        }
        TooManyFiles => "Bitte hängen Sie hier höchstens {limit} an.",
        TooMany => "Das war etwas zu oft. Bitte versuchen Sie es in einer Minute noch einmal.",
        UploadOffset => "Das Hochladen geht an einer anderen Stelle weiter.",
        UploadChecksum => {
            "Ein Teil der Datei wurde unterwegs beschädigt und wird noch einmal gesendet."
        }
        UploadClaimed => {
            "Diese Datei gehört zu einer gesendeten Bewerbung. Ziehen Sie diese zurück, um sie zu löschen."
        }
        NoPrefill => {
            "Das Formular kann hier nicht aus einem Lebenslauf ausgefüllt werden. Bitte füllen Sie es selbst aus."
        }
        Uploading => "Wird hochgeladen: {percent}",
        Uploaded => "Hochgeladen",
        Paused => "Angehalten bei {percent}",
        Waiting => "Die Verbindung ist schlecht. Es geht gleich von selbst weiter.",
        Offline => {
            "Sie sind offline. Nichts ist verloren: Es geht von selbst weiter, sobald Sie wieder online sind."
        }
        Pause => "Anhalten",
        ContinueUpload => "Fortsetzen",
        Remove => "Entfernen",
        Sending => "Wird gesendet…",
        PrefillAsk => {
            "Formular aus diesem Lebenslauf ausfüllen. Dafür geht die Datei sofort an das Unternehmen; löschen kann sie dann nur noch das Unternehmen."
        }
        PrefillDone => "Aus Ihrem Lebenslauf ausgefüllt. Bitte prüfen Sie es.",
        PrefillNothing => {
            "Aus dieser Datei konnte nichts gelesen werden. Bitte füllen Sie das Formular selbst aus."
        }
        FromResume => "aus dem Lebenslauf",
        DraftRestored => "Was Sie vorher eingegeben haben, ist wieder da.",
        StartOver => "Löschen und neu beginnen",
        Search => "Suche",
        Division => "Abteilung",
        Region => "Ort",
        Every => "Alle",
        BadNumber => "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 5.",
        BadChoice => "Bitte wählen Sie etwas aus der Liste.",
        CheckAsk => "Um zu zeigen, dass ein Mensch sich bewirbt: Wie viel ist {a} + {b}?",
        CheckRequired => {
            "Bitte beantworten Sie diese Frage, damit wir wissen, dass ein Mensch sich bewirbt."
        }
        CheckWrong => "Das ist nicht die Lösung. Bitte schreiben Sie die Summe als Zahl.",
        ChallengeFailed => {
            "Wir konnten nicht feststellen, dass ein Mensch sich bewirbt. Bitte versuchen Sie es noch einmal."
        }
        ChallengeWaiting => "Es wird geprüft, ob ein Mensch sich bewirbt …",
        ChallengeBlocked => {
            "Die Prüfung, ob ein Mensch sich bewirbt, konnte nicht geladen werden. Senden Sie trotzdem: Stattdessen wird eine einfache Frage gestellt."
        }
        PoolHint => {
            "Was Sie geschrieben haben, ist noch da. Das Unternehmen kann es für andere Stellen aufbewahren:"
        }
        PoolOffer => "An den Talentpool senden",
        FileKept => "{name} ist angehängt. Zum Entfernen das Häkchen entfernen.",
        FileUnreadable => {
            "Die Datei konnte nicht gelesen werden. Bitte wählen Sie sie noch einmal aus."
        }
        FileFailed => {
            "Die Datei konnte nicht gesendet werden. Bitte entfernen Sie sie und wählen Sie sie noch einmal aus."
        }
        ResumePhoto => "Das Foto aus diesem Lebenslauf mitsenden",
        NoFit => "Keine offene Stelle passt zu dieser Suche.",
        Posted => "Veröffentlicht am {date}",
    }
}
