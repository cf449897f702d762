//! The organisation's own questions, as configured in its ATS: their form inputs, and the validation of the answers. An
//! answer is posted as `q.<key>`; the key of a question inside another contains a dot.

use crate::file::is_bidi;
use crate::form::FieldErrorCode;
use crate::form::phone::plain;
use crate::form::validate::{is_day, is_web_address, trimmed};
use serde::{Deserialize, Serialize};

/// The prefix of a question's key in the posted form.
pub const PREFIX: &str = "q.";

/// One of the organisation's own questions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The key at the ATS. A question inside another has a key with a dot.
    pub key: String,
    /// The text of the question.
    pub label: String,
    /// The kind of input.
    pub kind: QuestionKind,
    /// Whether an answer is required.
    pub required: bool,
    /// The maximum length of a text, in characters.
    pub max: u32,
    /// The choices of a selection.
    pub choices: Vec<Choice>,
    /// The initial value.
    pub value: String,
}

/// The kind of input of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// One line of text.
    #[default]
    Text,
    /// Several lines of text.
    Textarea,
    /// An integer.
    Number,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A URL.
    Url,
    /// One of the choices.
    Choice,
    /// No input: a text for the candidate to read.
    Note,
    /// A hidden input, whose initial value is the answer.
    Hidden,
}

/// A choice of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The posted value.
    pub value: String,
    /// The label.
    pub label: String,
    /// Whether the ATS expects the value as a number (an id).
    #[serde(default)]
    pub number: bool,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// An integer, or the id of a choice.
    Number(i64),
    /// A text.
    Text(String),
}

impl Answer {
    /// The answer as a JSON value.
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.clone().into(),
        }
    }
}

impl Question {
    /// The name of the field in the posted form.
    pub fn name(&self) -> String {
        [PREFIX, &self.key].concat()
    }

    /// Validates a posted answer. Returns `None` for an empty answer to an optional question.
    pub(crate) fn parse(
        &self,
        typed: &str,
    ) -> Result<Option<Answer>, (FieldErrorCode, Option<u32>)> {
        let text = match self.kind {
            QuestionKind::Note => return Ok(None),
            QuestionKind::Hidden => trimmed(&self.value),
            _ => trimmed(typed),
        };
        let text = text.as_str();
        if text.is_empty() {
            let needed = self.required && self.kind != QuestionKind::Hidden;
            return if needed { Err((FieldErrorCode::Required, None)) } else { Ok(None) };
        }
        match self.kind {
            // These values are the organisation's own: a candidate could not mend them.
            QuestionKind::Hidden => return Ok(Some(Answer::Text(text.to_owned()))),
            QuestionKind::Choice => return self.choice(text).map(Some),
            _ => {}
        }
        if text.chars().count() > self.max as usize {
            return Err((FieldErrorCode::TooLong, Some(self.max)));
        }
        let lines = self.kind == QuestionKind::Textarea;
        // As in the form's own fields.
        let storable = |c: char| lines && matches!(c, '\n' | '\t') || !c.is_control();
        if !text.chars().all(|c| storable(c) && (lines || !is_bidi(c))) {
            return Err((FieldErrorCode::Characters, None));
        }
        let wrong = |code| Err((code, None));
        match self.kind {
            // Accepts digits of other scripts, and spaces between thousands.
            QuestionKind::Number => match text
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(plain)
                .collect::<String>()
                .parse()
            {
                Ok(number) => Ok(Some(Answer::Number(number))),
                Err(_) => wrong(FieldErrorCode::Number),
            },
            QuestionKind::Date if !is_day(text) => wrong(FieldErrorCode::Date),
            QuestionKind::Url if !is_web_address(text) => wrong(FieldErrorCode::Url),
            _ => Ok(Some(Answer::Text(text.to_owned()))),
        }
    }

    /// The choice that a trimmed text names, with the value that the ATS knows.
    fn choice(&self, text: &str) -> Result<Answer, (FieldErrorCode, Option<u32>)> {
        let wrong = (FieldErrorCode::Choice, None);
        let choice = self.choices.iter().find(|c| trimmed(&c.value) == text).ok_or(wrong)?;
        match text.parse() {
            Ok(number) if choice.number => Ok(Answer::Number(number)),
            Err(_) if choice.number => Err(wrong),
            _ => Ok(Answer::Text(choice.value.clone())),
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
    fn each_kind_of_question_validates_its_answer() {
        let text = |t: &str| Ok(Some(Answer::Text(t.to_owned())));
        let ask = |kind, typed: &str| question(kind).parse(typed);
        assert_eq!(ask(QuestionKind::Text, " a "), text("a"));
        assert_eq!(ask(QuestionKind::Text, "a\nb"), Err((FieldErrorCode::Characters, None)));
        assert_eq!(ask(QuestionKind::Text, "a\u{202e}b"), Err((FieldErrorCode::Characters, None)));
        assert_eq!(ask(QuestionKind::Textarea, "a\r\nb\rc"), text("a\nb\nc"));
        assert_eq!(
            ask(QuestionKind::Text, &"x".repeat(21)),
            Err((FieldErrorCode::TooLong, Some(20)))
        );
        assert_eq!(ask(QuestionKind::Number, "-7"), Ok(Some(Answer::Number(-7))));
        assert_eq!(ask(QuestionKind::Number, "5\u{a0}000"), Ok(Some(Answer::Number(5000))));
        assert_eq!(ask(QuestionKind::Number, "٢٥"), Ok(Some(Answer::Number(25))));
        assert_eq!(ask(QuestionKind::Number, "7.5"), Err((FieldErrorCode::Number, None)));
        assert_eq!(ask(QuestionKind::Date, "2026-02-30"), Err((FieldErrorCode::Date, None)));
        assert_eq!(ask(QuestionKind::Url, "javascript:x"), Err((FieldErrorCode::Url, None)));
        assert_eq!(ask(QuestionKind::Note, "typed all the same"), Ok(None));
        assert_eq!(ask(QuestionKind::Text, ""), Ok(None));
        let needed = Question { required: true, ..question(QuestionKind::Text) };
        assert_eq!(needed.parse(" "), Err((FieldErrorCode::Required, None)));
    }

    #[test]
    fn only_offered_choices_are_accepted_and_a_hidden_value_cannot_be_forged() {
        let choice =
            |value: &str, number| Choice { value: value.to_owned(), label: String::new(), number };
        let choices = vec![choice("12", true), choice("B2", false)];
        let asked = Question { choices, ..question(QuestionKind::Choice) };
        assert_eq!(asked.parse("12"), Ok(Some(Answer::Number(12))));
        assert_eq!(asked.parse("B2"), Ok(Some(Answer::Text("B2".to_owned()))));
        assert_eq!(asked.parse("13"), Err((FieldErrorCode::Choice, None)));
        // What the ATS wrote is not the candidate's mistake.
        let spaced = Question { choices: vec![choice(" C1 ", false)], ..asked.clone() };
        assert_eq!(spaced.parse("C1"), Ok(Some(Answer::Text(" C1 ".to_owned()))));
        let long = "x".repeat(30);
        let lengthy = Question { choices: vec![choice(&long, false)], ..asked };
        assert_eq!(lengthy.parse(&long), Ok(Some(Answer::Text(long.clone()))));
        let hidden = Question { value: long.clone(), ..question(QuestionKind::Hidden) };
        assert_eq!(hidden.parse(""), Ok(Some(Answer::Text(long))));
        let hidden = Question { value: "web".to_owned(), ..question(QuestionKind::Hidden) };
        assert_eq!(hidden.parse("forged"), Ok(Some(Answer::Text("web".to_owned()))));
    }
}
