//! Hebrew.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "שם פרטי",
        Word::LastName => "שם משפחה",
        Word::MiddleName => "שם אמצעי",
        Word::Email => "דואר אלקטרוני",
        Word::Phone => "טלפון",
        Word::Profile => "קישור לפרופיל",
        Word::Letter => "מכתב מקדים",
        Word::Salary => "ציפיות שכר",
        Word::Resume => "קורות חיים",
        Word::ResumeHint => "{kinds}, עד {max} מ״ב",
        Word::ResumeKept => {
            "הקובץ {name} מצורף. להסרה יש לבטל את הסימון, להחלפה יש לבחור קובץ אחר."
        }
        Word::Optional => "לא חובה",
        Word::Apply => "הגשת מועמדות",
        Word::ApplyFor => "הגשת מועמדות: {job}",
        Word::Jobs => "משרות פתוחות",
        Word::NoJobs => "אין כרגע משרות פתוחות.",
        Word::AllJobs => "כל המשרות",
        Word::Stale => "ייתכן שהרשימה אינה עדכנית; אפשר להגיש מועמדות בכל זאת.",
        Word::Mend => "נא לבדוק את השדות האלה",
        Word::Thanks => "תודה על הגשת המועמדות",
        Word::StateReceived => "קיבלנו את המועמדות ואנו מעבירים אותה לחברה.",
        Word::StateDelivered => "המועמדות נמצאת אצל החברה.",
        Word::StateFailed => {
            "לא הצלחנו להעביר את המועמדות באופן אוטומטי. נמסרה הודעה לאדם שיטפל בכך."
        }
        Word::StateWithdrawn => "משכתם את המועמדות. מה שעדיין לא הועבר לחברה נמחק.",
        Word::Withdraw => "משיכת המועמדות",
        Word::WithdrawHint => {
            "מוחק את מה שעדיין אינו אצל החברה, ומודיע לה אם כבר קיבלה. קובץ שכבר אצל החברה יכול להימחק רק על ידה."
        }
        Word::Receipt => "מספר אישור",
        Word::Required => "נא למלא שדה זה.",
        Word::TooLong => "עד {limit} תווים לכל היותר.",
        Word::Characters => "השדה מכיל תווים שאי אפשר לשמור. נא להקליד מחדש.",
        Word::BadEmail => "נא להזין כתובת דואר אלקטרוני, לדוגמה name@example.com.",
        Word::BadPhone => "נא להזין מספר טלפון בן 5 עד 15 ספרות, לדוגמה \u{200e}+44 20 7946 0000.",
        Word::BadUrl => "נא להזין כתובת אינטרנט המתחילה ב-https://.",
        Word::ConsentRequired => "יש להסכים לכך, אחרת לא ניתן לשלוח את המועמדות.",
        Word::ConsentChanged => "הטקסט השתנה מאז שפתחת את הטופס. נא לקרוא אותו שוב.",
        Word::FileRequired => "נא לצרף: {label}.",
        Word::FileKind => "סוג קובץ זה אינו מתקבל. אפשר לבחור: {kinds}.",
        Word::FileContent => "תוכן הקובץ אינו תואם לשמו. נא לשמור אותו מחדש באחד מהסוגים: {kinds}.",
        Word::FileMarkup => {
            "זהו דף אינטרנט או קובץ XML בשם של מסמך Word. נא לפתוח אותו ולשמור כ-PDF או DOCX."
        }
        Word::FileEmpty => "הקובץ ריק. נא לבחור קובץ אחר.",
        Word::FileEncrypted => "הקובץ נעול בסיסמה. נא לשמור אותו בלי סיסמה.",
        Word::FileMacros => "בקובץ יש פקודות מאקרו. נא לשמור אותו בלעדיהן באחד מהסוגים: {kinds}.",
        Word::FileUnsafe => {
            "בקובץ יש חלקים שעלולים להזיק. נא לשמור אותו מחדש באחד מהסוגים: {kinds}."
        }
        Word::FileTooLarge => "הקובץ גדול מ-{max} מ״ב. נא לבחור קובץ קטן יותר.",
        Word::FileGone => "הקובץ כבר אינו שמור. נא לצרף אותו שוב.",
        Word::UnknownField => "אין שדה כזה בטופס.",
        Word::Invalid => "יש לתקן כמה שדות.",
        Word::NotFound => "אין כאן דבר.",
        Word::Closed => "משרה זו אינה פתוחה עוד להגשת מועמדות.",
        Word::Origin => "הדף הזה אינו מורשה לשלוח לכאן מועמדויות.",
        Word::TooLarge => "הבקשה גדולה מדי.",
        Word::MediaType => "יש לשלוח JSON או multipart/form-data.",
        Word::Unreadable => "לא ניתן היה לקרוא את הבקשה.",
        Word::Method => "פעולה זו אינה אפשרית כאן.",
        Word::Unavailable => "נא לנסות שוב בעוד רגע. מה שהוקלד לא אבד.",
        Word::KeyReused => "המועמדות כבר נשלחה עם תוכן אחר.",
        Word::Unauthorized => "המפתח חסר או שגוי.",
        Word::Forbidden => "המפתח הזה אינו פותח את זה.",
        Word::Links => "קישורים",
        Word::LinksHint => "כתובת אחת בכל שורה, וכל אחת מתחילה ב־https://",
        Word::Birthday => "תאריך לידה",
        Word::Position => "התפקיד הנוכחי",
        Word::Company => "מקום העבודה הנוכחי",
        Word::Photo => "תמונה",
        Word::Files => "קבצים נוספים",
        Word::BadDate => "נא להזין תאריך, למשל {date}.",
        Word::FileNamePath => "בשם הקובץ יש נתיב. נא לבחור שוב את הקובץ עצמו.",
        Word::FileNameCharacters => {
            "בשם הקובץ יש תווים שאי אפשר להציג. נא לשנות את שמו לאותיות, ספרות ורווחים ולבחור בו שוב."
        }
        Word::FileNameDirection => {
            "בשם הקובץ יש סימנים נסתרים שהופכים את כיוון הכתיבה. נא להקליד את שמו מחדש ולבחור בו שוב."
        }
        Word::FileNameLong => "שם הקובץ ארוך מ־255 תווים. נא לקצר אותו ולבחור בקובץ שוב.",
        Word::FilePixels => "בתמונה יש יותר מ־50 מגה־פיקסל. נא לבחור תמונה קטנה יותר.",
        Word::FileInfected => {
            "סורק הווירוסים אינו מקבל את הקובץ הזה. נא לבדוק את המחשב ולבחור קובץ אחר."
        }
        Word::TooManyFiles => "אפשר לצרף כאן {limit} לכל היותר.",
        Word::TooMany => "זה היה מעט תכוף מדי. נא לנסות שוב בעוד דקה.",
        Word::UploadOffset => "ההעלאה ממשיכה ממקום אחר.",
        Word::UploadChecksum => "חלק מהקובץ נפגם בדרך ונשלח שוב.",
        Word::UploadClaimed => "הקובץ שייך למועמדות שנשלחה. כדי למחוק אותו יש למשוך אותה.",
        Word::NoPrefill => "כאן אי אפשר למלא את הטופס מקורות החיים. נא למלא אותו ידנית.",
        Word::Uploading => "בהעלאה: {percent}",
        Word::Uploaded => "הועלה",
        Word::Paused => "מושהה: {percent}",
        Word::Waiting => "החיבור חלש. זה ימשיך מעצמו בעוד רגע.",
        Word::Offline => "אין חיבור לרשת. שום דבר לא אבד: זה ימשיך מעצמו כשהחיבור יחזור.",
        Word::Pause => "השהיה",
        Word::GoOn => "המשך",
        Word::Remove => "הסרה",
        Word::Sending => "שולחים…",
        Word::PrefillAsk => {
            "מילוי הטופס מקורות החיים. לשם כך הקובץ עובר לחברה מיד, ומאז רק היא יכולה למחוק אותו."
        }
        Word::PrefillDone => "מולא מקורות החיים. נא לבדוק.",
        Word::PrefillNothing => "לא ניתן היה לקרוא דבר מהקובץ. נא למלא את הטופס ידנית.",
        Word::FromResume => "מתוך קורות החיים",
        Word::DraftRestored => "מה שהקלדת קודם נמצא כאן שוב.",
        Word::StartAnew => "מחיקה והתחלה מחדש",
        Word::Search => "חיפוש",
        Word::Division => "מחלקה",
        Word::Region => "מיקום",
        Word::Every => "הכול",
        Word::BadNumber => "נא להזין מספר שלם, למשל 5.",
        Word::BadChoice => "נא לבחור אפשרות מהרשימה.",
        Word::CheckAsk => "כדי להראות שאדם מגיש את המועמדות: כמה הם {a} + {b}?",
        Word::CheckRequired => "נא לענות על השאלה הזאת, כדי שנדע שאדם מגיש את המועמדות.",
        Word::CheckWrong => "זו אינה התשובה. נא לכתוב את הסכום במספרים.",
        Word::Robot => "לא הצלחנו לוודא שאדם מגיש את המועמדות. נא לנסות שוב.",
        Word::RobotWaiting => "בודקים שאדם מגיש את המועמדות…",
        Word::RobotBlocked => {
            "לא ניתן היה לטעון את הבדיקה שאדם מגיש את המועמדות. אפשר לשלוח בכל זאת: במקומה תוצג שאלה פשוטה."
        }
        Word::PoolHint => "מה שהקלדתם עדיין כאן. החברה יכולה לשמור אותו למשרות אחרות:",
        Word::PoolOffer => "שליחה למאגר המועמדים",
        Word::FileKept => "הקובץ {name} מצורף. להסרה יש לבטל את הסימון.",
        Word::FileUnreadable => "לא ניתן היה לקרוא את הקובץ. נא לבחור אותו שוב.",
        Word::FileFailed => "לא ניתן היה לשלוח את הקובץ. נא להסיר אותו ולבחור אותו שוב.",
        Word::ResumePhoto => "לשלוח גם את התמונה מקורות החיים",
        Word::NoFit => "אין משרה פתוחה שמתאימה לחיפוש.",
        Word::Posted => "תאריך פרסום: {date}",
    }
}
