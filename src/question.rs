//! An organisation's own questions, as its ATS has them: what a form shows, and the check of what was
//! answered. Posted as `q.<key>`; a question inside another has a key with a dot.

use crate::form::phone::plain;
use crate::form::{FlawCode, is_day, is_web_address, trimmed};
use serde::{Deserialize, Serialize};

/// Before a question's key in the posted form.
pub const PREFIX: &str = "q.";

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Its key at the ATS; with a dot for a question inside another.
    pub key: String,
    /// What is asked.
    pub label: String,
    /// What it takes.
    pub kind: QuestionKind,
    /// Whether it must be answered.
    pub required: bool,
    /// The most characters of a text.
    pub max: u32,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// What it is at first.
    pub value: String,
}

/// What a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// A line.
    #[default]
    Text,
    /// Several lines.
    Textarea,
    /// A whole number.
    Number,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// A web address.
    Url,
    /// One of its choices.
    Choice,
    /// Nothing: a text to be read.
    Note,
    /// Nothing that is shown: its value is its answer.
    Hidden,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether the ATS takes it as a number: an id.
    #[serde(default)]
    pub number: bool,
}

/// An answer, under its question's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A whole number, or an id.
    Number(i64),
    /// Anything else.
    Text(String),
}

impl Answer {
    /// As JSON.
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.clone().into(),
        }
    }
}

impl Question {
    /// Its name in the posted form.
    pub fn name(&self) -> String {
        [PREFIX, &self.key].concat()
    }

    /// What was answered; `None` for an empty answer that need not be given.
    pub(crate) fn parse(&self, typed: &str) -> Result<Option<Answer>, (FlawCode, Option<u32>)> {
        let text = match self.kind {
            QuestionKind::Note => return Ok(None),
            QuestionKind::Hidden => trimmed(&self.value),
            _ => trimmed(typed),
        };
        let text = text.as_str();
        if text.is_empty() {
            let needed = self.required && self.kind != QuestionKind::Hidden;
            return if needed { Err((FlawCode::Required, None)) } else { Ok(None) };
        }
        if text.chars().count() > self.max as usize {
            return Err((FlawCode::TooLong, Some(self.max)));
        }
        let lines = self.kind == QuestionKind::Textarea;
        if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            return Err((FlawCode::Characters, None));
        }
        let wrong = |code| Err((code, None));
        match self.kind {
            // As people write it, with digits of their script and spaces between thousands.
            QuestionKind::Number => match text
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(plain)
                .collect::<String>()
                .parse()
            {
                Ok(number) => Ok(Some(Answer::Number(number))),
                Err(_) => wrong(FlawCode::Number),
            },
            QuestionKind::Date if !is_day(text) => wrong(FlawCode::Date),
            QuestionKind::Url if !is_web_address(text) => wrong(FlawCode::Url),
            QuestionKind::Choice => match self.choices.iter().find(|c| c.value == text) {
                Some(choice) if choice.number => match text.parse() {
                    Ok(number) => Ok(Some(Answer::Number(number))),
                    Err(_) => wrong(FlawCode::Choice),
                },
                Some(_) => Ok(Some(Answer::Text(text.to_owned()))),
                None => wrong(FlawCode::Choice),
            },
            _ => Ok(Some(Answer::Text(text.to_owned()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> Question {
        Question { key: "k".to_owned(), kind, max: 20, ..Question::default() }
    }

    #[test]
    fn each_kind_takes_what_it_takes() {
        let text = |t: &str| Ok(Some(Answer::Text(t.to_owned())));
        let ask = |kind, typed: &str| question(kind).parse(typed);
        assert_eq!(ask(QuestionKind::Text, " a "), text("a"));
        assert_eq!(ask(QuestionKind::Text, "a\nb"), Err((FlawCode::Characters, None)));
        assert_eq!(ask(QuestionKind::Textarea, "a\r\nb"), text("a\nb"));
        assert_eq!(ask(QuestionKind::Text, &"x".repeat(21)), Err((FlawCode::TooLong, Some(20))));
        assert_eq!(ask(QuestionKind::Number, "-7"), Ok(Some(Answer::Number(-7))));
        assert_eq!(ask(QuestionKind::Number, "5\u{a0}000"), Ok(Some(Answer::Number(5000))));
        assert_eq!(ask(QuestionKind::Number, "٢٥"), Ok(Some(Answer::Number(25))));
        assert_eq!(ask(QuestionKind::Number, "7.5"), Err((FlawCode::Number, None)));
        assert_eq!(ask(QuestionKind::Date, "2026-02-30"), Err((FlawCode::Date, None)));
        assert_eq!(ask(QuestionKind::Url, "javascript:x"), Err((FlawCode::Url, None)));
        assert_eq!(ask(QuestionKind::Note, "typed all the same"), Ok(None));
        assert_eq!(ask(QuestionKind::Text, ""), Ok(None));
        let needed = Question { required: true, ..question(QuestionKind::Text) };
        assert_eq!(needed.parse(" "), Err((FlawCode::Required, None)));
    }

    #[test]
    fn only_what_is_offered_can_be_chosen_and_what_is_hidden_is_not_the_pages_to_say() {
        let choice =
            |value: &str, number| Choice { value: value.to_owned(), label: String::new(), number };
        let choices = vec![choice("12", true), choice("B2", false)];
        let asked = Question { choices, ..question(QuestionKind::Choice) };
        assert_eq!(asked.parse("12"), Ok(Some(Answer::Number(12))));
        assert_eq!(asked.parse("B2"), Ok(Some(Answer::Text("B2".to_owned()))));
        assert_eq!(asked.parse("13"), Err((FlawCode::Choice, None)));
        let hidden = Question { value: "web".to_owned(), ..question(QuestionKind::Hidden) };
        assert_eq!(hidden.parse("forged"), Ok(Some(Answer::Text("web".to_owned()))));
    }
}
