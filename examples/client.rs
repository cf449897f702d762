//! The Rust client against Huntflow: lists the open vacancies, creates an applicant and reads it back.
//! What the client promises stands in `apply_edge::api::client`; `client/host.rs` is what it needs of a program.
//!
//!     cargo run -p sandbox -- --port 8788
//!     curl --request POST http://127.0.0.1:8788/_sandbox/tokens > tokens.json
//!     cargo run --example client -- http://127.0.0.1:8788/v2 tokens.json 7
//!
//! Arguments: the address of the API, a file with the token pair, the organisation's id. At the vendor's
//! own address (`https://api.huntflow.ai/v2`) `ureq` needs its feature `rustls`, and the applicant is real.
#![allow(clippy::print_stdout, reason = "an example: what it prints is what it shows")]

#[cfg(not(feature = "browser"))]
#[path = "client/host.rs"]
mod host;

#[cfg(not(feature = "browser"))]
use apply_edge::{
    api::client::Client,
    api::error::Error,
    ats::huntflow::{applicants, ids::AccountId, resumes, vacancies},
};

#[cfg(not(feature = "browser"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base), Some(tokens), Some(account)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("three arguments: address, token file, organisation".into());
    };
    let client = Client::new(host::Blocking::new(base, tokens.into()));
    // An error of the client has its operation, its kind and whether a repeat can help, and nothing personal.
    host::run(example(&client, AccountId(account.parse()?)))
        .map_err(|error| format!("{error:?}").into())
}

#[cfg(not(feature = "browser"))]
async fn example(client: &Client<host::Blocking>, account: AccountId) -> Result<(), Error> {
    // Lists come in pages. A read is repeated after a pause where it has to be.
    let state = vec![vacancies::VacancyStateFilter::Open];
    let query = vacancies::Filter { state, ..Default::default() };
    let mut pages = client.pages(vacancies::List { account, query });
    while let Some(vacancies) = pages.next().await? {
        for vacancy in vacancies {
            let id = vacancy.id.map_or_else(String::new, |id| id.to_string());
            println!("vacancy {id}: {}", vacancy.position.unwrap_or_default());
        }
    }

    // A write is sent once: `Retry::Look` in its error says that the ATS may have acted all the same.
    let body = applicants::NewApplicant {
        first_name: Some("Ada".to_owned()),
        last_name: Some("Byron".to_owned()),
        email: Some("ada@example.org".to_owned()),
        externals: vec![resumes::NewResume::native()],
        ..Default::default()
    };
    let applicant = client.send(applicants::Create { account, body }).await?.id;
    let ada = client.send(applicants::Read { account, applicant }).await?;
    println!("applicant {applicant}: {}", ada.last_name.unwrap_or_default());
    Ok(())
}

/// The page's half of the crate has no client.
#[cfg(feature = "browser")]
fn main() {}
