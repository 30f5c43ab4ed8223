//! The rehearsal on a loopback port.

use std::fs::File;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::serve::ListenerExt as _;
use futures::stream::{self, StreamExt as _};
use tokio::sync::oneshot;

use super::{Answer, Call, Rehearsal};

/// No call of either API needs a larger body.
const BODY_LIMIT: usize = 1 << 20;

/// How long the first half of a broken answer has to leave.
const FLUSHED: Duration = Duration::from_millis(50);

/// How the server serves.
#[derive(Debug, Default)]
pub struct Serve {
    /// The port; 0 for a free one.
    pub port: u16,
    /// How long each answer is held back.
    pub latency: Duration,
    /// Where each call is noted: `METHOD PATH?QUERY STATUS`, before its answer is sent.
    pub log: Option<File>,
}

/// Why the rehearsal can't serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken, or may not be used.
    #[error("could not listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// No runtime.
    #[error("could not start the server")]
    Start(#[source] io::Error),
}

/// A rehearsal that serves; it stops when dropped.
#[derive(Debug)]
pub struct Running {
    origin: String,
    rehearsal: Arc<Rehearsal>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it serves: `http://127.0.0.1:4711`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What it serves.
    pub fn rehearsal(&self) -> &Rehearsal {
        &self.rehearsal
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What each call needs.
struct Shared {
    rehearsal: Arc<Rehearsal>,
    origin: String,
    began: Instant,
    latency: Duration,
    log: Option<Mutex<File>>,
}

/// Serves a rehearsal from a thread of its own; calls are answered when this returns.
///
/// # Errors
/// When the port can't be had.
pub fn serve(rehearsal: Rehearsal, how: Serve) -> Result<Running, ServeError> {
    let listen = |source| ServeError::Listen { port: how.port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, how.port)).map_err(listen)?;
    listener.set_nonblocking(true).map_err(listen)?;
    let address: SocketAddr = listener.local_addr().map_err(listen)?;
    let origin = format!("http://{address}");
    let rehearsal = Arc::new(rehearsal);
    let shared = Arc::new(Shared {
        rehearsal: Arc::clone(&rehearsal),
        origin: origin.clone(),
        began: Instant::now(),
        latency: how.latency,
        log: how.log.map(Mutex::new),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("rehearsal".to_owned())
        .spawn(move || {
            runtime.block_on(run(listener, shared, stopped));
            // Clients may keep connections open for as long as they like.
            runtime.shutdown_background();
        })
        .map_err(ServeError::Start)?;
    Ok(Running {
        origin,
        rehearsal,
        stop: Some(stop),
        thread: Some(thread),
    })
}

async fn run(listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    // Without it, small answers wait for each other's acknowledgements.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new().fallback(respond).with_state(shared);
    let serving = async {
        // Errors of single connections don't end it.
        let _ = axum::serve(listener, router).await;
    };
    tokio::select! {
        () = serving => {}
        _ = stopped => {}
    }
}

async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let line = format!("{} {}", request.method(), request.uri());
    let answer = match call(&shared.origin, request).await {
        Ok(call) => shared.rehearsal.answer(&call, shared.began.elapsed()),
        Err(answer) => answer,
    };
    let delay = shared.latency + answer.wire.delay;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if let Some(log) = &shared.log {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        // One write a line, unbuffered: whoever reads the file sees whole lines. A full disk must not end the rehearsal.
        let _ = log.write_all(format!("{line} {}\n", answer.status).as_bytes());
    }
    response(answer)
}

/// Reads a request as a call.
async fn call(origin: &str, request: Request) -> Result<Call, Answer> {
    let (parts, body) = request.into_parts();
    let method = parts
        .method
        .as_str()
        .parse()
        .map_err(|_| Answer::text(405, "method not allowed\n"))?;
    let host = parts.headers.get("host").and_then(|host| host.to_str().ok());
    let origin = host.map_or_else(|| origin.to_owned(), |host| format!("http://{host}"));
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut call = Call::new(method, &origin, target);
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            call.headers.insert(name.as_str().to_owned(), value.to_owned());
        }
    }
    call.body = axum::body::to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| Answer::text(413, "body too large\n"))?
        .to_vec();
    Ok(call)
}

fn response(answer: Answer) -> Response<Body> {
    let length = answer.body.len();
    let body = if answer.wire.cut {
        // Half of what was promised, then the connection ends.
        let half = Bytes::copy_from_slice(&answer.body[..length / 2]);
        let broken = async {
            // Else the head would not be on its way yet.
            tokio::time::sleep(FLUSHED).await;
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        };
        Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(broken)))
    } else {
        Body::from(answer.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    if answer.wire.cut {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}
