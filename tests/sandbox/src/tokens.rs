//! Huntflow's token pairs: both tokens rotate; a refresh token works once, and only after the
//! access token has expired.

use crate::state::now_ms;
use uuid::Uuid;

/// Seven days, as the vendor states.
const ACCESS_MS: i64 = 604_800_000;

#[derive(Default)]
pub struct Tokens {
    pairs: Vec<Pair>,
    /// Number of successful refreshes, for tests of concurrent calls.
    pub refreshes: usize,
}

struct Pair {
    access: String,
    refresh: String,
    expires_ms: i64,
    /// The refresh token was used: a newer pair exists.
    used: bool,
}

/// State of an access token.
pub enum Access {
    Good,
    Expired,
    Unknown,
}

/// Reason for refusing a refresh.
pub enum Refused {
    TooEarly,
    NotFound,
}

impl Tokens {
    pub fn issue(&mut self) -> (String, String) {
        let access = format!("sandbox-access-{}", Uuid::new_v4().simple());
        let refresh = format!("sandbox-refresh-{}", Uuid::new_v4().simple());
        let expires_ms = now_ms() + ACCESS_MS;
        let (a, r) = (access.clone(), refresh.clone());
        self.pairs.push(Pair { access: a, refresh: r, expires_ms, used: false });
        (access, refresh)
    }

    pub fn access(&self, token: &str) -> Access {
        match self.pairs.iter().find(|p| p.access == token) {
            Some(pair) if now_ms() < pair.expires_ms => Access::Good,
            Some(_) => Access::Expired,
            None => Access::Unknown,
        }
    }

    pub fn refresh(&mut self, token: &str) -> Result<(String, String), Refused> {
        let pair = self.pairs.iter_mut().find(|p| p.refresh == token && !p.used);
        let pair = pair.ok_or(Refused::NotFound)?;
        if now_ms() < pair.expires_ms {
            return Err(Refused::TooEarly);
        }
        pair.used = true;
        self.refreshes += 1;
        Ok(self.issue())
    }

    /// Expires all access tokens.
    pub fn expire(&mut self) {
        for pair in &mut self.pairs {
            pair.expires_ms = 0;
        }
    }
}
