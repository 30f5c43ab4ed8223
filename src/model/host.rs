//! Addresses to which a secret may be sent.

use url::{Host, Url};

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// What is wrong with an address that vendors' paths are appended to, if anything: secrets go over TLS or stay on this
/// machine, and none stands in an address, which errors and logs show.
pub fn fault_of_base(url: &Url) -> Option<&'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        Some("may hold no credentials: take the part before `@` out")
    } else if url.query().is_some() || url.fragment().is_some() {
        Some("may have neither query nor fragment: paths are appended to it")
    } else if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)) {
        None
    } else {
        Some("has to begin with https, or lead to this machine")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_stay_on_this_machine() {
        let fault = |text: &str| fault_of_base(&Url::parse(text).unwrap());
        for good in [
            "https://api.mypurecloud.de",
            "http://127.0.0.1:8080/x",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for (wrong, why) in [
            ("http://api.mypurecloud.de", "https"),
            ("ftp://127.0.0.1", "https"),
            ("https://anna:hush@api.mypurecloud.de", "credentials"),
            ("https://token@api.mypurecloud.de", "credentials"),
            ("https://api.mypurecloud.de?token=hush", "query"),
            ("https://127.0.0.1.example.com#x", "fragment"),
            ("http://localhost.example.com", "https"),
        ] {
            assert!(fault(wrong).unwrap().contains(why), "{wrong}");
        }
    }
}
