//! Delayed tasks: what Huntflow does after it has answered.

use super::Huntflow;
use super::ids::{AccountId, VacancyId};
use crate::endpoint::{Kind, Scalar, endpoints, payloads, words};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { tasks of Huntflow<'static>;
    /// How far a task is. [`crate::client::Client::finished`] asks until it is done.
    Read: Get "/accounts/{account}/delayed_tasks/{task}" (account: AccountId, task: TaskId) => Task;
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

impl Scalar for TaskId {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
    fn write(&self) -> String {
        self.0.clone()
    }
}

words! {
    /// How far a task is.
    TaskState {
        /// Waits for its turn.
        Enqueued = "enqueued",
        /// Under way.
        InProgress = "inprogress",
        /// Done.
        Success = "success",
        /// Failed.
        Failed = "failed",
    }
}

payloads! {
    /// A task that was accepted.
    Accepted (
        /// Which one.
        payload: Payload,
    ) {
        /// `ok`.
        status: Option<String>,
        /// What was asked for.
        meta: Option<Meta>,
    }

    /// Which task was accepted.
    Payload (
        /// The task.
        task_id: TaskId,
    ) {}

    /// What was asked for.
    Meta {
        /// The request's body.
        data: BTreeMap<String, Value>,
        /// The organisation.
        account_id: Option<AccountId>,
    }

    /// A task.
    Task (
        /// Its id.
        task_id: TaskId,
    ) {
        /// How far it is.
        state: Option<TaskState>,
        /// When it was made, seconds since the epoch.
        created: Option<f64>,
        /// When it last changed, seconds since the epoch.
        updated: Option<f64>,
        /// When it was made, ISO 8601.
        created_datetime: Option<String>,
        /// When it last changed, ISO 8601.
        updated_datetime: Option<String>,
        /// What it went through.
        states_log: Vec<Change>,
        /// What came of it, in the form of what was asked for: [`MultiVacancyMade`], for one.
        result: Option<Value>,
    }

    /// A step of a task.
    Change {
        /// What it became.
        state: Option<TaskState>,
        /// When, seconds since the epoch.
        timestamp: Option<f64>,
        /// When, ISO 8601.
        datetime: Option<String>,
        /// Why.
        comment: Option<String>,
    }

    /// What comes of a multivacancy's task.
    MultiVacancyMade {
        /// The multivacancy.
        parent_vacancy_id: Option<VacancyId>,
        /// Its children.
        children_vacancies_ids: Vec<VacancyId>,
    }
}

impl Task {
    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        matches!(self.state, Some(TaskState::Success | TaskState::Failed))
    }
}
