//! What the Rust programs share: where the work is, and what it takes.

use std::env;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

pub type Error = Box<dyn std::error::Error>;

/// The pause between the starts of two edits.
const PAUSE: Duration = Duration::from_millis(5);

/// The work, from the arguments and the environment.
pub struct Work {
    pub name: String,
    /// How often a job is read.
    pub times: u64,
    pub base_url: String,
    pub token: String,
    pub job: i64,
    /// The candidates to edit, each with an application.
    pub edits: Vec<(i64, i64)>,
}

impl Work {
    pub fn new() -> Result<Self, Error> {
        let mut arguments = env::args().skip(1);
        let pair = |pair: &str| {
            let (candidate, application) = pair.split_once(':').ok_or("a pair lacks its colon")?;
            Ok::<_, Error>((candidate.parse()?, application.parse()?))
        };
        Ok(Self {
            name: arguments.next().ok_or("the work is missing")?,
            times: arguments.next().ok_or("the number of reads is missing")?.parse()?,
            base_url: env::var("JOIN_BASE_URL")?,
            token: env::var("JOIN_API_TOKEN")?,
            job: env::var("JOIN_JOB")?.parse()?,
            edits: env::var("JOIN_EDITS")?.split(',').map(pair).collect::<Result<_, _>>()?,
        })
    }

    /// Runs an edit of each candidate, begun one after another.
    pub async fn edit<F: Future<Output = Result<(), Error>>>(
        &self,
        edit: impl Fn(i64, i64) -> F,
    ) -> Result<u64, Error> {
        let edits = self.edits.iter().zip(0..).map(|(&(candidate, application), number)| {
            let edit = &edit;
            async move {
                tokio::time::sleep(PAUSE * number).await;
                edit(candidate, application).await
            }
        });
        let ended = futures_util::future::join_all(edits).await;
        let count = ended.len() as u64;
        ended.into_iter().collect::<Result<(), Error>>()?;
        Ok(count)
    }
}

/// Prints what the work takes: rows, seconds, CPU seconds, and the peak memory of the process in MiB.
pub async fn measured(work: impl Future<Output = Result<u64, Error>>) -> Result<(), Error> {
    let (started, before) = (Instant::now(), cpu());
    let rows = work.await?;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu() - before);
    println!(r#"{{"rows": {rows}, "wall": {wall}, "cpu": {cpu}, "mib": {}}}"#, peak()?);
    Ok(())
}

fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn peak() -> Result<f64, Error> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).ok_or("the peak memory is unknown")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}
