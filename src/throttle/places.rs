//! Places for bodies that are being received: a fixed number, so that memory stays bounded. If all are taken, a new
//! sender gets the place of one that is far from done: of the site and the address that have most places, the slowest.
//! So many slow senders cannot keep others out, and a sender that is nearly done is left alone.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a sender keeps its place in any case, in ms: a slow connection needs as long for its first bytes.
const GRACE_MS: u64 = 3000;
/// A sender that will be done this soon keeps its place, in ms; so does one that sent something this recently and is
/// fast enough.
const SOON_MS: u64 = 10_000;
/// The bytes that are expected of a sender that did not say how many it will send.
const UNKNOWN: u64 = 1_000_000;

/// The origin of a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sender {
    /// The name of the site.
    pub site: String,
    /// The network address, or a prefix of it; empty if it is not known.
    pub address: String,
}

/// A body that is being received.
#[derive(Debug)]
struct Place {
    number: u64,
    sender: Sender,
    since: u64,
    last_received: u64,
    bytes: u64,
    /// The bytes of the whole body.
    expected: u64,
}

impl Place {
    /// The time until the body is complete at its average speed, in ms.
    fn time_left(&self, now: u64) -> u64 {
        let left = self.expected.saturating_sub(self.bytes);
        let age = now.saturating_sub(self.since);
        left.saturating_mul(age).checked_div(self.bytes).unwrap_or(u64::MAX)
    }

    /// Whether the place may be given to another sender.
    fn is_slow(&self, now: u64) -> bool {
        now.saturating_sub(self.since) >= GRACE_MS
            && (self.time_left(now) > SOON_MS || now.saturating_sub(self.last_received) > SOON_MS)
    }
}

/// A fixed number of places.
#[derive(Debug)]
pub struct Places {
    most: usize,
    taken: Vec<Place>,
    next: u64,
}

impl Places {
    /// As many free places as `most`.
    pub const fn new(most: usize) -> Self {
        Self { most, taken: Vec::new(), next: 0 }
    }

    /// Takes a place, at `now` in ms since the epoch. `expected` is the length of the body, if it is known. Returns the
    /// number of the place, or `None` if all are taken by senders that are fast or new.
    pub fn take(&mut self, sender: Sender, expected: Option<u64>, now: u64) -> Option<u64> {
        if self.taken.len() >= self.most {
            let slowest = self.slowest(&sender, now)?;
            self.taken.swap_remove(slowest);
        }
        let number = self.next;
        self.next += 1;
        let expected = expected.unwrap_or(UNKNOWN);
        let (since, last_received, bytes) = (now, now, 0);
        self.taken.push(Place { number, sender, since, last_received, bytes, expected });
        Some(number)
    }

    /// The index of the place that is given up for a new sender.
    fn slowest(&self, newcomer: &Sender, now: u64) -> Option<usize> {
        let (mut sites, mut senders) = (BTreeMap::new(), BTreeMap::new());
        for place in &self.taken {
            *sites.entry(&place.sender.site).or_insert(0usize) += 1;
            *senders.entry(&place.sender).or_insert(0usize) += 1;
        }
        // An address that has most of the places gets no more of them from others.
        let own = senders.get(newcomer).copied().unwrap_or(0);
        let places = self.taken.iter().enumerate().filter(|(_, place)| {
            let theirs = senders.get(&place.sender).copied().unwrap_or(0);
            place.is_slow(now) && (newcomer.address.is_empty() || theirs >= own)
        });
        let worst = places.max_by_key(|(_, place)| {
            let known = !place.sender.address.is_empty();
            let of_sender = senders.get(&place.sender).copied().filter(|_| known);
            (sites.get(&place.sender.site).copied(), of_sender, place.time_left(now))
        });
        worst.map(|(index, _)| index)
    }

    /// Whether a place is free.
    pub fn has_room(&self) -> bool {
        self.taken.len() < self.most
    }

    /// Records that bytes arrived.
    pub fn record(&mut self, number: u64, bytes: u64, now: u64) {
        if let Some(place) = self.taken.iter_mut().find(|place| place.number == number) {
            place.bytes = place.bytes.saturating_add(bytes);
            place.last_received = now;
        }
    }

    /// Whether a place is still its sender's.
    pub fn is_kept(&self, number: u64) -> bool {
        self.taken.iter().any(|place| place.number == number)
    }

    /// Gives a place back.
    pub fn release(&mut self, number: u64) {
        self.taken.retain(|place| place.number != number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(site: &str, address: &str) -> Sender {
        Sender { site: site.to_owned(), address: address.to_owned() }
    }

    #[test]
    fn a_new_sender_gets_the_place_of_the_slowest_and_those_nearly_done_are_left_alone() {
        let mut places = Places::new(3);
        let [drip, slow, quick] = ["1", "2", "3"]
            .map(|n| places.take(from("a", n), Some(5_000_000), 0).unwrap_or(u64::MAX));
        assert_eq!(places.take(from("a", "4"), None, 2000), None, "all are new");
        places.record(drip, 800, 4000);
        places.record(slow, 40_000, 4000);
        places.record(quick, 4_000_000, 4000);
        assert!(places.take(from("a", "4"), None, 4000).is_some());
        assert_eq!([drip, slow, quick].map(|n| places.is_kept(n)), [false, true, true]);
        assert!(places.take(from("a", "5"), None, 4000).is_some());
        assert_eq!([slow, quick].map(|n| places.is_kept(n)), [false, true]);
        assert_eq!(places.take(from("a", "6"), None, 4000), None, "new ones and one nearly done");
        assert!(places.take(from("a", "6"), None, 15_000).is_some(), "they send nothing");
    }

    #[test]
    fn the_address_and_the_site_with_most_places_give_them_up() {
        let mut places = Places::new(8);
        let phone = places.take(from("a", "phone"), Some(5_000_000), 0).unwrap_or(99);
        for _ in 0..7 {
            places.take(from("a", "crowd"), Some(5_000_000), 0);
        }
        for n in 0..6 {
            assert!(places.take(from("b", &format!("{n}")), None, 5000).is_some());
            assert!(places.is_kept(phone), "as slow as the others, but from another address");
        }
        let mut places = Places::new(4);
        for _ in 0..4 {
            places.take(from("a", "crowd"), Some(5_000_000), 0);
        }
        assert!(places.take(from("a", "phone"), Some(5_000_000), 5000).is_some());
        for _ in 0..3 {
            places.take(from("a", "crowd"), Some(5_000_000), 5000);
        }
        assert_eq!(places.take(from("a", "crowd"), None, 6000), None, "its own are new");
        places.take(from("a", "crowd"), None, 20_000);
        assert_eq!(places.taken.iter().filter(|p| p.sender.address == "phone").count(), 1);
    }

    #[test]
    fn a_place_that_is_given_back_is_free() {
        let mut places = Places::new(1);
        let number = places.take(from("a", ""), None, 0).unwrap_or(99);
        assert_eq!(places.take(from("a", ""), None, 0), None);
        places.release(number);
        assert!(!places.is_kept(number) && places.take(from("a", ""), None, 0).is_some());
    }
}
