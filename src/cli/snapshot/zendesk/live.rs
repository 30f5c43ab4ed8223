//! `zd2gc snapshot zendesk` without `--import`: live accounts.

use std::path::Path;
use std::sync::Arc;

use super::{Form, ZendeskArgs, json, text, told};
use crate::cli::args::Globals;
use crate::cli::connect_zendesk::{Account, live_failure};
use crate::cli::network::{self, Progress, now};
use crate::cli::{Console, Exit, Failure};
use crate::config::Settings;
use crate::http::{Api, Transport};
use crate::zendesk::live::{Identity, LiveError, Take, identify};

/// Runs it.
pub(super) fn run(
    args: &ZendeskArgs,
    into: &Path,
    globals: &Globals,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let transport = args.network.transport()?;
    let accounts = args.account.resolve(globals, settings, console).map_err(|failure| {
        if args.account.names.of(settings).is_empty() {
            failure.hint("or give files of it with --import")
        } else {
            failure
        }
    })?;
    let mut exit = Exit::Done;
    for account in accounts {
        // One account's trouble is not another's.
        match take(&account, args, into, &transport, console) {
            Ok(taken) => exit = exit.or(taken),
            Err(failure) => {
                exit = exit.or(console.fail(&failure));
                if transport.is_stopped() {
                    break;
                }
            }
        }
    }
    Ok(exit)
}

fn take(
    account: &Account,
    args: &ZendeskArgs,
    into: &Path,
    transport: &Arc<Transport>,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let name = &account.subdomain;
    let api = Api::new(Arc::clone(transport), account.url.clone(), account.bearer()?);
    let before = (transport.calls().gets(), transport.calls().tokens());
    let progress = Progress::new(console, name.to_string());
    let work = async {
        let identity = identify(&api).await?;
        let take = Take {
            subdomain: name,
            credential: account.credential(),
            identity: &identity,
            into,
            now: now(),
            afresh: args.afresh,
        };
        let taken = take.run(&api, &progress).await?;
        Ok::<_, LiveError>((identity, taken))
    };
    let done = network::run(transport, work);
    drop(progress);
    let (identity, taken) = done?.map_err(|error| live_failure(error, account))?;
    if let Identity::Hidden { why } = &identity {
        console.warn(&format!("{name}: who reads can't be told: {why}"));
    }
    if !taken.lacking.is_empty() {
        let lists: Vec<_> = taken.lacking.keys().map(|list| list.name()).collect();
        console.warn(&format!(
            "{name}: not read, or not whole: {}; the snapshot says why",
            lists.join(", ")
        ));
    }
    let calls = transport.calls();
    let resumed = match taken.resumed {
        0 => String::new(),
        answers => format!("; {answers} answers came from a run that was cut off"),
    };
    console.status(&format!(
        "{name}: made {} calls and {} for a token, expected {}{resumed}",
        calls.gets() - before.0,
        calls.tokens() - before.1,
        taken.expected,
    ));
    console.status(&format!("wrote {}", told(taken.snapshot.folder())));
    let mut bytes = Vec::new();
    match args.format {
        Form::Text => text(
            &taken.snapshot,
            &taken.members,
            &taken.findings,
            console.width(),
            &mut bytes,
        )?,
        Form::Json => json(&taken.snapshot, &taken.findings, &mut bytes)?,
    }
    console.data(&bytes)?;
    let complete = if taken.lacking.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    };
    let found = taken.findings.iter().map(|finding| finding.severity).max();
    Ok(complete.or(args.fail_on.judge(found)))
}
