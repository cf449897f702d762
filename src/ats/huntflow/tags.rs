//! Tags of the organisation, and of an applicant. Watchers may not use them.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, TagId};
use super::paging::Items;
use crate::endpoint::{Nothing, endpoints, payloads};

endpoints! { tags of Huntflow<'static>;
    /// All tags.
    List: Get "/accounts/{account}/tags" (account: AccountId) => Items<Tag>;
    /// Adds a tag.
    Create: Post "/accounts/{account}/tags" (account: AccountId) <- NewTag => Tag;
    /// One tag.
    Read: Get "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) => Tag;
    /// Changes a tag.
    Replace: Put "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) <- NewTag => Tag;
    /// Removes a tag.
    Delete: Delete "/accounts/{account}/tags/{tag}" (account: AccountId, tag: TagId) => Nothing;
    /// An applicant's tags.
    OfApplicant: Get "/accounts/{account}/applicants/{applicant}/tags" (account: AccountId, applicant: ApplicantId) => Tags;
    /// Replaces an applicant's tags: what is not named is taken off.
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

    /// A tag to add, or what one becomes.
    NewTag (
        /// Its name.
        name: String,
        /// Its colour in hex, without `#`: `00ad3b`.
        color: String,
    ) {}

    /// An applicant's tags, all of them.
    Tags (
        /// The tags.
        tags: Vec<TagId>,
    ) {}
}
