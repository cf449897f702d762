//! The upload against a model of the Worker: every interleaving of cuts, lost answers, deletions and proxies.

use super::*;

const SIZE: u64 = 3 * PIECE_MIN + 17;

/// What the network does with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Passes,
    /// Nothing arrives.
    Refused,
    /// Half of the bytes arrive, and no answer comes back.
    Cut,
    /// Everything arrives, and the answer is lost.
    AnswerLost,
    /// The page pauses the upload: half of the bytes arrive.
    Paused,
    /// The Worker has deleted the upload before.
    Deleted,
    /// Another page sends a piece before.
    OtherPage,
    Unavailable,
}

const FAULTS: [Fault; 8] = [
    Fault::Passes,
    Fault::Refused,
    Fault::Cut,
    Fault::AnswerLost,
    Fault::Paused,
    Fault::Deleted,
    Fault::OtherPage,
    Fault::Unavailable,
];

/// The Worker's side: how many bytes of the file it has, if there is an upload.
#[derive(Debug, Clone, Default)]
struct Server {
    stored: Option<u64>,
    created: u32,
}

const fn answer(status: u16, offset: Option<u64>) -> Answer {
    Answer { status, offset, located: true, retry_after: 0, took_ms: 100 }
}

impl Server {
    fn receive(&mut self, action: Action, half: bool) -> Answer {
        let part = |from: u64, to: u64| if half { from + (to - from) / 2 } else { to };
        match (action, self.stored) {
            (Action::Create { to }, _) => {
                self.created += 1;
                self.stored = Some(part(0, to));
                answer(201, self.stored)
            }
            (Action::Append { .. } | Action::Ask, None) => answer(404, None),
            (Action::Append { from, .. }, Some(stored)) if from != stored => {
                answer(409, Some(stored))
            }
            (Action::Append { from, to, .. }, Some(_)) => {
                self.stored = Some(part(from, to));
                answer(204, self.stored)
            }
            (Action::Ask, stored) => answer(200, stored),
            other => panic!("no request: {other:?}"),
        }
    }
}

fn step(upload: &mut Upload, server: &mut Server, fault: Fault) {
    let action = upload.next();
    if let Action::Wait { .. } = action {
        upload.waited();
        return;
    }
    match fault {
        Fault::Passes => upload.answered(server.receive(action, false)),
        Fault::Refused => upload.lost(),
        Fault::Cut => {
            server.receive(action, true);
            upload.lost();
        }
        Fault::AnswerLost => {
            server.receive(action, false);
            upload.lost();
        }
        Fault::Paused => {
            server.receive(action, true);
            upload.aborted();
        }
        Fault::Deleted => {
            server.stored = None;
            upload.answered(server.receive(action, false));
        }
        Fault::OtherPage => {
            server.stored = server.stored.map(|stored| SIZE.min(stored + 1000));
            upload.answered(server.receive(action, false));
        }
        Fault::Unavailable => upload.answered(answer(503, None)),
    }
}

/// Without further faults the upload ends, and the Worker has the file.
fn assert_ends(mut upload: Upload, mut server: Server, history: &[Fault]) {
    for _ in 0..60 {
        match upload.next() {
            Action::Done => {
                assert_eq!(server.stored, Some(SIZE), "after {history:?}");
                assert_eq!(upload.sent(), SIZE);
                return;
            }
            // Deleted too often: the page says so.
            Action::Fail => {
                let deleted = history.iter().filter(|fault| **fault == Fault::Deleted).count();
                assert!(deleted > usize::from(RESTARTS_MAX), "after {history:?}");
                return;
            }
            _ => step(&mut upload, &mut server, Fault::Passes),
        }
    }
    panic!("does not end after {history:?}: {upload:?}");
}

#[test]
fn every_order_of_five_faults_ends_with_the_whole_file() {
    fn go(upload: &Upload, server: &Server, history: &mut Vec<Fault>) {
        assert_ends(upload.clone(), server.clone(), history);
        let over = matches!(upload.next(), Action::Done | Action::Fail);
        if history.len() == 5 || over {
            return;
        }
        for fault in FAULTS {
            let (mut upload, mut server) = (upload.clone(), server.clone());
            step(&mut upload, &mut server, fault);
            history.push(fault);
            go(&upload, &server, history);
            history.pop();
        }
    }
    go(&Upload::new(SIZE, false), &Server::default(), &mut Vec::new());
    let begun = Server { stored: Some(PIECE_MIN), created: 1 };
    go(&Upload::new(SIZE, true), &begun, &mut Vec::new());
    go(&Upload::new(SIZE, true), &Server::default(), &mut Vec::new());
}

#[test]
fn acknowledged_bytes_are_not_sent_again() {
    let (mut upload, mut server) = (Upload::new(SIZE, false), Server::default());
    step(&mut upload, &mut server, Fault::Passes);
    step(&mut upload, &mut server, Fault::Cut);
    assert!(matches!(upload.next(), Action::Wait { failures: 1, .. }));
    upload.waited();
    assert_eq!(upload.next(), Action::Ask);
    step(&mut upload, &mut server, Fault::Passes);
    let stored = server.stored.unwrap_or_default();
    assert!(stored > PIECE_MIN);
    assert!(matches!(upload.next(), Action::Append { from, .. } if from == stored));
    assert_eq!(server.created, 1);
}

#[test]
fn failures_in_a_row_make_the_waits_longer_until_bytes_arrive() {
    let (mut upload, mut server) = (Upload::new(SIZE, false), Server::default());
    for expected in 1..=4 {
        step(&mut upload, &mut server, Fault::Unavailable);
        assert_eq!(upload.next(), Action::Wait { failures: expected, retry_after: 0 });
        upload.waited();
    }
    step(&mut upload, &mut server, Fault::Passes);
    step(&mut upload, &mut server, Fault::Unavailable);
    assert_eq!(upload.next(), Action::Wait { failures: 1, retry_after: 0 });
}

#[test]
fn retry_after_is_passed_on() {
    let mut upload = Upload::new(SIZE, false);
    upload.answered(Answer { retry_after: 7, ..answer(429, None) });
    assert_eq!(upload.next(), Action::Wait { failures: 1, retry_after: 7 });
}

#[test]
fn pieces_grow_on_a_quick_connection_and_shrink_on_a_slow_one() {
    let mut upload = Upload::new(100 * PIECE_MAX, false);
    let mut sizes = Vec::new();
    for took_ms in [10, 10, 10, 10, 10_000, 10_000, 10_000, 10_000] {
        let (from, to) = match upload.next() {
            Action::Create { to } => (0, to),
            Action::Append { from, to, .. } => (from, to),
            other => panic!("{other:?}"),
        };
        sizes.push((to - from) / PIECE_MIN);
        upload.answered(Answer { took_ms, ..answer(204, Some(to)) });
    }
    assert_eq!(sizes, [1, 2, 4, 8, 8, 4, 2, 1]);
}

#[test]
fn a_proxy_without_patch_gets_posts() {
    for status in [403, 405, 501] {
        let (mut upload, mut server) = (Upload::new(SIZE, false), Server::default());
        step(&mut upload, &mut server, Fault::Passes);
        upload.answered(answer(status, None));
        assert!(matches!(upload.next(), Action::Append { by_post: true, .. }), "{status}");
        assert_ends(upload, server, &[]);
    }
}

#[test]
fn a_proxy_that_resets_every_patch_gets_posts_and_then_the_form() {
    let (mut upload, mut server) = (Upload::new(SIZE, false), Server::default());
    step(&mut upload, &mut server, Fault::Passes);
    let mut by = Vec::new();
    for _ in 0..100 {
        match upload.next() {
            Action::Append { by_post, .. } => {
                by.push(by_post);
                step(&mut upload, &mut server, Fault::Refused);
            }
            Action::Attach => break,
            _ => step(&mut upload, &mut server, Fault::Passes),
        }
    }
    assert_eq!(by, [false, false, false, true, true, true]);
    assert_eq!(upload.next(), Action::Attach);
}

#[test]
fn what_prevents_uploads_leads_to_the_form() {
    // A proxy removes `Location`.
    let mut upload = Upload::new(SIZE, false);
    upload.answered(Answer { located: false, ..answer(201, Some(PIECE_MIN)) });
    assert_eq!(upload.next(), Action::Attach);
    // A proxy refuses POST or HEAD.
    for (created, status) in [(false, 405), (true, 501)] {
        let mut upload = Upload::new(SIZE, created);
        upload.answered(answer(status, None));
        assert_eq!(upload.next(), Action::Attach);
    }
    // Something else answers HEAD.
    for offset in [None, Some(SIZE + 1)] {
        let mut upload = Upload::new(SIZE, true);
        upload.answered(answer(200, offset));
        assert_eq!(upload.next(), Action::Attach);
    }
}

#[test]
fn a_removed_offset_is_asked_for() {
    let (mut upload, mut server) = (Upload::new(SIZE, false), Server::default());
    for _ in 0..30 {
        let action = upload.next();
        match action {
            Action::Done => break,
            Action::Wait { .. } => upload.waited(),
            Action::Ask => upload.answered(server.receive(action, false)),
            _ => {
                let answer = server.receive(action, false);
                upload.answered(Answer { offset: None, ..answer });
            }
        }
    }
    assert_eq!((upload.next(), server.stored), (Action::Done, Some(SIZE)));
}

#[test]
fn an_answer_that_moves_nothing_is_waited_after() {
    let mut upload = Upload::new(SIZE, false);
    upload.answered(answer(201, Some(PIECE_MIN)));
    upload.answered(answer(204, Some(PIECE_MIN)));
    assert!(matches!(upload.next(), Action::Wait { failures: 1, .. }));
}

#[test]
fn a_problem_of_the_worker_is_final() {
    for status in [400, 403, 413, 415, 422] {
        let mut upload = Upload::new(SIZE, false);
        upload.answered(answer(status, None));
        assert_eq!(upload.next(), Action::Fail, "{status}");
    }
}
