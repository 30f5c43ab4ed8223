//! Pacing, by the clock of the rehearsal: no call is one too many, and hardly any time is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use secrecy::SecretString;
use zd2gc::http::{Api, Fixed, Options, Scheme, Target, Transport};

use crate::http::{Rehearsing, read};
use crate::support::Sandbox;

/// Makes calls as fast as the vendor lets; says how long that took and how many were put off.
fn make(rehearsal: &Rehearsing, calls: usize) -> (Duration, u64) {
    let transport = Arc::new(Transport::new(Options::default()).unwrap());
    let token = SecretString::from(rehearsal.org(0, "access_token").to_owned());
    let base = rehearsal.org(0, "api_url").parse().unwrap();
    let api = Api::new(Arc::clone(&transport), base, Box::new(Fixed(Scheme::Bearer(token))));
    let target = Target::new("/api/v2/tokens/me");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let began = Instant::now();
    runtime.block_on(async {
        let all = futures::stream::iter(0..calls).map(|_| api.get(&target, |_| Ok(())));
        let made = all.buffer_unordered(8).collect::<Vec<_>>().await;
        assert!(made.iter().all(Result::is_ok), "nothing is lost");
    });
    (began.elapsed(), transport.calls().put_off())
}

/// Makes calls under a limit, of which two windows have to pass whoever calls. A machine that does other things meanwhile
/// takes time of its own, never calls: the best of three tells what the pacing takes.
fn keeps(limit: &str, calls: usize, least: Duration) {
    let most = least.mul_f64(1.03);
    let mut times = Vec::new();
    for _ in 0..3 {
        let rehearsal = Rehearsing::start(&Sandbox::new(), &["-q", "--world", "small", "--rate-limit", limit]);
        let (took, put_off) = make(&rehearsal, calls);
        assert_eq!(put_off, 0);
        assert!(took >= least, "{took:?}");
        if took <= most {
            return;
        }
        times.push(took);
    }
    panic!("{calls} calls at {limit} took {times:?}, at most {most:?} are allowed");
}

#[test]
fn no_call_is_put_off_and_no_time_is_lost() {
    keeps("60/4", 180, Duration::from_secs(8));
}

#[test]
#[ignore = "takes forty seconds; `.ci/long` runs it"]
fn nor_under_a_longer_limit() {
    keeps("300/20", 900, Duration::from_secs(40));
}

#[test]
fn a_token_that_somebody_else_uses_too_is_shared() {
    let rehearsal = Rehearsing::start(&Sandbox::new(), &["-q", "--world", "small", "--rate-limit", "60/4"]);
    let url = format!("{}/api/v2/users", rehearsal.org(0, "api_url"));
    let token = rehearsal.org(0, "access_token").to_owned();
    let done = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&done);
    // Twenty calls a window, whatever the headers say.
    let other = std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let _ = read(&url, &token).status;
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let (took, put_off) = make(&rehearsal, 120);
    done.store(true, Ordering::Relaxed);
    other.join().unwrap();
    // Forty calls a window are left for us: two windows have to pass before the third forty.
    let least = Duration::from_secs(8);
    assert!(took <= least.mul_f64(1.10), "{took:?}, {put_off} put off");
}
