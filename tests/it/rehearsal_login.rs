//! The rehearsal's login host of Genesys Cloud: tokens, and the authorize page as people click through it.

mod browser;
mod outside;
mod world;

use std::time::Duration;

use zd2gc::rehearsal::world::AuthorizationState;
use zd2gc::rehearsal::{Answer, Behaviour, Rehearsal};

use browser::{Browser, LOGIN, api, token};
use world::{ACME, ACME_US, CALLBACK, PARTNER, rehearsal};

const NOW: Duration = Duration::from_mins(1);
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The body of a refused token call.
#[track_caller]
fn refused(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 400, "{}", String::from_utf8_lossy(&answer.body));
    let body = answer.value();
    assert_eq!(body["description"], body["error_description"], "the text stands twice");
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("error"), text("error_description"))
}

#[track_caller]
fn access_token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.value()["access_token"].as_str().unwrap().to_owned()
}

/// The parameters of a client's request.
fn asking(client: &str) -> Vec<(&str, &str)> {
    vec![
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("state", "s1"),
    ]
}

/// A browser that asked for a client and signed in.
fn signed_in<'a>(rehearsal: &'a Rehearsal, query: &[(&str, &str)], address: &str) -> Browser<'a> {
    let mut browser = Browser::new(rehearsal);
    browser.authorize(query);
    browser.send(&[("step", "sign-in"), ("address", address)]);
    browser
}

/// A code that somebody let a client have.
#[track_caller]
fn code(rehearsal: &Rehearsal, query: &[(&str, &str)], address: &str) -> String {
    signed_in(rehearsal, query, address)
        .back()
        .get("code")
        .unwrap()
        .to_owned()
}

/// Exchanges a code as the client's server does.
fn exchange(rehearsal: &Rehearsal, client: &str, code: &str, more: &[(&str, &str)]) -> Answer {
    let secret = format!("secret-of-{client}");
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", client),
        ("client_secret", &secret),
    ];
    form.extend(more);
    token(rehearsal, NOW, None, &form)
}

#[test]
fn clients_get_their_own_tokens_by_header_or_form() {
    let rehearsal = rehearsal();
    // `short:secret-of-short`
    let basic = "c2hvcnQ6c2VjcmV0LW9mLXNob3J0";
    let by_header = token(&rehearsal, NOW, Some(basic), &[("grant_type", "client_credentials")]);
    let body = by_header.value();
    let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["access_token", "token_type", "expires_in"]);
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["expires_in"], 299, "what is left of the client's 300 seconds");
    assert_eq!(by_header.header("cache-control"), Some("no-store"));
    let by_form = token(
        &rehearsal,
        NOW,
        None,
        &[
            ("grant_type", "client_credentials"),
            ("client_id", "short"),
            ("client_secret", "secret-of-short"),
        ],
    );
    let own = access_token(&by_form);
    assert_ne!(own, access_token(&by_header));
    let me = |now| api(&rehearsal, now, &own, "/api/v2/tokens/me");
    let before = me(NOW + Duration::from_secs(299));
    assert_eq!(before.status, 200);
    assert_eq!(before.value()["organization"]["id"], ACME);
    let after = me(NOW + Duration::from_mins(5));
    assert_eq!((after.status, &after.value()["code"]), (401, &"bad.credentials".into()));
}

#[test]
fn every_refusal_of_the_token_endpoint_is_400_with_its_code() {
    let rehearsal = rehearsal();
    let ask = |basic: Option<&str>, form: &[(&str, &str)]| token(&rehearsal, NOW, basic, form);
    let own = |id: &str, secret: &str| {
        refused(&ask(
            None,
            &[
                ("grant_type", "client_credentials"),
                ("client_id", id),
                ("client_secret", secret),
            ],
        ))
    };
    let pair = |error: &str, text: &str| (error.to_owned(), text.to_owned());
    assert_eq!(own("nobody", "x"), pair("invalid_client", "client not found"));
    assert_eq!(own("short", "wrong"), pair("invalid_client", "authentication failed"));
    assert_eq!(
        own("wallboard", "secret-of-wallboard"),
        pair(
            "unauthorized_client",
            "client is not authorized to use the client_credential grant type"
        )
    );
    assert_eq!(own("roleless", "secret-of-roleless").0, "unauthorized_client");
    assert_eq!(own("retired", "secret-of-retired").0, "invalid_client");
    assert_eq!(
        own("american", "secret-of-american"),
        pair("invalid_client", "client not found"),
        "clients belong to one region"
    );
    assert_eq!(
        refused(&ask(None, &[("grant_type", "client_credentials")])).0,
        "invalid_client"
    );
    let of_short = [("client_id", "short"), ("client_secret", "secret-of-short")];
    let with = |grant_type| [&[("grant_type", grant_type)], &of_short[..]].concat();
    assert_eq!(refused(&ask(None, &with("password"))).0, "unsupported_grant_type");
    let saml = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    assert_eq!(refused(&ask(None, &with(saml))).0, "unauthorized_client");
    assert_eq!(refused(&ask(None, &with("authorization_code"))).0, "invalid_request");
    let plain = |answer: Answer| {
        assert_eq!(answer.status, 400);
        assert_eq!(String::from_utf8(answer.body).unwrap(), "bad request");
    };
    plain(ask(None, &of_short));
    plain(ask(None, &with("")));
    plain(ask(
        Some("<base64 of id and secret>"),
        &[("grant_type", "client_credentials")],
    ));
    let json = zd2gc::rehearsal::Call::new(
        zd2gc::model::Method::Post,
        browser::ORIGIN,
        &format!("{LOGIN}/oauth/token"),
    )
    .with("content-type", "application/json; charset=utf-8")
    .with_body(r#"{"grant_type": "client_credentials"}"#);
    plain(rehearsal.answer(&json, NOW));
    let get = zd2gc::rehearsal::Call::new(
        zd2gc::model::Method::Get,
        browser::ORIGIN,
        &format!("{LOGIN}/oauth/token"),
    );
    assert_eq!(rehearsal.answer(&get, NOW).status, 405);
}

#[test]
fn too_many_tokens_are_a_400_of_one_client() {
    let behaviour = Behaviour {
        rate_limit: Some("2/10".parse().unwrap()),
        ..Behaviour::default()
    };
    let rehearsal = Rehearsal::new(world::world(), behaviour);
    let ask = |id: &str, now| {
        let secret = format!("secret-of-{id}");
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", &secret),
        ];
        token(&rehearsal, now, None, &form)
    };
    access_token(&ask("short", NOW));
    access_token(&ask("short", NOW));
    let third = ask("short", NOW);
    let (error, text) = refused(&third);
    assert_eq!(error, "invalid_request");
    assert!(text.starts_with("rate limit exceeded;"), "{text}");
    assert_eq!(third.header("retry-after"), None);
    access_token(&ask(&format!("{ACME}-own-1"), NOW));
    access_token(&ask("short", NOW + Duration::from_secs(10)));
}

#[test]
fn a_client_of_ones_own_org_needs_no_approval() {
    let rehearsal = rehearsal();
    let mut browser = Browser::new(&rehearsal);
    let state = "a b+c/é&=?#";
    let mut query = asking("wallboard");
    query[3].1 = state;
    query.extend([("scope", "openid analytics"), ("org_id", ACME_US), ("tenant_id", "x")]);
    browser.authorize(&query);
    assert_eq!((browser.status(), browser.heading().as_str()), (200, "Sign in"));
    browser.send(&[("step", "sign-in"), ("address", " ADA@acme.example ")]);
    let back = browser.back();
    assert_eq!(back.get("state"), Some(state), "unchanged");
    assert!(
        browser
            .landed
            .as_ref()
            .unwrap()
            .starts_with(&format!("{CALLBACK}?code="))
    );

    let got = exchange(&rehearsal, "wallboard", back.get("code").unwrap(), &[]);
    let value = got.value();
    assert_eq!(value["token_type"], "bearer");
    assert_eq!(value["expires_in"], 86_399);
    let me = api(&rehearsal, NOW, &access_token(&got), "/api/v2/tokens/me").value();
    assert_eq!(me["organization"], me["homeOrganization"]);
    assert_eq!(me["OAuthClient"]["id"], "wallboard");
    assert_eq!(
        me["authorizedScope"],
        serde_json::json!(["user-basic-info", "users:readonly"]),
        "the registration decides, not the URL"
    );
}

#[test]
fn scopes_of_the_client_open_and_close_the_api() {
    let rehearsal = rehearsal();
    let list = |client: &str| {
        let code = code(&rehearsal, &asking(client), "ben@acme.example");
        let token = access_token(&exchange(&rehearsal, client, &code, &[]));
        api(&rehearsal, NOW, &token, "/api/v2/users")
    };
    let right = list("wallboard");
    assert_eq!((right.status, right.value()["total"].as_u64()), (200, Some(4)));
    let wrong = list("queues-only");
    assert_eq!(wrong.status, 403);
    assert_eq!(wrong.value()["code"], "app.not.authorized.for.scope");
}

#[test]
fn a_browser_stays_signed_in_until_it_is_asked_again_or_signs_out() {
    let rehearsal = rehearsal();
    let mut browser = signed_in(&rehearsal, &asking("wallboard"), "ben@acme.example");
    browser.authorize(&asking("wallboard"));
    assert!(browser.landed.is_some(), "nobody is asked twice");
    let mut again = asking("wallboard");
    again.push(("prompt", "login"));
    browser.authorize(&again);
    assert_eq!(browser.heading(), "Sign in");
    browser.send(&[("step", "sign-in"), ("address", "ada@acme.example")]);
    assert!(browser.landed.is_some(), "asked once, not for ever");
    browser.open(&format!(
        "{LOGIN}/logout?client_id=wallboard&redirect_uri=https%3A%2F%2Fevil.example"
    ));
    assert_eq!(browser.heading(), "You are signed out");
    browser.authorize(&asking("wallboard"));
    assert_eq!(browser.heading(), "Sign in");
    browser.open(&format!("{LOGIN}/logout?client_id=wallboard&redirect_uri={CALLBACK}"));
    assert_eq!(browser.landed.as_deref(), Some(CALLBACK));
    let mut browser = signed_in(&rehearsal, &asking("wallboard"), "ben@acme.example");
    browser.now += Duration::from_hours(9);
    browser.authorize(&asking("wallboard"));
    assert_eq!(browser.heading(), "Sign in");
}

#[test]
fn signing_in_changes_the_cookie() {
    let rehearsal = rehearsal();
    let mut browser = Browser::new(&rehearsal);
    browser.authorize(&asking("wallboard"));
    let before = browser.cookie.clone();
    browser.send(&[("step", "sign-in"), ("address", "ben@acme.example")]);
    assert_ne!(browser.cookie, before);
    browser.cookie = before;
    browser.authorize(&asking("wallboard"));
    assert_eq!(browser.heading(), "Sign in", "who knew the old cookie is not signed in");
    let set = browser.page.as_ref().unwrap().header("set-cookie").unwrap();
    assert!(
        set.ends_with("; Path=/login.mypurecloud.de; HttpOnly; SameSite=Lax"),
        "{set}"
    );
}

#[test]
fn who_cannot_be_sent_back_for_sure_is_shown_a_page() {
    let rehearsal = rehearsal();
    let mut browser = Browser::new(&rehearsal);
    let invalid = "OAuth client ID or redirect URI is invalid";
    for (client, uri) in [
        ("nobody", CALLBACK),
        ("american", CALLBACK),
        ("wallboard", "http://127.0.0.1:8787/callback/"),
        ("wallboard", "http://127.0.0.1:8787/callback?x=1"),
        ("wallboard", "HTTP://127.0.0.1:8787/callback"),
        ("wallboard", ""),
        ("short", ""),
    ] {
        browser.authorize(&[("response_type", "code"), ("client_id", client), ("redirect_uri", uri)]);
        assert_eq!(
            (browser.status(), browser.heading().as_str()),
            (400, invalid),
            "{client} {uri}"
        );
    }
    browser.authorize(&asking("retired"));
    assert_eq!(
        (browser.status(), browser.heading().as_str()),
        (400, "This application is switched off")
    );
    browser.open(&format!("{LOGIN}/oauth/elsewhere"));
    assert_eq!(browser.status(), 404);
}

#[test]
fn other_faults_of_a_request_go_back_to_the_client() {
    let rehearsal = rehearsal();
    let mut browser = Browser::new(&rehearsal);
    let error = |browser: &mut Browser<'_>, change: &[(&str, &str)], client: &str| {
        let mut query: Vec<_> = asking(client);
        for (name, value) in change {
            query.retain(|(own, _)| own != name);
            query.push((name, value));
        }
        browser.authorize(&query);
        let back = browser.back();
        assert_eq!(back.get("state"), Some("s1"));
        assert!(back.get("error_description").is_some());
        back.get("error").unwrap().to_owned()
    };
    let b = &mut browser;
    assert_eq!(error(b, &[("response_type", "")], "wallboard"), "invalid_request");
    assert_eq!(
        error(b, &[("response_type", "id_token")], "wallboard"),
        "unsupported_response_type"
    );
    assert_eq!(error(b, &[], "kiosk"), "unauthorized_client");
    assert_eq!(
        error(b, &[("code_challenge", CHALLENGE)], "wallboard"),
        "invalid_request"
    );
    let plain = [("code_challenge", CHALLENGE), ("code_challenge_method", "plain")];
    assert_eq!(error(b, &plain, "wallboard"), "invalid_request");
    assert_eq!(error(b, &[("org", "acme")], "wallboard"), "invalid_request");
    assert_eq!(error(b, &[("provider", "okta")], "wallboard"), "invalid_request");
    b.authorize(&[
        ("response_type", "token"),
        ("client_id", "wallboard"),
        ("redirect_uri", CALLBACK),
        ("state", "s1"),
    ]);
    let landed = b.landed.as_ref().unwrap();
    assert!(
        landed.starts_with(&format!("{CALLBACK}#error=unauthorized_client&")),
        "{landed}"
    );
    assert!(landed.ends_with("&state=s1"), "{landed}");
}

#[test]
fn a_code_is_good_once_for_its_client_and_redirect_uri() {
    let rehearsal = rehearsal();
    let new = || code(&rehearsal, &asking("wallboard"), "ben@acme.example");
    let why = |answer: Answer| refused(&answer).0;
    let first = new();
    access_token(&exchange(&rehearsal, "wallboard", &first, &[]));
    assert_eq!(
        why(exchange(&rehearsal, "wallboard", &first, &[])),
        "invalid_grant",
        "used"
    );
    let other = new();
    assert_eq!(
        why(exchange(&rehearsal, "queues-only", &other, &[])),
        "invalid_grant",
        "another client's"
    );
    access_token(&exchange(&rehearsal, "wallboard", &other, &[]));
    let mut form = [
        ("grant_type", "authorization_code"),
        ("code", ""),
        ("redirect_uri", "https://app.example/cb?from=genesys"),
        ("client_id", "wallboard"),
        ("client_secret", "secret-of-wallboard"),
    ];
    let elsewhere = new();
    form[1].1 = &elsewhere;
    assert_eq!(
        why(token(&rehearsal, NOW, None, &form)),
        "invalid_grant",
        "another redirect URI"
    );
    assert_eq!(
        why(exchange(&rehearsal, "wallboard", &elsewhere, &[])),
        "invalid_grant",
        "one try is all that a code has"
    );
    let late = new();
    form[1].1 = &late;
    form[2].1 = CALLBACK;
    assert_eq!(
        why(token(&rehearsal, NOW + Duration::from_mins(5), None, &form)),
        "invalid_grant",
        "late"
    );
    let bare = new();
    let without_secret = [
        ("grant_type", "authorization_code"),
        ("code", bare.as_str()),
        ("redirect_uri", CALLBACK),
        ("client_id", "wallboard"),
    ];
    assert_eq!(why(token(&rehearsal, NOW, None, &without_secret)), "invalid_client");
    let with_verifier = [&without_secret[..], &[("code_verifier", VERIFIER)]].concat();
    assert_eq!(
        why(token(&rehearsal, NOW, None, &with_verifier)),
        "invalid_grant",
        "a verifier proves nothing of a code without challenge"
    );
}

#[test]
fn pkce_stands_in_for_the_secret() {
    let rehearsal = rehearsal();
    let mut query = asking("wallboard");
    query.extend([("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
    let new = || code(&rehearsal, &query, "ben@acme.example");
    let public = |code: &str, verifier: Option<&str>| {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("client_id", "wallboard"),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        token(&rehearsal, NOW, None, &form)
    };
    let got = public(&new(), Some(VERIFIER));
    assert_eq!(api(&rehearsal, NOW, &access_token(&got), "/api/v2/users").status, 200);
    assert!(
        got.value().get("refresh_token").is_none(),
        "nothing would prove who sends it"
    );
    let wrong = VERIFIER.replace('d', "e");
    for verifier in [wrong.as_str(), CHALLENGE, "short", ""] {
        assert_eq!(
            refused(&public(&new(), Some(verifier))).0,
            "invalid_grant",
            "{verifier}"
        );
    }
    assert_eq!(
        refused(&public(&new(), None)).0,
        "invalid_client",
        "neither secret nor verifier"
    );
    assert_eq!(
        refused(&exchange(&rehearsal, "wallboard", &new(), &[])).0,
        "invalid_grant",
        "the secret alone does not do when there was a challenge"
    );
    let both = exchange(&rehearsal, "wallboard", &new(), &[("code_verifier", VERIFIER)]);
    assert!(both.value()["refresh_token"].is_string());
    let bad = [("client_secret", "wrong"), ("code_verifier", VERIFIER)];
    let shown = [
        &[
            ("grant_type", "authorization_code"),
            ("client_id", "wallboard"),
            ("code", "x"),
        ][..],
        &bad,
    ]
    .concat();
    assert_eq!(
        refused(&token(&rehearsal, NOW, None, &shown)).1,
        "authentication failed"
    );
}

#[test]
fn a_refresh_token_is_good_once_and_brings_the_next() {
    let rehearsal = rehearsal();
    let code = code(&rehearsal, &asking("wallboard"), "ben@acme.example");
    let first = exchange(&rehearsal, "wallboard", &code, &[]);
    let refresh_token = |answer: &Answer| answer.value()["refresh_token"].as_str().unwrap().to_owned();
    let renew = |client: &str, text: &str, now| {
        let secret = format!("secret-of-{client}");
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text),
            ("client_id", client),
            ("client_secret", &secret),
        ];
        token(&rehearsal, now, None, &form)
    };
    let own = refresh_token(&first);
    assert_eq!(
        refused(&renew("queues-only", &own, NOW)).0,
        "invalid_grant",
        "another client's"
    );
    // The access token ended long ago.
    let later = NOW + Duration::from_hours(24 * 20);
    let second = renew("wallboard", &own, later);
    let (old, new) = (access_token(&first), access_token(&second));
    assert_ne!(refresh_token(&second), own);
    assert_eq!(refused(&renew("wallboard", &own, later)).0, "invalid_grant", "used");
    assert_eq!(api(&rehearsal, later, &old, "/api/v2/users").status, 401);
    assert_eq!(api(&rehearsal, later, &new, "/api/v2/users").status, 200);
    access_token(&renew("wallboard", &refresh_token(&second), later));
    assert_eq!(refused(&renew("kiosk", "x", NOW)).0, "unauthorized_client");
    let public = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("client_id", "wallboard"),
    ];
    assert_eq!(refused(&token(&rehearsal, NOW, None, &public)).0, "invalid_client");
}

#[test]
fn implicit_tokens_come_in_the_fragment() {
    let rehearsal = rehearsal();
    let query = [
        ("response_type", "token"),
        ("client_id", "kiosk"),
        ("redirect_uri", "https://app.example/cb?from=genesys"),
        ("state", "s1"),
    ];
    let browser = signed_in(&rehearsal, &query, "ben@acme.example");
    let landed = browser.landed.unwrap();
    let (uri, fragment) = landed.split_once('#').unwrap();
    assert_eq!(uri, "https://app.example/cb?from=genesys");
    let got = zd2gc::rehearsal::Query::parse(fragment);
    assert_eq!(got.get("state"), Some("s1"));
    assert_eq!(got.get("token_type"), Some("bearer"));
    assert_eq!(got.get("expires_in"), Some("86399"));
    let token = got.get("access_token").unwrap();
    assert_eq!(api(&rehearsal, NOW, token, "/api/v2/users").status, 200);
    let mut browser = Browser::new(&rehearsal);
    browser.authorize(&query).send(&[("step", "decline")]);
    let landed = browser.landed.unwrap();
    assert!(
        landed.starts_with("https://app.example/cb?from=genesys#error=access_denied&"),
        "{landed}"
    );
}

#[test]
fn only_active_people_of_the_region_sign_in() {
    let rehearsal = rehearsal();
    for address in ["ina@acme.example", "uma@acme.example", "nobody@acme.example"] {
        let browser = signed_in(&rehearsal, &asking("wallboard"), address);
        assert_eq!(browser.status(), 400);
        let text = browser.text();
        assert!(text.contains("role=\"alert\"") && text.contains(address), "{address}");
        assert!(text.contains(&format!("value=\"{address}\"")), "what was typed stays");
    }
    let mut browser = signed_in(&rehearsal, &asking("wallboard"), "");
    assert!(browser.text().contains("Type an address"));
    for account in [
        format!("{ACME}/user-Ina"),
        format!("{ACME_US}/user-Uma"),
        "x".to_owned(),
    ] {
        browser.send(&[("person", &account)]);
        assert_eq!(browser.status(), 400, "{account}");
    }
    browser.send(&[("person", &format!("{ACME}/user-Ben"))]);
    assert!(browser.back().get("code").is_some());
}

#[test]
fn an_address_of_two_orgs_asks_which() {
    let rehearsal = rehearsal();
    let mut query = asking("wallboard");
    query.push(("login_hint", "sam@both.example:partner"));
    let mut browser = Browser::new(&rehearsal);
    browser.authorize(&query);
    assert!(
        browser.text().contains("value=\"sam@both.example\""),
        "the hint fills the field in"
    );
    browser.send(&[("step", "sign-in"), ("address", "sam@both.example")]);
    assert_eq!(browser.heading(), "Which account?", "and selects nothing");
    let text = browser.text();
    assert!(
        text.find("partner").unwrap() < text.find("user-Sam\"").unwrap(),
        "but it is suggested first"
    );
    browser.send(&[("person", &format!("{ACME}/user-Sam"))]);
    assert!(browser.back().get("code").is_some(), "the client is of that org");
    let mut browser = signed_in(&rehearsal, &asking("wallboard"), "sam@both.example");
    browser.send(&[("person", &format!("{PARTNER}/user-Sam P"))]);
    assert_eq!(
        browser.heading(),
        "An administrator must approve this application",
        "in the other org the client is foreign"
    );
}

#[test]
fn org_and_provider_lead_to_the_orgs_own_sign_in() {
    let rehearsal = rehearsal();
    let mut query = asking("wallboard");
    query.extend([("org", "acme"), ("provider", "okta")]);
    let mut browser = signed_in(&rehearsal, &query, "paula@partner.example");
    assert_eq!(browser.status(), 400, "not one of its people");
    browser.send(&[("person", &format!("{PARTNER}/user-Paula"))]);
    assert_eq!(browser.status(), 400, "not by a forged button either");
    assert!(browser.text().contains("okta"));
    browser.send(&[("step", "sign-in"), ("address", "sam@both.example")]);
    assert!(browser.landed.is_some(), "the org is chosen already");
    let mut browser = signed_in(&rehearsal, &asking("wallboard"), "sam@both.example");
    browser.send(&[("person", &format!("{PARTNER}/user-Sam P"))]);
    browser.authorize(&query);
    assert_eq!(browser.heading(), "Sign in", "signed in, but to another org");
    query[4].1 = "acme-us";
    browser.authorize(&query);
    assert_eq!(
        (browser.status(), browser.heading().as_str()),
        (400, "No such org"),
        "of this region"
    );
}

#[test]
fn who_may_approve_a_foreign_client_approves_it_for_all() {
    let rehearsal = rehearsal();
    let mut admin = signed_in(&rehearsal, &asking("insight"), "ada@acme.example");
    assert_eq!(admin.heading(), "Approve Insight Suite for acme?");
    let text = admin.text();
    for shown in [
        "partner",
        "Ada",
        "analytics:readonly",
        "users:readonly",
        "user-basic-info",
        CALLBACK,
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    assert_eq!(rehearsal.authorizations(0).len(), 3, "nothing is approved by looking");
    admin.send(&[("step", "allow")]);
    let code = admin.back().get("code").unwrap().to_owned();
    let approved = rehearsal.authorizations(0);
    let one = approved.iter().find(|one| one.client == "insight").unwrap();
    assert_eq!(one.state, AuthorizationState::Authorized);
    assert_eq!((one.pending, one.by), (false, Some(0)));
    assert_eq!(one.scopes, ["analytics:readonly", "users:readonly", "user-basic-info"]);
    assert_eq!(approved.len(), 4);
    assert_eq!(rehearsal.authorizations(1).len(), 0, "of one org");

    let token = access_token(&exchange(&rehearsal, "insight", &code, &[]));
    let me = api(&rehearsal, NOW, &token, "/api/v2/tokens/me").value();
    assert_eq!(
        me["organization"]["id"], ACME,
        "the token is of the person's org, not of the client's"
    );
    assert_eq!(me["OAuthClient"]["organization"]["id"], PARTNER);

    // Others are asked once each.
    let mut agent = signed_in(&rehearsal, &asking("insight"), "ben@acme.example");
    assert_eq!(agent.heading(), "Allow Insight Suite to act for you?");
    agent.send(&[("step", "allow")]);
    assert!(agent.landed.is_some());
    agent.authorize(&asking("insight"));
    assert!(agent.landed.is_some());
    admin.authorize(&asking("insight"));
    assert!(admin.landed.is_some(), "who approved it allowed it");
}

#[test]
fn who_declines_is_sent_back_and_nothing_is_approved() {
    let rehearsal = rehearsal();
    for (client, address) in [("insight", "ada@acme.example"), ("approved", "ben@acme.example")] {
        let mut browser = signed_in(&rehearsal, &asking(client), address);
        browser.send(&[("step", "decline")]);
        let back = browser.back();
        assert_eq!(back.get("error"), Some("access_denied"));
        assert_eq!(back.get("state"), Some("s1"));
        assert_eq!(back.get("code"), None);
    }
    assert_eq!(rehearsal.authorizations(0).len(), 3);
    let mut agent = signed_in(&rehearsal, &asking("approved"), "ben@acme.example");
    assert_eq!(
        agent.heading(),
        "Allow Approved Suite to act for you?",
        "a no is not kept"
    );
    agent.authorize(&asking("approved"));
    assert_eq!(agent.heading(), "Allow Approved Suite to act for you?");
}

#[test]
fn who_may_not_approve_is_told_so_and_the_request_is_noted() {
    let rehearsal = rehearsal();
    for (client, before) in [("insight", 3), ("revoked", 4)] {
        assert_eq!(rehearsal.authorizations(0).len(), before);
        let mut agent = signed_in(&rehearsal, &asking(client), "ben@acme.example");
        assert_eq!(
            (agent.status(), agent.heading().as_str()),
            (403, "An administrator must approve this application")
        );
        let noted = rehearsal.authorizations(0);
        let one = noted.iter().find(|one| one.client == client).unwrap();
        assert_eq!(one.state, AuthorizationState::Requested);
        assert_eq!((one.pending, one.by, one.scopes.len()), (true, Some(1), 0));
        // A forged yes does nothing.
        agent.send(&[("step", "allow")]);
        assert_eq!(agent.status(), 403);
        agent.send(&[("step", "decline")]);
        assert_eq!(agent.back().get("error"), Some("access_denied"));
    }
    assert_eq!(rehearsal.authorizations(0).len(), 4, "one entry a client");
    let admin = signed_in(&rehearsal, &asking("revoked"), "ada@acme.example");
    assert_eq!(admin.heading(), "Approve Revoked for acme?");
}

#[test]
fn an_approval_for_roles_lets_their_holders_through_only() {
    let rehearsal = rehearsal();
    let agent = signed_in(&rehearsal, &asking("for-agents"), "ben@acme.example");
    assert_eq!(agent.heading(), "Allow For agents to act for you?");
    for address in ["sam@both.example", "ada@acme.example"] {
        let mut other = signed_in(&rehearsal, &asking("for-agents"), address);
        if address.starts_with("sam") {
            other.send(&[("person", &format!("{ACME}/user-Sam"))]);
        }
        assert_eq!(
            other.heading(),
            "An administrator must approve this application for you"
        );
    }
}

#[test]
fn of_a_foreign_client_only_approved_scopes_count() {
    let rehearsal = rehearsal();
    let mut browser = signed_in(&rehearsal, &asking("approved"), "ben@acme.example");
    assert!(
        !browser.text().contains("analytics"),
        "what is not approved is not shown"
    );
    browser.send(&[("step", "allow")]);
    let code = browser.back().get("code").unwrap().to_owned();
    let token = access_token(&exchange(&rehearsal, "approved", &code, &[]));
    let me = api(&rehearsal, NOW, &token, "/api/v2/tokens/me").value();
    assert_eq!(
        me["authorizedScope"],
        serde_json::json!(["user-basic-info", "users:readonly"])
    );
    assert_eq!(api(&rehearsal, NOW, &token, "/api/v2/users").status, 200);
    let registered_only = api(&rehearsal, NOW, &token, "/api/v2/analytics/reporting/settings");
    assert_eq!(registered_only.value()["code"], "app.not.authorized.for.scope");
}

#[test]
fn target_enters_an_org_that_trusts_the_person() {
    let rehearsal = rehearsal();
    let mut query = asking("consulting");
    query.push(("target", ACME));
    let code = code(&rehearsal, &query, "paula@partner.example");
    let token = access_token(&exchange(&rehearsal, "consulting", &code, &[]));
    let me = api(&rehearsal, NOW, &token, "/api/v2/tokens/me").value();
    assert_eq!(me["organization"]["id"], ACME);
    assert_eq!(me["homeOrganization"]["id"], PARTNER);
    let people = api(&rehearsal, NOW, &token, "/api/v2/users").value();
    assert_eq!(people["total"], 4, "the people of the org that was entered");
    // By a group of theirs.
    let mut gus = signed_in(&rehearsal, &query, "gus@partner.example");
    assert!(gus.landed.is_some());
    gus.now = Duration::from_hours(1);
    gus.authorize(&query);
    assert_eq!(
        (gus.status(), gus.heading().as_str()),
        (403, "You can’t enter this org"),
        "the trust ended"
    );
    for (address, target) in [
        ("nils@partner.example", ACME),
        ("paula@partner.example", ACME_US),
        ("paula@partner.example", "nonsense"),
    ] {
        query[4].1 = target;
        let mut refused = signed_in(&rehearsal, &query, address);
        assert_eq!(refused.status(), 403, "{address} {target}");
        refused.send(&[("step", "decline")]);
        assert_eq!(refused.back().get("error"), Some("access_denied"));
    }
    // The trust goes one way.
    query[4].1 = PARTNER;
    assert_eq!(signed_in(&rehearsal, &query, "ada@acme.example").status(), 403);
}

#[test]
fn without_target_who_may_enter_several_orgs_is_asked() {
    let rehearsal = rehearsal();
    let home = |choice: &str| {
        let mut browser = signed_in(&rehearsal, &asking("consulting"), "paula@partner.example");
        assert_eq!(browser.heading(), "Which org?");
        browser.send(&[("target", choice)]);
        let code = browser.back().get("code").unwrap().to_owned();
        let token = access_token(&exchange(&rehearsal, "consulting", &code, &[]));
        api(&rehearsal, NOW, &token, "/api/v2/tokens/me").value()["organization"]["id"].clone()
    };
    assert_eq!(home(PARTNER), PARTNER);
    assert_eq!(home(ACME), ACME);
}

#[test]
fn a_form_is_good_once_in_its_own_browser_for_its_own_request() {
    let rehearsal = rehearsal();
    let mut admin = signed_in(&rehearsal, &asking("insight"), "ada@acme.example");
    let yes = admin.form(&[("step", "allow")]);
    let stale = |browser: &mut Browser<'_>, call: zd2gc::rehearsal::Call| {
        browser.go(call);
        assert_eq!(
            (browser.status(), browser.heading().as_str()),
            (400, "This page is no longer good")
        );
        assert_eq!(rehearsal.authorizations(0).len(), 3);
    };
    // Another site's form: the cookie is there, the value is not.
    let forged = zd2gc::rehearsal::Call {
        body: b"step=allow&ticket=guessed".to_vec(),
        ..yes.clone()
    };
    stale(&mut admin, forged);
    // Somebody else's browser.
    let mut other = signed_in(&rehearsal, &asking("wallboard"), "ada@acme.example");
    stale(&mut other, yes.clone());
    // The value was taken by that try; a new page has a new one, which is no yes to another client.
    admin.authorize(&asking("approved"));
    let elsewhere = admin.form(&[("step", "allow")]);
    let elsewhere = zd2gc::rehearsal::Call {
        query: yes.query.clone(),
        ..elsewhere
    };
    stale(&mut admin, elsewhere);
    admin.authorize(&asking("insight"));
    let yes = admin.form(&[("step", "allow")]);
    admin.go(yes.clone());
    assert!(admin.landed.is_some());
    admin.go(yes);
    assert_eq!(admin.heading(), "This page is no longer good", "sent twice");
}

#[test]
fn hostile_names_stay_text() {
    let rehearsal = rehearsal();
    let mut browser = signed_in(&rehearsal, &asking("hostile"), "mallory@acme.example");
    let mut pages = vec![browser.text()];
    browser.authorize(&[&asking("hostile")[..], &[("prompt", "login"), ("login_hint", "acme")]].concat());
    pages.push(browser.text());
    browser.send(&[("step", "sign-in"), ("address", "\"><script>alert(2)</script>\u{202e}")]);
    pages.push(browser.text());
    browser.send(&[("step", "sign-in"), ("address", "ada@acme.example")]);
    pages.push(browser.text());
    assert!(browser.heading().starts_with("Approve "));
    browser.authorize(&[&asking("hostile")[..], &[("org", "<b>x</b>"), ("provider", "okta")]].concat());
    pages.push(browser.text());
    for page in &pages {
        for bad in ["<script", "<img", "<b>", "\u{202e}", "\u{200b}", "onerror=alert(1)>"] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
        assert!(page.contains("This is a rehearsal, not Genesys Cloud."));
    }
    assert!(
        pages[1].contains("&#60;script&#62;alert(1)"),
        "the person is listed, escaped"
    );
    assert!(
        pages[3].contains("&#60;img src=x onerror=alert(1)&#62;\\u{202e}"),
        "{}",
        pages[3]
    );
}

#[test]
fn no_page_may_be_framed_kept_or_run() {
    let rehearsal = rehearsal();
    let mut browser = Browser::new(&rehearsal);
    browser.authorize(&asking("wallboard"));
    let page = browser.page.as_ref().unwrap();
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    // However many slashes a call starts with, the browser stays.
    browser.open(&format!(
        "/{LOGIN}/oauth/authorize?response_type=code&client_id=wallboard&redirect_uri={CALLBACK}"
    ));
    assert!(browser.text().contains(&format!("action=\"{LOGIN}/oauth/authorize?")));
}
