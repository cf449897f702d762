//! The health of an account: the state of its credentials and of its ATS.

use super::credentials::{CredentialsError, REFRESH_REFUSED, RefreshOutcome};
use crate::api::error::ErrorKind;
use serde::{Deserialize, Serialize};

/// The state of an account's credentials and of its ATS, without secrets.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountHealth {
    /// Whether the account has credentials.
    pub seeded: bool,
    /// The time at which the operator last provided credentials, in ms since the epoch.
    pub adopted_at: Option<u64>,
    /// The time of the last successful refresh, in ms since the epoch.
    pub refreshed_at: Option<u64>,
    /// The number of successful refreshes.
    pub refreshes: u64,
    /// The time at which the ATS refused a refresh, in ms since the epoch. The operator has to provide new credentials.
    pub refused_at: Option<u64>,
    /// The error of the last refresh, if it failed.
    pub last_error: Option<String>,
    /// Present while the ATS refuses every call of the account.
    pub stopped: Option<AccountStop>,
    /// The time of the last alert about a stop, in ms since the epoch.
    pub stop_alerted_at: Option<u64>,
    /// The longest time for which the ATS's search was seen not to find a new candidate, in ms. Before an unanswered
    /// creation is repeated, the search is waited for at least this long.
    pub search_lag_ms: u64,
    /// The number of calls that wait for a time slot within the ATS's rate limit.
    pub waiting: usize,
    /// The time of the next probe while the ATS is considered to be down (open circuit), in ms since the epoch.
    pub open_until: Option<u64>,
}

/// The ATS refuses every call of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountStop {
    /// The status of the refusals: 402 or 403.
    pub status: u16,
    /// The time of the first refusal, in ms since the epoch.
    pub since: u64,
}

impl AccountStop {
    /// The reason, for the operator.
    pub fn reason(&self) -> &'static str {
        match self.status {
            402 => "the ATS refuses the account (402): its licence does not cover this",
            _ => "the ATS refuses the account (403): the token's user lacks a permission",
        }
    }
}

/// The shortest time between two alerts about a stop, in ms.
const STOP_ALERT_MS: u64 = 3_600_000;

impl AccountHealth {
    /// Records that the ATS refused a call of the account with `status`. Returns whether the operator has to be alerted.
    pub fn record_stop(&mut self, status: u16, now: u64) -> bool {
        if self.stopped.as_ref().is_some_and(|stop| stop.status == status) {
            return false;
        }
        self.stopped = Some(AccountStop { status, since: now });
        let alerts = self.stop_alerted_at.is_none_or(|at| now.saturating_sub(at) >= STOP_ALERT_MS);
        if alerts {
            self.stop_alerted_at = Some(now);
        }
        alerts
    }

    /// Records that the ATS accepts calls, or that a person has removed the cause. Returns whether this is new.
    pub fn record_end_of_stop(&mut self) -> bool {
        self.stopped.take().is_some()
    }

    /// Records that the operator provided new credentials at `now`.
    pub fn record_adoption(&mut self, now: u64) {
        self.seeded = true;
        self.adopted_at = Some(now);
        self.refused_at = None;
        self.last_error = None;
    }

    /// Records a refresh that ended at `now`.
    ///
    /// # Errors
    ///
    /// The reason why there is no new token.
    pub fn record_refresh<C>(
        &mut self,
        outcome: &RefreshOutcome<C>,
        now: u64,
    ) -> Result<(), CredentialsError> {
        match outcome {
            RefreshOutcome::New(_) => {
                self.refreshed_at = Some(now);
                self.refreshes += 1;
                self.last_error = None;
                Ok(())
            }
            // In its last second the token is expired for calls, but not yet for the refresh.
            RefreshOutcome::TooEarly => {
                Err(CredentialsError::Later("the access token is at its last second"))
            }
            RefreshOutcome::Refused => {
                self.refused_at = Some(now);
                self.last_error = Some(REFRESH_REFUSED.to_owned());
                Err(CredentialsError::Operator(REFRESH_REFUSED))
            }
            RefreshOutcome::Failed(error) => {
                self.last_error = Some(error.to_string());
                Err(CredentialsError::Later(match error.kind {
                    ErrorKind::Unreachable => "the ATS did not answer the refresh",
                    _ => "the ATS does not refresh the token at the moment",
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::Error;

    #[test]
    fn a_successful_refresh_clears_the_last_error() {
        let mut health = AccountHealth::default();
        health.record_adoption(1);
        let failed =
            RefreshOutcome::<()>::Failed(Error::unreachable("token::Refresh", "no answer"));
        let error = health.record_refresh(&failed, 2).unwrap_err();
        assert_eq!(error, CredentialsError::Later("the ATS did not answer the refresh"));
        assert!(health.last_error.as_ref().is_some_and(|e| e.contains("no answer")));
        assert_eq!(health.record_refresh(&RefreshOutcome::New(()), 3), Ok(()));
        let want = AccountHealth {
            seeded: true,
            adopted_at: Some(1),
            refreshed_at: Some(3),
            refreshes: 1,
            ..AccountHealth::default()
        };
        assert_eq!(health, want);
    }

    #[test]
    fn a_refusal_remains_until_the_operator_provides_new_credentials() {
        let mut health = AccountHealth::default();
        let error = health.record_refresh(&RefreshOutcome::<()>::Refused, 5).unwrap_err();
        assert_eq!(error, CredentialsError::Operator(REFRESH_REFUSED));
        assert_eq!(health.refused_at, Some(5));
        health.record_adoption(6);
        assert_eq!((health.refused_at, health.last_error.as_deref()), (None, None));
    }

    #[test]
    fn a_stop_is_alerted_once_and_ends_with_an_answer() {
        let mut health = AccountHealth::default();
        assert!(health.record_stop(402, 5));
        assert!(!health.record_stop(402, 6), "20 applications are one alert");
        assert_eq!(health.stopped, Some(AccountStop { status: 402, since: 5 }));
        assert!(health.record_end_of_stop() && !health.record_end_of_stop());
        assert!(!health.record_stop(402, 7), "one that comes and goes alerts once an hour");
        assert!(health.record_end_of_stop() && health.record_stop(402, 5 + STOP_ALERT_MS));
    }

    #[test]
    fn a_refresh_that_is_too_early_changes_nothing() {
        let mut health = AccountHealth::default();
        let error = health.record_refresh(&RefreshOutcome::<()>::TooEarly, 5).unwrap_err();
        assert_eq!(error, CredentialsError::Later("the access token is at its last second"));
        assert_eq!(health, AccountHealth::default());
    }
}
