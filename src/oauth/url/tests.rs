//! Golden URLs, and the law that a URL says what was asked and nothing else.

use proptest::prelude::*;

use super::*;
use crate::catalogue::Catalogue;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn request() -> AuthorizeRequest {
    AuthorizeRequest {
        client_id: "00000000-0000-4000-8000-000000000002".into(),
        login_base: "https://login.mypurecloud.de".parse().unwrap(),
        redirect_uri: "https://compliance.example/callback".into(),
        scopes: vec!["analytics:readonly".into()],
        flow: Flow::Code,
        target: None,
        home: None,
        login_hint: None,
        prompt: Prompt::AsNeeded,
    }
}

fn fresh(request: &AuthorizeRequest) -> Prepared {
    request.fresh("s1".parse().unwrap(), VERIFIER.parse().unwrap())
}

#[test]
fn a_code_url_has_no_challenge_and_no_verifier() {
    let prepared = fresh(&request());
    insta::assert_snapshot!(prepared.url, @"https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-000000000002&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly");
    assert_eq!((prepared.code_verifier, prepared.code_challenge), (None, None));
}

#[test]
fn a_pkce_url_carries_the_challenge_of_the_standards_example() {
    let prepared = fresh(&AuthorizeRequest {
        flow: Flow::Pkce,
        ..request()
    });
    insta::assert_snapshot!(prepared.url, @"https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-000000000002&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly");
    assert_eq!(prepared.code_challenge.as_deref(), Some(CHALLENGE));
    assert_eq!(prepared.code_verifier.unwrap().reveal(), VERIFIER);
    assert!(!prepared.url.as_str().contains(VERIFIER));
}

#[test]
fn everything_that_can_be_asked_for_has_its_place() {
    let prepared = fresh(&AuthorizeRequest {
        target: Some("00000000-0000-4000-8000-000000000001".parse().unwrap()),
        home: Some(HomeLogin {
            org: "acme-emea".into(),
            provider: "okta".into(),
        }),
        login_hint: Some("anna@acme.example".into()),
        prompt: Prompt::Login,
        ..request()
    });
    insta::assert_snapshot!(prepared.url, @"https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-000000000002&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly&org=acme-emea&provider=okta&target=00000000-0000-4000-8000-000000000001&login_hint=anna%40acme.example&prompt=login");
}

#[test]
fn a_bare_url_has_neither_state_nor_challenge() {
    insta::assert_snapshot!(AuthorizeRequest { flow: Flow::Pkce, ..request() }.bare(), @"https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-000000000002&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly");
}

#[test]
fn a_redirect_uri_keeps_the_letters_that_were_registered() {
    let request = AuthorizeRequest {
        redirect_uri: "https://compliance.example".into(),
        ..request()
    };
    assert!(
        request
            .bare()
            .as_str()
            .ends_with("redirect_uri=https%3A%2F%2Fcompliance.example&scope=analytics%3Areadonly")
    );
}

#[test]
fn every_region_has_its_login_host() {
    let regions = Catalogue::embedded().regions();
    assert_eq!(regions.len(), 18);
    for region in regions {
        let request = AuthorizeRequest {
            login_base: format!("https://{}", region.login_host()).parse().unwrap(),
            ..request()
        };
        let url = request.bare();
        assert_eq!(url.host_str(), Some(format!("login.{}", region.domain).as_str()));
        assert_eq!((url.scheme(), url.path()), ("https", "/oauth/authorize"));
    }
}

#[test]
fn only_parameters_that_the_catalogue_knows_are_sent() {
    let prepared = fresh(&AuthorizeRequest {
        flow: Flow::Pkce,
        target: Some("00000000-0000-4000-8000-000000000001".parse().unwrap()),
        home: Some(HomeLogin {
            org: "acme".into(),
            provider: "ping".into(),
        }),
        login_hint: Some("x".into()),
        prompt: Prompt::Login,
        ..request()
    });
    for (name, _) in prepared.url.query_pairs() {
        assert!(Catalogue::embedded().authorize_parameter(&name).is_some(), "{name}");
    }
}

proptest! {
    #[test]
    fn a_url_parses_back_to_what_was_asked(
        client_id in any::<String>(),
        scopes in proptest::collection::vec("[a-z-]{1,20}(:readonly)?", 0..5),
        org in any::<String>(),
        login_hint in proptest::option::of(any::<String>()),
        state in "[!-~]{1,100}",
        verifier in "[A-Za-z0-9._~-]{43,128}",
    ) {
        let request = AuthorizeRequest {
            client_id: client_id.clone(),
            scopes: scopes.clone(),
            flow: Flow::Pkce,
            home: Some(HomeLogin { org: org.clone(), provider: "okta".into() }),
            login_hint: login_hint.clone(),
            ..request()
        };
        let prepared = request.fresh(state.parse().unwrap(), verifier.parse().unwrap());
        let mut expected = vec![
            ("response_type".to_owned(), "code".to_owned()),
            ("client_id".to_owned(), client_id),
            ("state".to_owned(), state),
            ("code_challenge".to_owned(), prepared.code_challenge.clone().unwrap()),
            ("code_challenge_method".to_owned(), "S256".to_owned()),
            ("redirect_uri".to_owned(), request.redirect_uri.clone()),
        ];
        if !scopes.is_empty() {
            expected.push(("scope".to_owned(), scopes.join(" ")));
        }
        expected.push(("org".to_owned(), org));
        expected.push(("provider".to_owned(), "okta".to_owned()));
        if let Some(hint) = login_hint {
            expected.push(("login_hint".to_owned(), hint));
        }
        let pairs: Vec<(String, String)> = prepared.url.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs, expected);
        prop_assert_eq!(prepared.url.host_str(), Some("login.mypurecloud.de"));
        prop_assert!(prepared.url.as_str().is_ascii());
        prop_assert!(!prepared.url.as_str().contains(char::is_whitespace));
    }
}
