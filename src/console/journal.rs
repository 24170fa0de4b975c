//! To come.

use std::sync::Arc;

use axum::Router;

use super::Console;

/// None yet.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
}
