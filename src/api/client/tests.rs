use crate::api::client::session::Wire;
use crate::api::client::*;
use crate::api::error::Grade;
use crate::api::request::Call;
use crate::ats::huntflow::ids::AccountId;
use crate::ats::huntflow::ids::ApplicantId;
use crate::ats::huntflow::session::{HuntflowSession, PairStore};
use crate::ats::huntflow::tasks::TaskId;
use crate::ats::huntflow::token::TokenPair;
use crate::ats::huntflow::{applicants, tags};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Returns the given answers in order, and records the calls.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Result<(u16, &'static str), ()>>>,
    asked: RefCell<Vec<(String, Option<String>)>>,
    pauses: RefCell<Vec<u64>>,
}

impl Script {
    fn of(answers: &[Result<(u16, &'static str), ()>]) -> Self {
        Self { answers: RefCell::new(answers.iter().copied().collect()), ..Self::default() }
    }

    fn answer(&self, call: &Call, token: Option<&String>) -> Result<Reply, Error> {
        self.asked.borrow_mut().push((call.path.clone(), token.cloned()));
        let answer = self.answers.borrow_mut().pop_front().expect("an answer is left");
        let (status, body) = answer.map_err(|()| Error::unreachable(call.operation, "cut"))?;
        let retry_after = (status == 429).then_some(3);
        let body = body.as_bytes().to_vec();
        Ok(Reply { status, content_type: String::new(), retry_after, body })
    }
}

impl Transport for Script {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        self.answer(&call, None)
    }
}

impl Host for Script {
    async fn pause(&self, ms: u64) {
        self.pauses.borrow_mut().push(ms);
    }
    fn random(&self) -> u64 {
        1 << 63
    }
}

impl Wire<String> for &Script {
    async fn carry(&self, call: &Call, token: Option<&String>) -> Result<Reply, Error> {
        self.answer(call, token)
    }
}

/// Polls once: nothing in these tests waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("waits"),
    }
}

const ACCOUNT: AccountId = AccountId(7);

fn read() -> applicants::Read {
    applicants::Read { account: ACCOUNT, applicant: ApplicantId(1) }
}

#[test]
fn a_read_is_retried_after_the_requested_delay() {
    let client = Client::new(Script::of(&[
        Ok((429, r#"{"errors":[{"type":"too_many_requests","title":"x"}]}"#)),
        Err(()),
        Ok((502, "<html>")),
        Ok((200, r#"{"id":1}"#)),
    ]));
    assert_eq!(run(client.send(read())).unwrap().id, ApplicantId(1));
    let pauses = client.host().pauses.borrow();
    assert!(pauses.len() == 3 && pauses[0] >= 3000, "{pauses:?}");
}

#[test]
fn a_read_has_limited_retries() {
    let client = Client::new(Script::of(&[Err(()), Err(()), Err(()), Err(())]));
    assert_eq!(run(client.send(read())).unwrap_err().kind, ErrorKind::Unreachable);
}

#[test]
fn a_write_is_never_retried() {
    let create = || applicants::Create { account: ACCOUNT, body: Default::default() };
    for answer in [Err(()), Ok((502, "<html>")), Ok((429, "{}")), Ok((200, "{"))] {
        let client = Client::new(Script::of(&[answer]));
        assert!(run(client.send(create())).is_err());
        assert_eq!(client.host().asked.borrow().len(), 1);
    }
}

#[test]
fn an_error_has_the_form_of_the_answer() {
    let envelope = r#"{"errors":[{"type":"value_error.missing","title":"field required","location":{"entity":"body","variable":"/name"}},{"type":"value_error.missing","title":"field required","location":{"entity":"body","variable":"/color"}}]}"#;
    let cases = [
        (
            (400, envelope),
            Grade::Envelope,
            "400 value_error.missing field required body /name /color",
        ),
        ((400, r#"{"message":"no"}"#), Grade::Json, "400"),
        ((413, "<html>413</html>"), Grade::Text, "413"),
        ((200, "<html>"), Grade::Text, "at .: not JSON"),
        ((200, r#"{"id":1,"name":{}}"#), Grade::Json, "at name: unexpected type or missing field"),
    ];
    for (answer, grade, detail) in cases {
        let client = Client::new(Script::of(&[Ok(answer)]));
        let body = tags::NewTag::new("a".to_owned(), "00ad3b".to_owned());
        let error = run(client.send(tags::Create { account: ACCOUNT, body })).unwrap_err();
        assert_eq!((error.grade, error.detail.as_str()), (grade, detail));
        assert_eq!(error.operation, "tags::Create");
    }
}

#[test]
fn unknown_fields_and_values_never_fail() {
    let odd = r#"{"id":1,"tags":null,"links":[{"vacancy":9,"status":null,"new":[1]}],
        "agreement":{"state":"undecided"},"external":[{"id":3,"auth_type":"NEWBOARD"}],"new":{"a":1}}"#;
    let client = Client::new(Script::of(&[Ok((200, odd))]));
    let ada = run(client.send(read())).unwrap();
    let state = ada.agreement.and_then(|a| a.state);
    assert_eq!(state, Some(applicants::AgreementState::Other("undecided".to_owned())));
    assert!(ada.tags.is_empty() && ada.links.len() == 1);
}

#[test]
fn pagination_ends_even_if_a_cursor_repeats() {
    let page = |n: u32| match n {
        1 => r#"{"page":1,"total_pages":2,"items":[{"id":1}]}"#,
        _ => r#"{"page":2,"total_pages":2,"items":[{"id":2}]}"#,
    };
    let client = Client::new(Script::of(&[Ok((200, page(1))), Ok((200, page(2)))]));
    let query = applicants::Filter { count: Some(1), ..Default::default() };
    let mut pages = client.pages(applicants::List { account: ACCOUNT, query });
    assert_eq!(run(pages.all(10)).unwrap().len(), 2);
    assert_eq!(client.host().asked.borrow()[1].0, "/accounts/7/applicants?count=1&page=2");

    let stuck = r#"{"items":[{"id":1}],"next_page_cursor":"c"}"#;
    let client = Client::new(Script::of(&[Ok((200, stuck)), Ok((200, stuck))]));
    let query = applicants::CursorQuery { q: Some("Ada".to_owned()), ..Default::default() };
    let mut pages = client.pages(applicants::SearchByCursor { account: ACCOUNT, query });
    assert_eq!(run(pages.all(10)).unwrap().len(), 2);
    let asked = client.host().asked.borrow();
    assert_eq!(asked[1].0, "/accounts/7/applicants/search_by_cursor?next_page_cursor=c");
}

#[test]
fn a_task_is_polled_until_done_or_timed_out() {
    let under_way = Ok((200, r#"{"task_id":"t","state":"inprogress"}"#));
    let done = Ok((200, r#"{"task_id":"t","state":"success","result":{"a":1}}"#));
    let client = Client::new(Script::of(&[under_way, under_way, done]));
    let task = || TaskId("t".to_owned());
    assert!(run(client.finished(ACCOUNT, task(), 60_000)).unwrap().is_over());
    assert_eq!(*client.host().pauses.borrow(), [500, 750]);

    let client = Client::new(Script::of(&[under_way; 3]));
    let late = run(client.finished(ACCOUNT, task(), 1000)).unwrap_err();
    assert_eq!((late.kind, late.retry), (ErrorKind::Unavailable, Retry::Later(None)));
    assert_eq!(client.host().pauses.borrow().iter().sum::<u64>(), 1000);
}

struct Kept(RefCell<TokenPair>);

impl PairStore for &Kept {
    async fn load(&self) -> Result<TokenPair, Error> {
        Ok(self.0.borrow().clone())
    }
    async fn save(&self, pair: &TokenPair) -> Result<(), Error> {
        *self.0.borrow_mut() = pair.clone();
        Ok(())
    }
}

fn kept() -> Kept {
    Kept(RefCell::new(TokenPair::new("a1".to_owned(), "r1".to_owned())))
}

#[test]
fn an_expired_token_is_refreshed_once_and_stored_before_use() {
    let expired =
        r#"{"errors":[{"type":"authorization_error","title":"x","detail":"token_expired"}]}"#;
    let forgotten = r#"{"errors":[{"type":"not_found","title":"error.robot_token.not_found"}]}"#;
    for refused in [(401, expired), (404, forgotten)] {
        let pair = (200, r#"{"access_token":"a2","refresh_token":"r2","expires_in":604800}"#);
        let script = Script::of(&[Ok(refused), Ok(pair), Ok((200, r#"{"id":1}"#))]);
        let store = kept();
        let session = HuntflowSession::new(&script, &store);
        let call = read().call("").unwrap();
        assert_eq!(run(session.send(call)).unwrap().status, 200);
        assert_eq!(store.0.borrow().refresh_token, "r2");
        let tokens: Vec<_> = script.asked.borrow().iter().map(|(_, t)| t.clone()).collect();
        assert_eq!(tokens, [Some("a1".to_owned()), None, Some("a2".to_owned())]);
    }
}

#[test]
fn a_second_refused_token_is_returned() {
    let expired = Ok((401, r#"{"errors":[{"type":"a","title":"x","detail":"token_expired"}]}"#));
    let pair = Ok((200, r#"{"access_token":"a2","refresh_token":"r2"}"#));
    let (script, store) = (Script::of(&[expired, pair, expired]), kept());
    let session = HuntflowSession::new(&script, &store);
    assert_eq!(run(session.send(read().call("").unwrap())).unwrap().status, 401);
}

#[test]
fn a_used_refresh_token_needs_the_operator() {
    let expired = Ok((401, r#"{"errors":[{"type":"a","title":"x","detail":"token_expired"}]}"#));
    let gone =
        Ok((404, r#"{"errors":[{"type":"not_found","title":"error.robot_token.not_found"}]}"#));
    let (script, store) = (Script::of(&[expired, gone]), kept());
    let session = HuntflowSession::new(&script, &store);
    let error = run(session.send(read().call("").unwrap())).unwrap_err();
    assert_eq!((error.kind, error.retry), (ErrorKind::Unauthorized, Retry::Never));
    assert_eq!(store.0.borrow().refresh_token, "r1", "the pair is as it was");
}
