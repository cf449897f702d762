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
        Word::ResumeKept => "הקובץ {name} מצורף. יש לבחור קובץ אחר רק כדי להחליפו.",
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
        Word::FileRequired => "נא לצרף קורות חיים.",
        Word::FileKind => "סוג קובץ זה אינו מתקבל. אפשר לבחור: {kinds}.",
        Word::FileContent => "תוכן הקובץ אינו תואם לשמו. נא לשמור אותו מחדש באחד מהסוגים: {kinds}.",
        Word::FileEmpty => "הקובץ ריק. נא לבחור קובץ אחר.",
        Word::FileName => "בשם הקובץ יש תווים נסתרים. נא לשנות את שמו ולבחור בו שוב.",
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
    }
}
