//! A JSON body whose mistakes are told in our own error form.

use crate::{error::Failure, state::ApiState};
use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;

/// A parsed body.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Failure> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => Err(Failure::bad("body", error.body_text())),
            Err(JsonRejection::JsonSyntaxError(error)) => Err(Failure::bad("body", error.body_text())),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Failure::bad("content-type", "send the body as application/json"))
            }
            Err(other) => Err(Failure::bad("body", other.body_text())),
        }
    }
}
