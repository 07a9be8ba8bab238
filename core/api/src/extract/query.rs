//! A query whose mistakes are told in our own error form.

use crate::{error::Failure, state::ApiState};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A parsed query.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<ApiState> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(Failure::bad("query", rejection.body_text())),
        }
    }
}

/// Where a page of a list goes on: the id that an earlier page ended with.
pub(crate) fn parse_before<T: FromStr>(given: Option<&str>) -> Result<Option<T>, Failure> {
    let bad = |_| Failure::bad("before", "give back the id that an earlier page ended with");
    given.map(|given| given.parse().map_err(bad)).transpose()
}
