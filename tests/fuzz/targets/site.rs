//! A site's configuration: what is accepted is the same when it is written and read again, makes a form in every
//! language, and sends nothing to a place that it does not seem to name.

use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::api::request::Access;
use apply_edge::form::Slot;
use apply_edge::locale::Locale;
use apply_edge::site::Site;

pub(crate) const TARGET: Target = Target {
    name: "site",
    short: 1500,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (200_000, 1_000),
};

fn check(input: &[u8]) {
    let site = match Site::parse(input) {
        Ok(site) => site,
        Err(told) => {
            // It quotes at most two values of the configuration, which is its author's own.
            assert!(!told.is_empty() && told.len() <= 500 + 8 * input.len(), "{}", told.len());
            return;
        }
    };
    let written = serde_json::to_vec(&site).unwrap();
    let again = Site::parse(&written).unwrap_or_else(|e| panic!("refused the second time: {e}"));
    assert_eq!(again, site);
    let settings = site.ats.settings();
    for base in [settings.base(Access::Bearer), settings.base(Access::QueryToken)] {
        goes_where_it_says(base);
    }
    for origin in &site.origins {
        assert!(origin.bytes().all(|b| b.is_ascii_graphic()) && site.allows(origin), "{origin}");
        assert!(!site.allows(&format!("{origin}.evil.example")) || site.origins.len() > 1);
    }
    if let Some(home) = &site.home {
        assert!(!home.trim_start().to_ascii_lowercase().starts_with("javascript:"), "{home}");
    }
    for locale in Locale::ALL {
        let form = site.form("9", "Engineer", locale);
        assert!(form.slots().all(|slot| !slot.kinds.is_empty() && slot.max_files > 0));
        for slot in Slot::ALL.into_iter().filter_map(|slot| site.slot(slot, locale)) {
            assert!(slot.max_bytes <= settings.limits().file_bytes);
        }
    }
    assert!(site.files_bytes() >= site.file_bytes());
    for key in &site.gateway {
        assert!(key.is_expired(u64::MAX), "a key for ever");
    }
    assert_eq!(site.source(""), None);
}

/// Credentials go there, so the host must be what a reader takes for it.
fn goes_where_it_says(base: &str) {
    let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    let host = rest.expect("a scheme").split('/').next().unwrap_or_default();
    assert!(!host.is_empty() && !host.starts_with(':'), "no host: {base:?}");
    assert!(!host.contains(['@', '\\']), "another host than it seems: {base:?}");
    assert!(base.bytes().all(|b| b.is_ascii_graphic()), "{base:?}");
    if base.starts_with("http://") {
        let (name, port) = host.split_once(':').expect("a port");
        assert!(matches!(name, "127.0.0.1" | "localhost"), "credentials in the open: {base:?}");
        assert!(port.parse::<u16>().is_ok(), "{base:?}");
    }
}
