//! Items read one by one: what multigets left open, or everything where a server offers none.

use dav::get::{self, Accept, Got};
use dav::multiget::Data;
use dav::{Href, Limits};
use futures::StreamExt;

use super::super::session::ReadError;
use super::super::{DavCollection, ids};
use super::FAILURES;
use crate::endpoint::{EndpointError, Fetched, Parts, Trouble, Version};
use crate::say;

/// Items read alone at once.
const ALONE: usize = 4;

impl DavCollection {
    /// Reads these items one by one. Hands over what is there or was not answered for, and returns what is gone.
    pub(super) async fn fetch_alone(
        &self,
        hrefs: Vec<Href>,
        parts: &Parts,
    ) -> Result<Vec<Fetched>, EndpointError> {
        let mut asking = futures::stream::iter(hrefs)
            .map(|href| async move { self.get(&href).await })
            .buffered(ALONE);
        let mut gone = Vec::new();
        let mut failures_in_a_row = 0;
        while let Some(answer) = asking.next().await {
            match &answer {
                Fetched::Failed { error, .. } if is_the_servers(&error.trouble) => {
                    failures_in_a_row += 1;
                }
                _ => failures_in_a_row = 0,
            }
            match answer {
                Fetched::Failed { error, .. }
                    if failures_in_a_row >= FAILURES
                        || matches!(error.trouble, Trouble::SignIn | Trouble::Busy(_)) =>
                {
                    return Err(error);
                }
                Fetched::Gone { .. } => gone.push(answer),
                Fetched::Here { .. } | Fetched::Failed { .. } => {
                    if parts.send(vec![answer]).await.is_err() {
                        break;
                    }
                }
            }
        }
        Ok(gone)
    }

    async fn get(&self, href: &Href) -> Fetched {
        let id = ids::id_of(href);
        match self.read_item(href).await {
            Ok(Got::Item { etag, body, .. }) => Fetched::Here {
                id,
                version: etag.map(|etag| Version(etag.as_str().to_owned())),
                body,
            },
            Ok(Got::NotFound) => Fetched::Gone { id },
            Ok(Got::Oversize) => self.too_large(href),
            Ok(Got::Unchanged) => {
                self.failed(href, Trouble::Nonsense(say!("the item was not sent")))
            }
            Err(error) => Fetched::Failed {
                id,
                error: error.into(),
            },
        }
    }

    /// One item by GET.
    pub(in super::super) async fn read_item(&self, href: &Href) -> Result<Got, ReadError> {
        let accept = match self.data() {
            Data::Calendar => Accept::Calendar,
            Data::Card => Accept::Card,
            Data::Card4 => Accept::Card4,
        };
        let request = get::request(&self.url, href, accept, None);
        let limit = Limits::default().text_bytes;
        self.session
            .read(&request, move |status, headers, body| {
                get::parse(status, headers, body, limit)
            })
            .await
    }
}

/// A failure that is not the one item's.
fn is_the_servers(trouble: &Trouble) -> bool {
    trouble.is_passing() || matches!(trouble, Trouble::NameNotFound | Trouble::Certificate { .. })
}
