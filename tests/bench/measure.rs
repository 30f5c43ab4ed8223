//! Runs a program and says what it took: seconds, processor seconds, resident memory at its peak.

use std::error::Error;
use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    /// Seconds on the clock.
    pub(crate) seconds: f64,
    /// Seconds of processors, all threads together, the kernel's work included.
    pub(crate) processor: f64,
    /// The most memory that was resident, in KiB. What is mapped from files counts too.
    pub(crate) resident: u64,
}

/// Runs a program to its end.
///
/// # Errors
/// When it can't be run or fails.
pub(crate) fn run(command: &mut Command) -> Result<Took, Box<dyn Error>> {
    let before = children()?;
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut resident = 0;
    let ended = loop {
        // Gone once the program ended, hence asked for again and again; the figure itself only grows.
        if let Some(peak) = fs::read_to_string(&status).ok().as_deref().and_then(peak) {
            resident = resident.max(peak);
        }
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    if !ended.success() {
        return Err(format!("{command:?} ended with {ended}").into());
    }
    Ok(Took {
        seconds,
        processor: children()? - before,
        resident,
    })
}

/// `VmHWM` of a status file, in KiB.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Processor seconds of all programs that this one ran and that ended (fields 16 and 17 of `proc_pid_stat(5)`).
fn children() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has a name in brackets")?;
    let ticks: Vec<f64> = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    // The kernel counts in hundredths for programs, whatever its own clock.
    Ok(ticks.iter().sum::<f64>() / 100.0)
}
