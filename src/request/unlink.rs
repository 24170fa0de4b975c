//! The addresses of a person, and one of them taken off.

use super::Response;
use crate::conversation::Address;
use crate::service::Service;
use crate::store::StoreError;

/// Takes an address off, where one is named; answers with those that are left.
pub(super) async fn unlink(service: &Service, from: &Address, gone: Option<&str>) -> Result<Response, StoreError> {
    let parted = match gone {
        Some(gone) => service.part(from, gone).await?,
        None => false,
    };
    let left = service.addresses(from).await?;
    Ok(left.map_or(Response::Unknown, |left| Response::Addresses { left, parted }))
}
