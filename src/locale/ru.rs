//! Russian.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "Имя",
        Word::LastName => "Фамилия",
        Word::MiddleName => "Отчество",
        Word::Email => "Электронная почта",
        Word::Phone => "Телефон",
        Word::Profile => "Ссылка на профиль",
        Word::Letter => "Сопроводительное письмо",
        Word::Salary => "Зарплатные ожидания",
        Word::Resume => "Резюме",
        Word::ResumeHint => "{kinds}, до {max} МБ",
        Word::ResumeKept => "Файл {name} приложен. Выберите другой, только чтобы заменить его.",
        Word::Optional => "необязательно",
        Word::Apply => "Откликнуться",
        Word::ApplyFor => "Отклик: {job}",
        Word::Jobs => "Открытые вакансии",
        Word::NoJobs => "Сейчас открытых вакансий нет.",
        Word::AllJobs => "Все вакансии",
        Word::Stale => "Список мог немного устареть; откликнуться всё равно можно.",
        Word::Mend => "Проверьте эти поля",
        Word::Thanks => "Спасибо за отклик",
        Word::StateReceived => "Мы получили ваш отклик и передаём его компании.",
        Word::StateDelivered => "Ваш отклик у компании.",
        Word::StateFailed => {
            "Отклик не удалось передать автоматически. Об этом сообщено сотруднику, и он им займётся."
        }
        Word::Receipt => "Номер отклика",
        Word::Required => "Заполните это поле.",
        Word::TooLong => "Не больше {limit} знаков.",
        Word::Characters => "В поле есть символы, которые нельзя сохранить. Введите его заново.",
        Word::BadEmail => "Введите адрес электронной почты, например name@example.com.",
        Word::BadPhone => "Введите номер телефона из 5–15 цифр, например +44 20 7946 0000.",
        Word::BadUrl => "Введите адрес страницы, начинающийся с https://.",
        Word::ConsentRequired => "Без этого согласия отправить отклик нельзя.",
        Word::ConsentChanged => {
            "Этот текст изменился с тех пор, как вы открыли форму. Прочтите его ещё раз."
        }
        Word::FileRequired => "Приложите резюме.",
        Word::FileKind => "Такие файлы не принимаются. Подойдут: {kinds}.",
        Word::FileContent => {
            "Содержимое файла не соответствует его имени. Сохраните его заново как: {kinds}."
        }
        Word::FileEmpty => "Файл пуст. Выберите другой.",
        Word::FileTooLarge => "Файл больше {max} МБ. Выберите файл поменьше.",
        Word::FileGone => "Файл больше не хранится. Приложите его ещё раз.",
        Word::UnknownField => "В форме нет такого поля.",
        Word::Invalid => "Некоторые поля нужно исправить.",
        Word::NotFound => "Здесь ничего нет.",
        Word::Closed => "Эта вакансия закрыта.",
        Word::Origin => "Эта страница не может отправлять сюда отклики.",
        Word::TooLarge => "Это слишком много.",
        Word::MediaType => "Отправьте JSON или multipart/form-data.",
        Word::Unreadable => "Запрос не удалось прочесть.",
        Word::Method => "Здесь так нельзя.",
        Word::Unavailable => "Попробуйте ещё раз через минуту. Введённое не потеряно.",
        Word::KeyReused => "Этот отклик уже отправлен с другим содержанием.",
        Word::Unauthorized => "Ключ отсутствует или неверен.",
        Word::Forbidden => "Этот ключ не даёт такого доступа.",
    }
}
