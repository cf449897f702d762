//! Calls to our own Durable Objects: one file an object, with its commands, their payloads and their
//! answers. A command is declared once; the stub that callers use and the trait that the object implements
//! are both made of the declaration, so a command that is renamed on one side does not compile.

pub(crate) mod account;
pub(crate) mod claims;
pub(crate) mod delivery;
pub(crate) mod ledger;
pub(crate) mod site;
pub(crate) mod upload;

use crate::edge::platform::env;
use crate::edge::platform::object::{self, Target};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Env, Method, Response, Result};

/// Declares the commands of an object:
///
/// ```text
/// commands! { ClaimsStub of env::CLAIMS;
///     /// Claims a name for a receipt, and returns the receipt that has it.
///     claim(name: String, receipt: String, hours: u32) -> String;
/// }
/// ```
///
/// makes `ClaimsStub::claim(…)` for callers, the trait `Commands` with a method `claim` for the object, and
/// `dispatch`, which answers a request by calling that method.
macro_rules! commands {
    ($stub:ident of $binding:path;
     $($(#[$doc:meta])* $command:ident($($argument:ident: $type:ty),* $(,)?) -> $answer:ty;)+) => {
        crate::edge::rpc::commands! { $stub;
            $($(#[$doc])* $command($($argument: $type),*) -> $answer;)+
        }

        impl $stub {
            /// The object with a name.
            pub(crate) fn new(env: &worker::Env, name: &str) -> worker::Result<Self> {
                crate::edge::rpc::target(env, $binding, name, "/".to_owned()).map(Self)
            }
        }
    };
    ($stub:ident;
     $($(#[$doc:meta])* $command:ident($($argument:ident: $type:ty),* $(,)?) -> $answer:ty;)+) => {
        /// One object of this class, or a part of it, as its callers see it.
        pub(crate) struct $stub(crate::edge::platform::object::Target);

        impl $stub {
            $($(#[$doc])*
            pub(crate) async fn $command(&self, $($argument: $type),*) -> worker::Result<$answer> {
                crate::edge::rpc::call(&self.0, &Command::$command { $($argument),* }).await
            })+
        }

        #[allow(non_camel_case_types, reason = "a command has one name, its method's")]
        #[allow(clippy::large_enum_variant, reason = "a command lives for one call")]
        #[derive(serde::Serialize, serde::Deserialize)]
        enum Command { $($command { $($argument: $type),* },)+ }

        /// The commands, as the object carries them out.
        pub(crate) trait Commands {
            $($(#[$doc])*
            async fn $command(&self, $($argument: $type),*) -> worker::Result<$answer>;)+
        }

        /// Carries out the command of a request.
        pub(crate) async fn dispatch(
            object: &impl Commands,
            mut request: worker::Request,
        ) -> worker::Result<worker::Response> {
            match serde_json::from_slice(&request.bytes().await?)? {
                $(Command::$command { $($argument),* } => {
                    crate::edge::rpc::answer(&object.$command($($argument),*).await?)
                })+
            }
        }
    };
}
pub(crate) use commands;

/// A part of the object of a class with a name, in the configured jurisdiction.
fn target(env: &Env, class: &str, name: &str, path: String) -> Result<Target> {
    let stub = object::stub(env, class, name, env::jurisdiction(env).as_deref())?;
    Ok(Target { stub, path })
}

/// Sends a command as JSON and reads its answer.
async fn call<T: DeserializeOwned>(target: &Target, command: &impl Serialize) -> Result<T> {
    let body = serde_json::to_string(command)?;
    let mut response = object::send(target, Method::Post, None, Some(body.into())).await?;
    read(&mut response).await
}

/// Reads an answer by the core's own parser rather than the engine's: numbers stay whole.
async fn read<T: DeserializeOwned>(response: &mut Response) -> Result<T> {
    match response.status_code() {
        200 => Ok(serde_json::from_slice(&response.bytes().await?)?),
        status => Err(format!("a Durable Object answered {status}").into()),
    }
}

fn answer(answer: &impl Serialize) -> Result<Response> {
    Response::from_bytes(serde_json::to_vec(answer)?)
}
