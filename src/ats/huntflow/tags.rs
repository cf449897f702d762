//! Tags of the organisation and of an applicant. Watchers have no access.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, TagId};
use super::paging::Items;
use crate::api::endpoint::{NoContent, endpoints, payloads};

endpoints! { tags of Huntflow<'static>;
    /// Lists all tags.
    List: Get "/accounts/{account}/tags" (account: AccountId) => Items<Tag>;
    /// Adds a tag.
    Create: Post "/accounts/{account}/tags" (account: AccountId) <- NewTag => Tag;
    /// Reads a tag.
    Read: Get "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) => Tag;
    /// Changes a tag.
    Replace: Put "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) <- NewTag => Tag;
    /// Removes a tag.
    Delete: Delete "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) => NoContent;
    /// Lists an applicant's tags.
    OfApplicant: Get "/accounts/{account}/applicants/{applicant}/tags" (account: AccountId, applicant: ApplicantId) => Tags;
    /// Replaces an applicant's tags.
    Set: Post "/accounts/{account}/applicants/{applicant}/tags" (account: AccountId, applicant: ApplicantId) <- Tags => Tags;
}

payloads! {
    /// A tag.
    Tag (
        /// Its id.
        id: TagId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its colour in hex, without `#`.
        color: Option<String>,
    }

    /// A new tag, or a replacement of one.
    NewTag (
        /// Its name.
        name: String,
        /// Its colour in hex, without `#`: `00ad3b`.
        color: String,
    ) {}

    /// All tags of an applicant.
    Tags (
        /// The tags.
        tags: Vec<TagId>,
    ) {}
}
