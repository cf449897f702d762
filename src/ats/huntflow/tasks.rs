//! Asynchronous tasks of Huntflow.

use super::Huntflow;
use super::ids::{AccountId, VacancyId};
use crate::api::client::{Client, Host};
use crate::api::endpoint::{
    Endpoint as _, Kind, Scalar, Shape, Shaped, endpoints, payloads, words,
};
use crate::api::error::{Error, ErrorKind, Retry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { tasks of Huntflow<'static>;
    /// Reads the state of a task. [`crate::api::client::Client::finished`] polls until it is done.
    Read: Get "/accounts/{account}/delayed_tasks/{task}" (account: AccountId, task: TaskId) => Task;
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

impl Shaped for TaskId {
    fn shape() -> Shape {
        String::shape()
    }
}

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
    /// State of a task.
    TaskState {
        /// Queued.
        Enqueued = "enqueued",
        /// In progress.
        InProgress = "inprogress",
        /// Done.
        Success = "success",
        /// Failed.
        Failed = "failed",
    }
}

payloads! {
    /// An accepted task.
    Accepted (
        /// Its id.
        payload: Payload,
    ) {
        /// `ok`.
        status: Option<String>,
        /// Type of the task.
        meta: Option<Meta>,
    }

    /// Id of an accepted task.
    Payload (
        /// The task.
        task_id: TaskId,
    ) {}

    /// Type of the task.
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
        /// State.
        state: Option<TaskState>,
        /// Time of creation, seconds since the epoch.
        created: Option<f64>,
        /// Time of the last change, seconds since the epoch.
        updated: Option<f64>,
        /// Time of creation, ISO 8601.
        created_datetime: Option<String>,
        /// Time of the last change, ISO 8601.
        updated_datetime: Option<String>,
        /// History of states.
        states_log: Vec<Change>,
        /// Result, in the format of the operation, for example [`MultiVacancyMade`].
        result: Option<Value>,
    }

    /// A change of a task's state.
    Change {
        /// New state.
        state: Option<TaskState>,
        /// Time, seconds since the epoch.
        timestamp: Option<f64>,
        /// Time, ISO 8601.
        datetime: Option<String>,
        /// Reason.
        comment: Option<String>,
    }

    /// Result of a multivacancy task.
    MultiVacancyMade {
        /// The multivacancy.
        parent_vacancy_id: Option<VacancyId>,
        /// Child vacancies.
        children_vacancies_ids: Vec<VacancyId>,
    }
}

impl Task {
    /// Whether the state is final.
    pub fn is_over(&self) -> bool {
        matches!(self.state, Some(TaskState::Success | TaskState::Failed))
    }
}

/// Delay before the first repeated poll of a task, in milliseconds; every further delay is 1.5
/// times as long.
const TASK_PAUSE: u64 = 500;
/// Maximum delay between two polls of a task, in milliseconds.
const TASK_PAUSE_MAX: u64 = 15_000;

impl<H: Host> Client<H> {
    /// Asks for a task until it is over, or `limit_ms` milliseconds of waiting are. A task that
    /// failed is an answer too: its [`Task::states_log`] says why.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`] if the task is not over in time; it may be asked for again.
    ///
    /// ```
    /// # use apply_edge::{ats::huntflow::{divisions, ids::AccountId}, api::{client::{Client, Host}, error::Error}};
    /// # async fn example(huntflow: &Client<impl Host>, body: divisions::Structure) -> Result<(), Error> {
    /// let account = AccountId(7);
    /// let accepted = huntflow.send(divisions::Replace { account, body }).await?;
    /// let task = huntflow.finished(account, accepted.payload.task_id, 60_000).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn finished(
        &self,
        account: AccountId,
        task: TaskId,
        limit_ms: u64,
    ) -> Result<Task, Error> {
        let (mut waited, mut pause) = (0, TASK_PAUSE);
        loop {
            let found = self.send(Read { account, task: task.clone() }).await?;
            if found.is_over() {
                return Ok(found);
            }
            if waited >= limit_ms {
                let why = format!("not over after {waited} ms");
                let (kind, retry) = (ErrorKind::Unavailable, Retry::Later(None));
                return Err(Error::new(kind, retry, Read::ROW.operation, why));
            }
            pause = pause.min(limit_ms.saturating_sub(waited));
            self.host().pause(pause).await;
            waited = waited.saturating_add(pause);
            pause = (pause + pause / 2).clamp(1, TASK_PAUSE_MAX);
        }
    }
}
