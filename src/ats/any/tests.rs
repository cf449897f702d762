use super::*;
use crate::ats::config::Publish;
use serde_json::{Value, json};

fn configs() -> Vec<(Value, AtsConfig)> {
    let all = [
        json!({ "kind": "huntflow", "account": 7, "credentials": "acme" }),
        json!({ "kind": "comeet", "company": "30.005", "credentials": "acme" }),
    ];
    all.into_iter()
        .map(|json| (json.clone(), serde_json::from_value(json).expect("a config")))
        .collect()
}

fn seeds() -> [&'static str; 3] {
    [
        r#"{"access_token":"a","refresh_token":"r"}"#,
        r#"{"api_key":"k","secret":"s","careers_token":"c"}"#,
        r#"{"bearer":"b","careers_token":"c"}"#,
    ]
}

#[test]
fn the_kind_in_a_configuration_is_the_name_of_the_module() {
    for (json, config) in configs() {
        assert_eq!(config.kind(), json["kind"]);
        assert_eq!(serde_json::to_value(&config).unwrap()["kind"], config.kind());
        assert_eq!(config.credentials(), "acme");
    }
}

#[test]
fn every_ats_has_what_the_rest_of_the_product_relies_on() {
    let publish = Publish::Jobs(vec!["1".to_owned()]);
    for (_, config) in configs() {
        let settings = config.settings();
        let limits = settings.limits();
        assert!(limits.file_bytes > 0 && !limits.resume_kinds.is_empty(), "{}", config.kind());
        assert!(settings.rate_limit().requests > 0);
        let own = settings.account();
        let operations = || settings.operations().iter().flat_map(|table| table.iter());
        assert!(operations().any(|o| o.parameters.iter().any(|p| p.name == own.name)), "{own:?}");
        for reserved in settings.reserved_operations() {
            assert!(operations().any(|o| o.operation == *reserved), "{reserved}");
        }
        assert!(operations().all(|o| settings.base(o.access).starts_with("https://")));
        let publication = Publication { publish: &publish, show_salary: false };
        let ats = AnyAts::new(&config, publication);
        assert_eq!(ats.settings().account(), own);
    }
}

#[test]
fn each_vendors_credentials_are_told_by_their_shape_and_belong_to_one_ats() {
    let configs = configs();
    let owners = seeds().map(|seed| {
        let credentials = AnyCredentials::parse(seed).unwrap();
        // What is stored is what was given.
        assert_eq!(serde_json::to_string(&credentials).unwrap(), seed);
        let owners: Vec<_> =
            configs.iter().map(|(_, c)| c).filter(|c| credentials.belong_to(c)).collect();
        assert_eq!(owners.len(), 1);
        let refreshable = credentials.refresh_call().unwrap().is_some();
        assert_eq!(owners[0].refreshes_credentials(), refreshable);
        owners[0].kind()
    });
    assert_eq!(owners, ["huntflow", "comeet", "comeet"]);
}

#[test]
fn other_seeds_are_refused_without_being_repeated() {
    for seed in ["", "secret", "{}", r#"{"access_token":"secret"}"#, r#"{"bearer":"secret"}"#] {
        let error = AnyCredentials::parse(seed).unwrap_err();
        assert!(!error.contains("\"secret\":") && error.contains("Huntflow token pair"), "{error}");
    }
}

#[test]
fn nothing_secret_is_in_debug() {
    for seed in seeds() {
        let credentials = AnyCredentials::parse(seed).unwrap();
        assert_eq!(format!("{credentials:?} {:?}", credentials.token(0)).matches('"').count(), 0);
    }
}

#[test]
fn a_new_pair_stays_the_vendors_own() {
    let old = AnyCredentials::parse(seeds()[0]).unwrap();
    let body = br#"{"access_token":"a2","refresh_token":"r2"}"#.to_vec();
    let reply = Reply { status: 200, content_type: String::new(), retry_after: None, body };
    let RefreshOutcome::New(new) = old.read_refresh(&reply) else { panic!("no new pair") };
    assert!(new != old && new.belong_to(&configs()[0].1));
    let comeet = AnyCredentials::parse(seeds()[1]).unwrap();
    assert!(matches!(comeet.read_refresh(&reply), RefreshOutcome::Refused));
}
