//! The `Application` object: one application with the files that were posted with it, or one file that was uploaded
//! before its application. Both have the same class, because each object that is created costs several writes to disk.

mod delivery;
mod files;
mod shared;
mod upload;

use crate::edge::platform::response;
use crate::edge::rpc;
use delivery::Delivery;
use files::Files;
use shared::SharedState;
use std::rc::Rc;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

#[durable_object]
pub struct Application {
    delivery: Rc<Delivery>,
    files: Rc<Files>,
}

impl DurableObject for Application {
    fn new(state: State, env: Env) -> Self {
        let shared = Rc::new(SharedState::new(state, env));
        let files = Rc::new(Files::new(shared.clone()));
        Self { delivery: Delivery::new(shared, files.clone()), files }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        match rpc::upload::file_number(&request) {
            Some(number) => rpc::upload::dispatch_any(&*self.files.get(number), request).await,
            None => rpc::delivery::dispatch(&*self.delivery, request).await,
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.delivery.on_alarm().await?;
        response::empty()
    }
}
