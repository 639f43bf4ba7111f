//! The guarantees of a shared quota.

use std::time::{Duration, Instant};

use super::{Violation, call, check};
use crate::pacer::quota::{QuotaGrant, QuotaMark, QuotaRefusal, QuotaSeen, QuotaStore, QuotaTake, QuotaTurn};

/// Permits of a window that processes stand in line for.
const LIMIT: u32 = 4;
/// Time from the report of such a window to its end.
const LEFT: Duration = Duration::from_secs(1);
/// Time from a response to its report there.
const AGE: Duration = Duration::from_millis(500);
/// Tries of the line, where a slow store lets a window pass.
const TRIES: u32 = 5;

/// Checks the [guarantees](QuotaStore#what-it-must-guarantee) of a store: one state, turns in a line, and refusals that all learn
/// of soon. The token's quota must be unused. It takes a second or two.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
/// use join_sdk::testing::{SharedMemory, conformance};
///
/// let store = SharedMemory::default();
/// conformance::quota_store(&store, &store.clone()).await
/// # }
/// ```
///
/// # Errors
///
/// The first guarantee that is not kept.
pub async fn quota_store(first: &dyn QuotaStore, second: &dyn QuotaStore) -> Result<(), Violation> {
    let mark = window(first, second).await?;
    turns(first, second, mark).await?;
    hold(first, second, mark).await
}

/// Uses a window up, and returns its mark.
async fn window(first: &dyn QuotaStore, second: &dyn QuotaStore) -> Result<QuotaMark, Violation> {
    let want = wanted(10, None);
    let begun = take(first, want).await?;
    check("one request goes ahead while nothing is known", begun.permits == 1)?;
    let other = take(second, want).await?;
    check("the processes share one state", other.permits == 0 && !other.retry_in.is_zero())?;

    let seen_with = |mark, remaining| QuotaSeen {
        mark,
        limit: Some(20),
        remaining: Some(remaining),
        reset: Some(Duration::from_secs(60)),
        age: Duration::ZERO,
    };
    let (mut given, mut left) = (1, 19);
    let mut seen = seen_with(begun.mark, left);
    for _ in 0..20 {
        let grant = take(second, QuotaTake { answered: 1, seen: Some(seen), ..want }).await?;
        given += grant.permits;
        left -= grant.permits.min(left);
        seen = seen_with(grant.mark, left);
    }
    check("no more permits are given than the window has", given == 20)?;
    Ok(seen.mark)
}

/// Who finds a window used up gets permits of the next one, or a turn in a later one.
async fn turns(first: &dyn QuotaStore, second: &dyn QuotaStore, mark: QuotaMark) -> Result<(), Violation> {
    // The window before ends now. The next ones are short: long ones have no line.
    let reset = Some(Duration::ZERO);
    let over = QuotaSeen { mark, limit: Some(LIMIT), remaining: Some(0), reset, age: Duration::ZERO };
    take(first, QuotaTake { seen: Some(over), ..QuotaTake::default() }).await?;
    for _ in 0..TRIES {
        let began = Instant::now();
        let line = stand_in_line(first, second).await;
        if began.elapsed() < LEFT {
            let line = line?;
            tokio::time::sleep(line.ahead.valid_in).await;
            let served = serve_line(first, second, &line).await;
            if began.elapsed() < LEFT * 2 {
                return served;
            }
        }
        // A window ended among the checks, so they say nothing. Without questions the line is forgotten.
        tokio::time::sleep(LEFT * 3).await;
    }
    check("the store answers soon enough for windows of a second", false)
}

/// The line for the windows after a used up one.
struct Line {
    /// Permits of the next window.
    ahead: QuotaGrant,
    /// The turns in the one after it, of the first process and of the second one.
    turns: [Option<QuotaTurn>; 2],
}

async fn stand_in_line(first: &dyn QuotaStore, second: &dyn QuotaStore) -> Result<Line, Violation> {
    let used_up = take(first, wanted(LIMIT, None)).await?;
    check("a new window has all its permits", used_up.permits == LIMIT)?;
    take(first, reported(used_up.mark, LIMIT)).await?;
    let window = used_up.mark.window;
    let next = QuotaMark { window: window + 1, ..used_up.mark };
    let turn = |ahead, permits| Some(QuotaTurn { window: window + ahead, permits });

    let ahead = take(second, wanted(3, None)).await?;
    check("permits of the next window are given ahead", (ahead.permits, ahead.mark) == (3, next))?;
    let begins = !ahead.valid_in.is_zero() && ahead.valid_in <= LEFT;
    check("they are valid once the window begins, which the age of a response brings nearer", begins)?;
    check("they are valid as long as a window", ahead.valid_for == LEFT + AGE)?;
    check("the first response of the next window is to be reported at once", ahead.reports_at_once)?;
    check("who got what it wanted stands in no line", ahead.turn.is_none())?;

    let rest = take(first, wanted(3, None)).await?;
    check("the last permits of the next window are given ahead", (rest.permits, rest.mark) == (1, next))?;
    check("one response of a window is to be reported at once", !rest.reports_at_once)?;
    check("who took the last permits stands in line for the window after it", rest.turn == turn(2, 3))?;
    check("it is called back after that window began", rest.retry_in > rest.valid_in)?;

    let late = take(second, wanted(3, None)).await?;
    check("who comes too late gets the turn that is left in that window", late.turn == turn(2, 1))?;
    check("it gets no permits, and is called back later", late.permits == 0 && !late.retry_in.is_zero())?;

    let early = take(first, wanted(3, rest.turn)).await?;
    check("who asks before its turn keeps it", (early.permits, early.turn) == (0, rest.turn))?;
    let newcomer = take(second, wanted(3, None)).await?;
    check(
        "the next turn is in the window after that, and an early question made the line no longer",
        (newcomer.permits, newcomer.turn) == (0, turn(3, 3)),
    )?;
    Ok(Line { ahead, turns: [rest.turn, late.turn] })
}

async fn serve_line(first: &dyn QuotaStore, second: &dyn QuotaStore, line: &Line) -> Result<(), Violation> {
    let mark = line.ahead.mark;
    let next = QuotaMark { window: mark.window + 1, ..mark };
    take(second, reported(mark, 1)).await?;

    let newcomer = take(second, wanted(3, None)).await?;
    check("nobody gets permits before those who stand in line", newcomer.permits == 0)?;
    let is_later = newcomer.turn.is_some_and(|turn| turn.window > next.window);
    check("a newcomer's turn is after theirs", is_later)?;

    let [three, one] = line.turns;
    let grant = take(first, wanted(3, three)).await?;
    check("a turn is worth the permits that were promised", (grant.permits, grant.mark) == (3, next))?;
    check("a turn that was used is not given back", grant.turn != three)?;
    let grant = take(second, wanted(3, one)).await?;
    check("a turn is worth no more than was promised", (grant.permits, grant.mark) == (1, next))?;
    let again = take(first, wanted(3, three)).await?;
    check("a window is given once", again.permits == 0)
}

/// A refusal holds all processes.
async fn hold(first: &dyn QuotaStore, second: &dyn QuotaStore, mark: QuotaMark) -> Result<(), Violation> {
    let refusal = QuotaRefusal { mark, wait: Some(Duration::from_secs(30)), age: Duration::ZERO };
    call("a refusal is reported", first.refuse(refusal)).await?;
    let reported = Instant::now();
    while second.held().is_none() {
        check("a refusal is known to all processes soon", reported.elapsed() < Duration::from_secs(2))?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let wait = second.held().map(|until| until.saturating_duration_since(Instant::now()));
    let is_long = wait.is_some_and(|wait| (Duration::from_secs(20)..Duration::from_secs(31)).contains(&wait));
    check("all processes wait as long as the server asked", is_long)?;
    let held = take(second, wanted(10, None)).await?;
    check("no permits are given while all wait", held.permits == 0)
}

async fn take(store: &dyn QuotaStore, take: QuotaTake) -> Result<QuotaGrant, Violation> {
    call("permits are taken", store.take(take)).await
}

fn wanted(want: u32, turn: Option<QuotaTurn>) -> QuotaTake {
    QuotaTake { want, turn, ..QuotaTake::default() }
}

/// The report of a used up window that ends soon.
fn reported(mark: QuotaMark, answered: u32) -> QuotaTake {
    let reset = Some(LEFT + AGE);
    let seen = QuotaSeen { mark, limit: Some(LIMIT), remaining: Some(0), reset, age: AGE };
    QuotaTake { answered, seen: Some(seen), ..QuotaTake::default() }
}
