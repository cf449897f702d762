//! The server loop. It replaces axum's, because a fault must be able to close the connection
//! instead of answering.

use crate::state::{App, Shared};
use crate::{comeet, control, faults, huntflow, page};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware;
use axum::response::Response;
use axum::routing::any;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use tower::ServiceExt as _;

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Clone)]
pub struct Cut;

pub fn router(app: Shared) -> Router {
    let ats = Router::new()
        .route("/v2/{*path}", any(huntflow::handle))
        .merge(comeet::routes())
        .layer(middleware::from_fn_with_state(app.clone(), faults::inject));
    Router::new()
        .merge(ats)
        .merge(page::routes())
        .merge(control::routes())
        // Handlers have their own limits: the answer to a large file is part of the behaviour.
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

pub async fn serve(port: u16) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address: SocketAddr = listener.local_addr()?;
    let router = router(App::new(address));
    println!("http://{address}");
    let stop = stopped();
    tokio::pin!(stop);
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            () = &mut stop => return Ok(()),
        };
        let router = router.clone();
        tokio::spawn(async move {
            let service =
                hyper::service::service_fn(move |request| answer(router.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            // A closed connection is an expected error here.
            let _ = connection.await;
        });
    }
}

async fn answer(
    router: Router,
    request: hyper::Request<hyper::body::Incoming>,
) -> Result<Response, &'static str> {
    let request: Request = request.map(axum::body::Body::new);
    let response: Result<Response, Infallible> = router.oneshot(request).await;
    match response {
        Ok(response) if response.extensions().get::<Cut>().is_some() => Err("cut on request"),
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

/// Ctrl-C, or the end of standard input, which means that the parent test process has ended.
async fn stopped() {
    let (send, gone) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = send.send(());
    });
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = gone => {}
    }
}
