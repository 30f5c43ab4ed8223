//! Clients that know nothing of the rehearsal: the `oauth2` crate with `reqwest`, and a headless Chromium.

use std::path::Path;
use std::process::Command;

use oauth2::basic::BasicClient;
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse as _, TokenUrl,
};
use zd2gc::oauth::{AuthorizeRequest, Flow, Prompt};
use zd2gc::rehearsal::{Running, Serve, serve};

use super::VERIFIER;
use super::world::{ACME, CALLBACK, rehearsal};

/// A server for one test.
fn running() -> Running {
    serve(rehearsal(), Serve::default()).unwrap()
}

/// What the crate needs of an HTTP client; redirects are the caller's.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// Sends a request of the crate.
fn sender(http: &reqwest::Client) -> impl for<'c> AsyncHttpClient<'c, Error = reqwest::Error> {
    let http = http.clone();
    move |request: HttpRequest| {
        let http = http.clone();
        async move {
            let answer = http.execute(request.try_into()?).await?;
            let mut response = HttpResponse::new(Vec::new());
            *response.status_mut() = answer.status();
            response.headers_mut().clone_from(answer.headers());
            *response.body_mut() = answer.bytes().await?.to_vec();
            Ok(response)
        }
    }
}

/// Signs in over HTTP, by the sign-in page's form; what the login host answers to it last.
async fn sign_in(http: &reqwest::Client, url: &str, address: &str) -> String {
    let page = http.get(url).send().await.unwrap();
    let cookie = |answer: &reqwest::Response| {
        let set = answer.headers()["set-cookie"].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    };
    let before = cookie(&page);
    let text = page.text().await.unwrap();
    let ticket = text
        .split("name=\"ticket\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let fields = [("ticket", ticket), ("step", "sign-in"), ("address", address)];
    let sent = http
        .post(url)
        .header("cookie", before)
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 302);
    let base = reqwest::Url::parse(url).unwrap();
    let next = base.join(sent.headers()["location"].to_str().unwrap()).unwrap();
    let answer = http.get(next).header("cookie", cookie(&sent)).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_oauth2_crate_gets_exchanges_and_refreshes_with_the_url_that_we_build() {
    let running = running();
    let http = client();
    let send = sender(&http);
    let login = format!("{}/login.mypurecloud.de", running.origin());
    let request = AuthorizeRequest {
        client_id: "wallboard".to_owned(),
        login_base: login.parse().unwrap(),
        redirect_uri: CALLBACK.to_owned(),
        scopes: vec!["users:readonly".to_owned()],
        flow: Flow::Pkce,
        target: None,
        home: None,
        login_hint: Some("ben@acme.example".to_owned()),
        prompt: Prompt::AsNeeded,
    };
    let prepared = request.fresh("s1".parse().unwrap(), VERIFIER.parse().unwrap());
    let landed = sign_in(&http, prepared.url.as_str(), "ben@acme.example").await;
    let landed = reqwest::Url::parse(&landed).unwrap();
    let value = |name: &str| {
        landed
            .query_pairs()
            .find(|(own, _)| own == name)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!(value("state"), "s1");

    let oauth = BasicClient::new(ClientId::new("wallboard".to_owned()))
        .set_auth_uri(AuthUrl::new(format!("{login}/oauth/authorize")).unwrap())
        .set_token_uri(TokenUrl::new(format!("{login}/oauth/token")).unwrap())
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap());
    let exchange = |verifier: &str| {
        oauth
            .exchange_code(AuthorizationCode::new(value("code")))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
    };
    let public = exchange(VERIFIER).request_async(&send).await.unwrap();
    assert_eq!(public.refresh_token().map(|_| ()), None);
    let again = exchange(VERIFIER).request_async(&send).await.unwrap_err();
    let RequestTokenError::ServerResponse(error) = again else {
        panic!("the crate does not understand the refusal: {again:?}");
    };
    assert_eq!(error.error().as_ref(), "invalid_grant");
    assert!(error.error_description().is_some());

    let users = |token: &str| {
        http.get(format!("{}/api.mypurecloud.de/api/v2/users", running.origin()))
            .bearer_auth(token)
            .send()
    };
    assert_eq!(users(public.access_token().secret()).await.unwrap().status(), 200);

    // The same with a secret, which the crate sends in the header: refresh tokens come with it.
    let oauth = oauth.set_client_secret(ClientSecret::new("secret-of-wallboard".to_owned()));
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = oauth
        .authorize_url(CsrfToken::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let landed = reqwest::Url::parse(&sign_in(&http, url.as_str(), "ada@acme.example").await).unwrap();
    let value = |name: &str| {
        landed
            .query_pairs()
            .find(|(own, _)| own == name)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!(value("state"), *state.secret());
    let first = oauth
        .exchange_code(AuthorizationCode::new(value("code")))
        .set_pkce_verifier(verifier)
        .request_async(&send)
        .await
        .unwrap();
    let refresh = first.refresh_token().unwrap();
    let second = oauth
        .exchange_refresh_token(refresh)
        .request_async(&send)
        .await
        .unwrap();
    assert_ne!(second.access_token().secret(), first.access_token().secret());
    assert_eq!(users(second.access_token().secret()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_oauth2_crate_gets_a_clients_own_token_or_the_vendors_reason() {
    let running = running();
    let http = client();
    let send = sender(&http);
    let token_url = TokenUrl::new(format!("{}/login.mypurecloud.de/oauth/token", running.origin())).unwrap();
    let id = format!("{ACME}-own-0");
    let oauth = |secret: &str| {
        BasicClient::new(ClientId::new(id.clone()))
            .set_client_secret(ClientSecret::new(secret.to_owned()))
            .set_token_uri(token_url.clone())
    };
    let right = oauth(&format!("secret-of-{id}"));
    assert!(right.exchange_client_credentials().request_async(&send).await.is_ok());
    let wrong = oauth("wrong").exchange_client_credentials().request_async(&send).await;
    match wrong.unwrap_err() {
        RequestTokenError::ServerResponse(error) => assert_eq!(error.error().as_ref(), "invalid_client"),
        other => panic!("{other:?}"),
    }
}

/// Runs the script of `tests/browser` against a running rehearsal.
fn click(running: &Running, script: &Path, client: &str, user: &str, expect: &str) {
    let first_line = serde_json::json!({
        "schema": "zd2gc/rehearsal/1",
        "genesys": running.rehearsal().genesys(running.origin()),
    });
    let mut command = Command::new("node");
    command.arg(script);
    command.args(["--rehearsal", &first_line.to_string(), "--org", "acme"]);
    command.args([
        "--client-id",
        client,
        "--redirect-uri",
        CALLBACK,
        "--user",
        user,
        "--expect",
        expect,
    ]);
    // For whoever wants to look at the pages.
    if let Some(folder) = std::env::var_os("ZD2GC_SCREENSHOTS") {
        command.arg("--screenshots").arg(Path::new(&folder).join(expect));
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Needs node with npm, a package registry, and Chromium at `/usr/bin/chromium`.
#[test]
#[ignore = "needs node, npm and Chromium: run it with `-- --ignored chromium`"]
fn chromium_signs_in_approves_allows_and_declines() {
    // A copy, so that what npm puts beside the script does not lie in the sources.
    let folder = tempfile::tempdir().unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    for name in ["authorize.mjs", "package.json", "package-lock.json"] {
        std::fs::copy(sources.join(name), folder.path().join(name)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder.path())
        .output();
    let npm = npm.unwrap();
    assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
    let script = folder.path().join("authorize.mjs");
    let running = running();
    click(&running, &script, "wallboard", "ben@acme.example", "none");
    click(&running, &script, "insight", "ben@acme.example", "refused");
    click(&running, &script, "insight", "ada@acme.example", "approve");
    click(&running, &script, "insight", "ben@acme.example", "allow");
}
